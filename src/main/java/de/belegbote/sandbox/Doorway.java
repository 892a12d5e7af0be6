// What every request to the practice portal passes before it reaches a page.
package de.belegbote.sandbox;

import de.belegbote.platform.TimeSource;
import io.github.bucket4j.Bucket;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.SessionStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Limits, security headers, the session's life, tokens against forged requests, error pages. */
final class Doorway {
  private static final Logger LOG = LoggerFactory.getLogger(Doorway.class);
  private static final int BODY_LIMIT = 8_192;

  private final TimeSource time;
  private final Bucket requests;
  private final SessionHandler plain;
  private final SessionHandler secure;

  /**
   * The way in.
   *
   * @param requests one token per request; one that gets none is answered with 429
   */
  Doorway(SessionStore sessions, TimeSource time, Bucket requests) {
    this.time = time;
    this.requests = requests;
    this.plain = handler(sessions).setNagHttps(false);
    this.secure = handler(sessions).setCookieSecureFlag(true);
  }

  private static SessionHandler handler(SessionStore sessions) {
    return SessionHandler.create(sessions)
        .setSessionCookieName("practice_session")
        .setCookieHttpOnlyFlag(true)
        .setCookieSameSite(CookieSameSite.LAX)
        // PracticeSession ends it by the portal's clock; this only clears the memory.
        .setSessionTimeout(2 * PracticeSession.IDLE.toMillis());
  }

  Router router(Vertx vertx) {
    Router router = Router.router(vertx);
    String style = style();
    for (int status : new int[] {400, 403, 404, 405, 413, 429, 500}) {
      router.errorHandler(status, ctx -> showStatus(ctx, status));
    }
    router.route().handler(this::limit);
    router
        .get("/style.css")
        .handler(
            ctx ->
                ctx.response()
                    .putHeader("Content-Type", "text/css; charset=utf-8")
                    .putHeader("Cache-Control", "max-age=300")
                    .end(style)
                    .onFailure(ctx::fail));
    // POST only: it throws at a GET that still names a form's type, as after some redirects.
    router.post().handler(BodyHandler.create(false).setBodyLimit(BODY_LIMIT));
    router.route().handler(ctx -> (ctx.request().isSSL() ? secure : plain).handle(ctx));
    router.route().handler(this::checkSession);
    return router;
  }

  private void limit(RoutingContext ctx) {
    ctx.response()
        .putHeader(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
                + " base-uri 'none'; frame-ancestors 'none'")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("X-Frame-Options", "DENY")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cache-Control", "no-store");
    if (requests.tryConsume(1)) {
      ctx.next();
    } else {
      ctx.response().putHeader("Retry-After", "1");
      ctx.fail(429);
    }
  }

  private void checkSession(RoutingContext ctx) {
    PracticeSession session = session(ctx);
    boolean changing = HttpMethod.POST.equals(ctx.request().method());
    if (!session.seen(time.now()) && !ctx.normalizedPath().equals("/")) {
      redirect(ctx, "/").onFailure(ctx::fail);
    } else if (changing && !session.carries(ctx.request().getFormAttribute("_csrf"))) {
      ctx.fail(403);
    } else {
      ctx.next();
    }
  }

  private static void showStatus(RoutingContext ctx, int status) {
    if (status == 500) {
      LOG.error("The practice portal failed at {}", ctx.normalizedPath(), ctx.failure());
    }
    if (!ctx.response().headWritten()) {
      ctx.response().setStatusCode(status);
      html(ctx, pages(ctx).status(status))
          .onFailure(gone -> LOG.debug("The browser went away", gone));
    }
  }

  static PracticeSession session(RoutingContext ctx) {
    return new PracticeSession(ctx.session());
  }

  /** The pages in the language the browser prefers. */
  static PracticePages pages(RoutingContext ctx) {
    var wanted = ctx.preferredLanguage();
    return PracticePages.in(wanted == null ? Locale.ROOT : Locale.forLanguageTag(wanted.tag()));
  }

  static Future<Void> html(RoutingContext ctx, String page) {
    return ctx.response().putHeader("Content-Type", "text/html; charset=utf-8").end(page);
  }

  /** 303: the browser asks for the next page with GET. */
  static Future<Void> redirect(RoutingContext ctx, String path) {
    return ctx.response().setStatusCode(303).putHeader("Location", path).end();
  }

  private static String style() {
    try (InputStream css = Doorway.class.getResourceAsStream("/sandbox/style.css")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
