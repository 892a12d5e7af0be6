// Sends text messages through Twilio.
package de.belegbote.enrolment;

import com.twilio.exception.ApiConnectionException;
import com.twilio.exception.ApiException;
import com.twilio.http.TwilioRestClient;
import com.twilio.type.PhoneNumber;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.TwilioSettings;
import de.belegbote.platform.tenancy.Tenant;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Twilio's library blocks, so it runs on a pool of its own. A 4xx says that nothing was sent; after
 * a 5xx, a lost connection or no answer nobody knows, and the future fails (Twilio takes no
 * idempotency key for messages). The message is dropped by Twilio when the link would be over.
 */
public final class TwilioSmsSender implements SmsSender {
  private static final Logger LOG = LoggerFactory.getLogger(TwilioSmsSender.class);
  private static final int THREADS = 8;

  /** For the whole conversation with Twilio. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** Longest wait for a thread; whoever waited longer is not sent any more. */
  private static final Duration QUEUED = Duration.ofSeconds(8);

  /** Twilio's bounds for how long a message may wait (ValidityPeriod). */
  private static final long MOST_SECONDS = 14_400;

  private final WorkerExecutor pool;
  private final TwilioRestClient client;
  private final TimeSource time;

  public TwilioSmsSender(Vertx vertx, TwilioSettings settings, TimeSource time) {
    this(vertx, settings, time, DEADLINE);
  }

  TwilioSmsSender(Vertx vertx, TwilioSettings settings, TimeSource time, Duration deadline) {
    this.pool =
        vertx.createSharedWorkerExecutor(
            "sms", THREADS, deadline.toSeconds() + 5, TimeUnit.SECONDS);
    this.client =
        new TwilioRestClient.Builder(settings.accountSid(), settings.authToken().reveal())
            .httpClient(new TwilioHttp(settings.url(), deadline))
            .build();
    this.time = time;
  }

  @Override
  public Future<Result> send(Message message) {
    if (!message.tenant().sms().hasSender()) {
      return Future.succeededFuture(
          refused(
              "This tenant has no SMS sender. The operator sets sms.from or sms.messaging_service"
                  + " in its file; until then show the link on the screen (delivery: link)."));
    }
    Instant asked = time.now();
    return pool.executeBlocking(() -> create(message, asked), false);
  }

  private static Result refused(String detail) {
    return Result.refused(
        new Failure(Problem.SMS_FAILED, detail), Optional.empty(), SmsReason.OTHER);
  }

  private Result create(Message message, Instant asked) {
    if (Duration.between(asked, time.now()).compareTo(QUEUED) > 0) {
      return refused(
          "Too many messages wait for the SMS provider; this one was not sent. Try again.");
    }
    try {
      var sent = creator(message).create(client);
      SmsState state =
          Optional.ofNullable(sent.getStatus())
              .flatMap(status -> TwilioWords.state(status.toString()))
              .orElse(SmsState.QUEUED);
      return state == SmsState.FAILED
          ? refused(message.tenant(), 200, Optional.ofNullable(sent.getErrorCode()).orElse(0))
          : Result.taken(state, sent.getSid());
    } catch (ApiConnectionException lost) {
      if (TwilioHttp.neverLeft(lost)) {
        LOG.error("Twilio cannot be reached", lost);
        return refused(
            "The SMS provider cannot be reached; nothing was sent. Try again later, or show the"
                + " link on the screen (delivery: link).");
      }
      throw lost;
    } catch (ApiException answered) {
      int status = Optional.ofNullable(answered.getStatusCode()).orElse(0);
      if (status < 400 || status == 408 || status >= 500) {
        throw anonymous(status, answered);
      }
      return refused(message.tenant(), status, Optional.ofNullable(answered.getCode()).orElse(0));
    }
  }

  // Twilio's text may repeat the number, so the exception itself goes no further.
  private static IllegalStateException anonymous(int status, ApiException answered) {
    return new IllegalStateException("Twilio answered " + status + ", error " + answered.getCode());
  }

  private static Result refused(Tenant tenant, int status, int code) {
    var failure = TwilioWords.refusal(status, code);
    LOG.atWarn()
        .addKeyValue("tenantId", tenant.id())
        .log("Twilio refused an SMS: status {}, error {}", status, code);
    return Result.refused(
        failure, Optional.of(code).filter(known -> known != 0), TwilioWords.reason(code));
  }

  private static com.twilio.rest.api.v2010.account.MessageCreator creator(Message message) {
    var to = new PhoneNumber(message.to().e164());
    var sms = message.tenant().sms();
    var creator =
        sms.messagingService().isPresent()
            ? com.twilio.rest.api.v2010.account.Message.creator(
                to, sms.messagingService().get(), message.text())
            : com.twilio.rest.api.v2010.account.Message.creator(
                to, new PhoneNumber(sms.from().orElseThrow()), message.text());
    long life = Math.max(1, Math.min(MOST_SECONDS, message.life().toSeconds()));
    return creator.setStatusCallback(URI.create(message.callback())).setValidityPeriod((int) life);
  }
}
