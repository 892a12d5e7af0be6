// How a page leaves the house: headers, redirects, and the rest of an upload nobody wants.
package de.belegbote.pages;

import de.belegbote.http.Ending;
import de.belegbote.platform.Spot;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Every answer of a page carries the same strict headers (security rules, points 5 and 14). */
final class PageReply {
  private static final String POLICY = "Content-Security-Policy";
  private static final Map<String, String> HEADERS =
      Map.of(
          POLICY,
          "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
              + " img-src 'self';"
              + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
          "Cache-Control",
          "no-store",
          "Referrer-Policy",
          "no-referrer",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "X-Robots-Tag",
          "noindex, nofollow, noarchive",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), microphone=(), geolocation=()");

  /** Under which name of a request's data the origin is kept that may show the page in a frame. */
  static final String FRAME = "frame";

  /** Under which name of a request's data the place of its code is kept until {@link #back}. */
  static final String SEEN = "seen";

  /** Most bytes of a refused upload that are read, so that the browser shows our answer. */
  private static final long MOST_DRAINED = 64L * 1024 * 1024;

  private static final long DRAIN_SECONDS = 120;

  private PageReply() {}

  static Future<Void> send(RoutingContext ctx, int status, PageLanguage language, String html) {
    head(ctx)
        .setStatusCode(status)
        .putHeader("Content-Type", "text/html; charset=utf-8")
        .putHeader("Content-Language", language.tag());
    return Ending.end(ctx.request(), Buffer.buffer(html));
  }

  /** Starts a stream of server-sent events; whoever passes it on shall not collect it. */
  static HttpServerResponse stream(RoutingContext ctx) {
    return head(ctx)
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream; charset=utf-8")
        .putHeader("X-Accel-Buffering", "no");
  }

  /**
   * Leads back to the page itself, so that loading it again sends nothing twice. Our script, which
   * says that it wants it, learns there where in the picture the code stood.
   */
  static Future<Void> back(RoutingContext ctx, PageLanguage language) {
    boolean wanted = "seen".equals(ctx.request().getHeader("Prefer"));
    String seen = wanted && ctx.get(SEEN) instanceof Spot spot ? "&seen=" + spot.numbers() : "";
    return head(ctx).setStatusCode(303).putHeader("Location", language.here() + seen).end();
  }

  /** Leads to another page of ours, or to an address that we made. */
  static Future<Void> to(RoutingContext ctx, String address) {
    return head(ctx).setStatusCode(303).putHeader("Location", address).end();
  }

  /** Starts a file to keep: with these headers, never shown and never run in our origin. */
  static HttpServerResponse download(RoutingContext ctx, Map<String, String> headers) {
    var response = head(ctx);
    headers.forEach(response::putHeader);
    return response;
  }

  /** Starts an archive whose length nobody knows yet. */
  static HttpServerResponse archive(RoutingContext ctx, String name) {
    return download(
            ctx,
            Map.of(
                "Content-Type",
                "application/zip",
                "Content-Disposition",
                "attachment; filename=\"" + name + "\""))
        .setChunked(true);
  }

  private static HttpServerResponse head(RoutingContext ctx) {
    var response = ctx.response();
    HEADERS.forEach(response::putHeader);
    if (ctx.get(FRAME) instanceof String origin) {
      // The older header knows no origins; browsers that know the policy go by that.
      response.headers().remove("X-Frame-Options");
      String policy =
          HEADERS.get(POLICY).replace("frame-ancestors 'none'", "frame-ancestors " + origin);
      response.putHeader(POLICY, policy);
    }
    return response;
  }

  /**
   * Reads what is left of the body and throws it away: a browser that is answered while it still
   * sends shows an error of its own. What is too much or too slow loses its connection.
   */
  static Future<Void> drained(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    if (request.isEnded()) {
      return Future.succeededFuture();
    }
    var seen = new AtomicLong();
    request.handler(
        chunk -> {
          if (seen.addAndGet(chunk.length()) > MOST_DRAINED) {
            var unused = request.connection().close();
          }
        });
    return request
        .resume()
        .end()
        .timeout(DRAIN_SECONDS, TimeUnit.SECONDS)
        .recover(
            slow -> {
              Ending.closing(request);
              return Future.succeededFuture();
            });
  }
}
