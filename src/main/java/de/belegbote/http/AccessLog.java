// One log line for each request that was answered.
package de.belegbote.http;

import de.belegbote.platform.TimeSource;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Method, route, status and time, with the ids by which other lines are found. The route is the
 * contract's template or the pattern of a page, never the address itself: that may hold the token
 * of an upload link.
 */
final class AccessLog implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger("de.belegbote.access");

  private final TimeSource time;

  AccessLog(TimeSource time) {
    this.time = time;
  }

  @Override
  public void handle(RoutingContext ctx) {
    Instant start = time.now();
    ctx.addEndHandler(end -> write(ctx, start, end.succeeded()));
    ctx.next();
  }

  private void write(RoutingContext ctx, Instant start, boolean arrived) {
    var line =
        about(LOG.atInfo(), ctx)
            .addKeyValue("method", ctx.request().method().name())
            .addKeyValue("route", route(ctx))
            .addKeyValue("status", ctx.response().getStatusCode())
            .addKeyValue("ms", Duration.between(start, time.now()).toMillis());
    // The caller was gone before the answer was.
    (arrived ? line : line.addKeyValue("lost", true)).log("request");
  }

  /** The line of a request that the HTTP parser refused, so that only its status is known. */
  static void refused(String requestId, int status) {
    LOG.atInfo()
        .addKeyValue("requestId", requestId)
        .addKeyValue("route", "none")
        .addKeyValue("status", status)
        .log("request");
  }

  /** Adds who asks and which request it is, as every line about a request has it. */
  static LoggingEventBuilder about(LoggingEventBuilder line, RoutingContext ctx) {
    var named = line.addKeyValue("requestId", RequestId.of(ctx));
    return Entrance.tenant(ctx)
        .map(tenant -> named.addKeyValue("tenantId", tenant.toString()))
        .orElse(named);
  }

  private static String route(RoutingContext ctx) {
    return Entrance.route(ctx)
        .orElseGet(
            () -> {
              var route = ctx.currentRoute();
              String pattern = route == null ? null : route.getPath();
              return pattern == null ? "none" : pattern.replaceAll("/:[A-Za-z]+", "/***");
            });
  }
}
