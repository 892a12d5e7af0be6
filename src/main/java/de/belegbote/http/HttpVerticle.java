// The public port: contract, API and pages.
package de.belegbote.http;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.BindException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One HTTP server on one event loop; several instances share the port. Everything that is no
 * operation of the contract is mounted by {@code pages}.
 */
public final class HttpVerticle extends VerticleBase {
  private final Operations operations;
  private final Contract contract;
  private final List<Consumer<Router>> pages;
  private final String listen;
  private final int port;
  private HttpServer server;

  /**
   * A server that is started by deploying it.
   *
   * @param pages each mounts its own routes on the public router
   * @param port 0 for any free one
   */
  public HttpVerticle(
      Operations operations,
      Contract contract,
      List<Consumer<Router>> pages,
      String listen,
      int port) {
    this.operations = operations;
    this.contract = contract;
    this.pages = pages;
    this.listen = listen;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    var problems = new ProblemHandler();
    var root = Router.router(vertx);
    root.route().handler(new AccessLog(operations.time()));
    root.get("/openapi.yaml").handler(this::openapi);
    root.head("/openapi.yaml").handler(this::openapi);
    pages.forEach(page -> page.accept(root));
    var limits = new RateLimits();
    operations.tokenEndpoint(limits).bind(root);
    var api = operations.router(vertx, limits);
    root.route("/v1/*").subRouter(api);
    for (var router : List.of(root, api)) {
      for (int status : new int[] {400, 401, 403, 404, 405, 406, 413, 414, 415, 429, 500, 503}) {
        router.errorHandler(status, problems);
      }
    }
    root.route().failureHandler(problems);
    var options =
        new HttpServerOptions()
            .setCompressionSupported(false)
            .setMaxHeaderSize(16 * 1024)
            .setMaxInitialLineLength(8 * 1024)
            .setMaxFormAttributeSize(64 * 1024)
            .setMaxFormFields(32)
            .setIdleTimeout(60)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    server =
        vertx
            .createHttpServer(options)
            .requestHandler(root)
            .invalidRequestHandler(ProblemHandler::invalid);
    return server.listen(port, listen).recover(this::explain);
  }

  private void openapi(RoutingContext ctx) {
    ctx.response().putHeader("Content-Type", "application/yaml");
    var unused = Ending.end(ctx.request(), Buffer.buffer(contract.published()));
  }

  private <T> Future<T> explain(Throwable cause) {
    return cause instanceof BindException
        ? Future.failedFuture(
            new Failure(
                Problem.UNAVAILABLE,
                "Port "
                    + port
                    + " on "
                    + listen
                    + " is taken. Stop what uses it, or choose another with --port=…",
                cause))
        : Future.failedFuture(cause);
  }

  /** The port it listens on. */
  public int port() {
    return server.actualPort();
  }

  @Override
  public Future<?> stop() {
    // Running requests may end; nobody new gets in.
    return server == null ? Future.succeededFuture() : server.shutdown(10, TimeUnit.SECONDS);
  }
}
