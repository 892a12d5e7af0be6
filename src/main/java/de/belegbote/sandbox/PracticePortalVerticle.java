// Starts and stops the practice portal.
package de.belegbote.sandbox;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import io.github.bucket4j.Bucket;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.sstore.LocalSessionStore;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the practice portal on the loopback address: plain HTTP for people's browsers, HTTPS for
 * the fetcher, both with the same accounts and pages. Deploy one instance, on an event loop.
 */
public final class PracticePortalVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(PracticePortalVerticle.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final int REQUESTS_PER_SECOND = 1_000;

  private final PracticePortal.Settings settings;
  private final int requestsPerSecond;
  private WorkerExecutor worker;
  private LocalSessionStore sessions;
  private HttpServer http;
  private HttpServer https;

  public PracticePortalVerticle(PracticePortal.Settings settings) {
    this(settings, REQUESTS_PER_SECOND);
  }

  PracticePortalVerticle(PracticePortal.Settings settings, int requestsPerSecond) {
    this.settings = settings;
    this.requestsPerSecond = requestsPerSecond;
  }

  /**
   * Ends when both listeners are up. Fails with {@link Failure}, which says what to do, if a port
   * is taken or the state file cannot be read.
   */
  @Override
  public Future<?> start() {
    worker = vertx.createSharedWorkerExecutor("sandbox", 2);
    sessions = LocalSessionStore.create(vertx, "sandbox.sessions");
    return PracticeAccounts.open(settings.stateFile(), worker)
        .map(this::router)
        .compose(router -> Future.join(listenHttp(router), listenHttps(router)))
        .onSuccess(up -> LOG.info("The practice portal is at http://{}:{}/", LOOPBACK, httpPort()));
  }

  @Override
  public Future<?> stop() {
    return close(http).eventually(() -> close(https)).eventually(() -> worker.close());
  }

  /** The port of the plain listener, once started. */
  public int httpPort() {
    return http.actualPort();
  }

  /** The port of the HTTPS listener, once started with a certificate. */
  public int httpsPort() {
    return https.actualPort();
  }

  private Router router(PracticeAccounts accounts) {
    Bucket requests =
        Bucket.builder()
            .addLimit(
                limit ->
                    limit
                        .capacity(requestsPerSecond)
                        .refillGreedy(requestsPerSecond, Duration.ofSeconds(1)))
            .build();
    Router router = new Doorway(sessions, settings.time(), requests).router(vertx);
    new PracticePortal(accounts, settings.time(), worker).bind(router);
    return router;
  }

  private Future<?> listenHttp(Router router) {
    return listen(router, new HttpServerOptions(), settings.httpPort())
        .onSuccess(server -> http = server);
  }

  private Future<?> listenHttps(Router router) {
    if (settings.certificate() == null) {
      return Future.succeededFuture();
    }
    var options = new HttpServerOptions().setSsl(true).setKeyCertOptions(settings.certificate());
    return listen(router, options, settings.httpsPort()).onSuccess(server -> https = server);
  }

  private Future<HttpServer> listen(Router router, HttpServerOptions options, int port) {
    return vertx
        .createHttpServer(options.setHost(LOOPBACK).setPort(port).setIdleTimeout(60))
        .requestHandler(router)
        .listen()
        .recover(
            taken ->
                Future.failedFuture(
                    new Failure(
                        Problem.UNAVAILABLE,
                        "Port %d of the practice portal is taken. Stop what uses it, or choose another with --practice-port=…"
                            .formatted(port),
                        taken)));
  }

  private static Future<?> close(HttpServer server) {
    return server == null ? Future.succeededFuture() : server.close();
  }
}
