// The practice portal behind a gate that can hold any request, for tests that kill its visitor.
package de.belegbote.processes;

import de.belegbote.platform.TimeSource;
import de.belegbote.platform.tls.DevCertificates;
import de.belegbote.sandbox.PracticePortal;
import de.belegbote.sandbox.PracticePortalVerticle;
import de.belegbote.testing.Wait;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** HTTPS in front, the portal's plain HTTP behind; keeps what was asked and answered. */
final class PortalGate {
  /** Where a request is held. */
  enum At {
    /** Before the portal sees it. */
    REQUEST,
    /** When the portal has acted, before its answer. */
    ANSWER,
    /** After half of the answer's body. */
    HALF
  }

  /** Something to hold one request at. */
  static final class Stop {
    private final At at;
    private final Pattern line;
    private final Promise<Void> go = Promise.promise();
    private volatile boolean reached;

    private Stop(At at, String line) {
      this.at = at;
      this.line = Pattern.compile(line);
    }

    /** Whether a request is or was held here. */
    boolean reached() {
      return reached;
    }

    /** Lets it through. */
    void release() {
      go.tryComplete();
    }

    private Future<Void> hold() {
      reached = true;
      return go.future();
    }
  }

  /** A request and its answer. */
  record Exchange(String line, Buffer sent, int status, Buffer answer) {}

  private final PracticePortalVerticle portal;
  private final HttpServer server;
  private final HttpClient client;
  private final List<Stop> stops = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();

  /**
   * Starts both on free ports.
   *
   * @param data folder with the portal's accounts and the certificate
   */
  PortalGate(Vertx vertx, Path data, TimeSource time) {
    portal =
        new PracticePortalVerticle(
            new PracticePortal.Settings(0, 0, null, data.resolve("practice.json"), time));
    Wait.until(vertx.deployVerticle(portal));
    var certificates =
        DevCertificates.loadOrCreate(
            data.resolve("tls"), List.of(PracticePortal.HOST), Instant.now());
    client = vertx.createHttpClient();
    server =
        Wait.until(
            vertx
                .createHttpServer(
                    new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(certificates.serverKeys()))
                .requestHandler(this::take)
                .listen(0, "127.0.0.1"));
  }

  int port() {
    return server.actualPort();
  }

  /**
   * Holds the next request whose method and path match.
   *
   * @param line pattern of the whole, as in {@code GET /invoices}
   */
  Stop stop(At at, String line) {
    var stop = new Stop(at, line);
    stops.add(stop);
    return stop;
  }

  /** How many requests of that method and path came in. */
  long asked(String line) {
    return asked.stream().filter(line::equals).count();
  }

  /** Answered requests whose method and path match. */
  List<Exchange> exchanges(String line) {
    return exchanges.stream().filter(each -> each.line.matches(line)).toList();
  }

  private void take(HttpServerRequest request) {
    String line = request.method() + " " + request.uri();
    asked.add(line);
    Stop stop =
        stops.stream().filter(each -> each.line.matcher(line).matches()).findFirst().orElse(null);
    // Each holds one request; all come in on the server's one event loop.
    stops.remove(stop);
    request
        .body()
        .compose(body -> held(stop, At.REQUEST).map(body))
        .compose(body -> forward(request, line, body, stop))
        .onFailure(gone -> request.connection().close());
  }

  private static Future<Void> held(Stop stop, At at) {
    return stop != null && stop.at == at ? stop.hold() : Future.succeededFuture();
  }

  private Future<Void> forward(HttpServerRequest request, String line, Buffer sent, Stop stop) {
    return client
        .request(request.method(), portal.httpPort(), "127.0.0.1", request.uri())
        .compose(
            out -> {
              request.headers().forEach(each -> out.putHeader(each.getKey(), each.getValue()));
              return out.send(sent);
            })
        .compose(
            answer ->
                answer
                    .body()
                    .onSuccess(
                        body -> exchanges.add(new Exchange(line, sent, answer.statusCode(), body)))
                    .compose(body -> held(stop, At.ANSWER).map(body))
                    .compose(body -> answer(request, answer, body, stop)));
  }

  private static Future<Void> answer(
      HttpServerRequest request, HttpClientResponse answer, Buffer body, Stop stop) {
    var response = request.response().setStatusCode(answer.statusCode());
    answer.headers().forEach(each -> response.headers().add(each.getKey(), each.getValue()));
    int half = body.length() / 2;
    return stop != null && stop.at == At.HALF
        ? response
            .write(body.getBuffer(0, half))
            .compose(written -> held(stop, At.HALF))
            .compose(released -> response.end(body.getBuffer(half, body.length())))
        : response.end(body);
  }
}
