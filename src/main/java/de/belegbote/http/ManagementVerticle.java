// The operator's port: live, ready, metrics, and in a trial the helpers of a developer.
package de.belegbote.http;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Never to be reached from outside; answers without credentials. */
public final class ManagementVerticle extends VerticleBase {
  private static final long PATIENCE_SECONDS = 3;

  private final PrometheusMeterRegistry metrics;
  private final Map<String, Supplier<Future<Void>>> checks;
  private final List<Consumer<Router>> more;
  private final String listen;
  private final int port;
  private HttpServer server;

  /**
   * A server that is started by deploying it.
   *
   * @param checks what must answer for the process to be ready, by name
   * @param more further routes, such as those of a trial
   */
  public ManagementVerticle(
      PrometheusMeterRegistry metrics,
      Map<String, Supplier<Future<Void>>> checks,
      List<Consumer<Router>> more,
      String listen,
      int port) {
    this.metrics = metrics;
    this.checks = checks;
    this.more = more;
    this.listen = listen;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    var router = Router.router(vertx);
    router.get("/health/live").handler(ctx -> send(ctx, 200, new JsonObject().put("status", "UP")));
    router.get("/health/ready").handler(this::ready);
    router
        .get("/metrics")
        .handler(
            ctx -> {
              var unused =
                  ctx.response()
                      .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                      .end(metrics.scrape());
            });
    more.forEach(routes -> routes.accept(router));
    router.errorHandler(404, new ProblemHandler());
    router.errorHandler(405, new ProblemHandler());
    router.errorHandler(500, new ProblemHandler());
    server = vertx.createHttpServer().requestHandler(router);
    return server.listen(port, listen).recover(this::explain);
  }

  private void ready(RoutingContext ctx) {
    var names = List.copyOf(checks.keySet());
    var answers = new ArrayList<Future<Void>>();
    names.forEach(
        name -> answers.add(checks.get(name).get().timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)));
    var unused =
        Future.join(answers)
            .onComplete(
                done -> {
                  var parts = new JsonArray();
                  for (int i = 0; i < names.size(); i++) {
                    parts.add(
                        new JsonObject()
                            .put("name", names.get(i))
                            .put("status", answers.get(i).succeeded() ? "UP" : "DOWN"));
                  }
                  String status = done.succeeded() ? "UP" : "DOWN";
                  send(
                      ctx,
                      done.succeeded() ? 200 : 503,
                      new JsonObject().put("status", status).put("parts", parts));
                });
  }

  private static void send(RoutingContext ctx, int status, JsonObject body) {
    var unused =
        ctx.response()
            .setStatusCode(status)
            .putHeader("Content-Type", "application/json")
            .end(body.toBuffer());
  }

  private <T> Future<T> explain(Throwable cause) {
    return cause instanceof BindException
        ? Future.failedFuture(
            new Failure(
                Problem.UNAVAILABLE,
                "Port "
                    + port
                    + " is taken. Stop what uses it, or choose another with --management-port=…",
                cause))
        : Future.failedFuture(cause);
  }

  /** The port it listens on. */
  public int port() {
    return server.actualPort();
  }

  @Override
  public Future<?> stop() {
    return server == null ? Future.succeededFuture() : server.close();
  }
}
