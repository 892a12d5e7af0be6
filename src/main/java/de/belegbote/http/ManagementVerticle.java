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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Never to be reached from outside; answers without credentials. */
public final class ManagementVerticle extends VerticleBase {
  private static final long PATIENCE_SECONDS = 3;

  private final PrometheusMeterRegistry metrics;
  private final Map<String, Supplier<Future<Void>>> needed;
  private final Map<String, Supplier<Future<Void>>> shown;
  private final List<Consumer<Router>> more;
  private final String listen;
  private final int port;
  private HttpServer server;

  /**
   * A server that is started by deploying it.
   *
   * @param needed what must answer for the process to be ready, by name
   * @param shown what is told beside it, by name: without it some work waits, the rest goes on
   * @param more further routes, such as those of a trial
   */
  public ManagementVerticle(
      PrometheusMeterRegistry metrics,
      Map<String, Supplier<Future<Void>>> needed,
      Map<String, Supplier<Future<Void>>> shown,
      List<Consumer<Router>> more,
      String listen,
      int port) {
    this.metrics = metrics;
    this.needed = needed;
    this.shown = shown;
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
    var answers = new TreeMap<String, Future<Void>>();
    needed.forEach((name, check) -> answers.put(name, asked(check)));
    shown.forEach((name, check) -> answers.put(name, asked(check)));
    var unused =
        Future.join(List.copyOf(answers.values()))
            .onComplete(
                done -> {
                  boolean ready =
                      needed.keySet().stream().allMatch(n -> answers.get(n).succeeded());
                  var parts = new JsonArray();
                  answers.forEach(
                      (name, answer) ->
                          parts.add(
                              new JsonObject()
                                  .put("name", name)
                                  .put("status", word(answer.succeeded()))));
                  send(
                      ctx,
                      ready ? 200 : 503,
                      new JsonObject().put("status", word(ready)).put("parts", parts));
                });
  }

  private static Future<Void> asked(Supplier<Future<Void>> check) {
    return check.get().timeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static String word(boolean up) {
    return up ? "UP" : "DOWN";
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
