// Where the SMS carrier reports what became of a message; no person comes here.
package de.belegbote.pages;

import de.belegbote.enrolment.TwilioReports;
import de.belegbote.http.RequestId;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * POST {@code /sms/status/<word>}: 204 for what the carrier signed, also when it is old news; 403
 * for all else. It speaks the carrier's language, so it is no operation of our contract.
 */
public final class SmsReportPage implements Consumer<Router> {
  private static final Logger LOG = LoggerFactory.getLogger(SmsReportPage.class);

  /** A report has some hundred bytes. */
  private static final long MOST_BYTES = 16 * 1024;

  private static final long SECONDS = 10;

  private final TwilioReports reports;

  public SmsReportPage(TwilioReports reports) {
    this.reports = reports;
  }

  @Override
  public void accept(Router router) {
    router.post("/sms/status/:word").handler(this::take);
  }

  private void take(RoutingContext ctx) {
    var unused =
        form(ctx.request())
            .compose(
                form ->
                    reports.take(
                        ctx.request().path(),
                        ctx.pathParam("word"),
                        form,
                        Optional.ofNullable(ctx.request().getHeader("X-Twilio-Signature"))))
            .map(204)
            .otherwise(failed -> status(ctx, failed))
            .compose(status -> ctx.response().setStatusCode(status).end());
  }

  private static int status(RoutingContext ctx, Throwable failed) {
    int status = failed instanceof Failure known ? known.problem().status() : 500;
    if (status >= 500) {
      LOG.error("request {}: a report of the SMS carrier was lost", RequestId.of(ctx), failed);
    }
    return status;
  }

  private static Future<Map<String, String>> form(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    String type = Optional.ofNullable(request.getHeader("Content-Type")).orElse("");
    boolean fits =
        length != null && length.matches("\\d{1,9}") && Long.parseLong(length) <= MOST_BYTES;
    if (!fits || !type.startsWith("application/x-www-form-urlencoded")) {
      // What follows is not read.
      var unused = request.response().putHeader("Connection", "close");
      return Future.failedFuture(
          new Failure(Problem.UNSUPPORTED_MEDIA_TYPE, "This is no report of the carrier."));
    }
    return request
        .setExpectMultipart(true)
        .end()
        .timeout(SECONDS, TimeUnit.SECONDS)
        .map(end -> fields(request.formAttributes()));
  }

  private static Map<String, String> fields(MultiMap form) {
    var fields = new HashMap<String, String>();
    form.forEach(field -> fields.put(field.getKey(), field.getValue()));
    return fields;
  }
}
