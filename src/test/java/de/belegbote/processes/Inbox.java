// A webhook receiver that remembers ids and can keep its sender waiting.
package de.belegbote.processes;

import de.belegbote.testing.Wait;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers 204, or nothing at all while it {@link #holds}. */
final class Inbox {
  /** One message as it arrived. */
  record Letter(String id, String body) {
    String type() {
      return new JsonObject(body).getString("type");
    }

    String invoice() {
      return new JsonObject(body).getJsonObject("data").getString("invoiceId");
    }
  }

  private final List<Letter> letters = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile boolean holding;

  Inbox(Vertx vertx) {
    server = Wait.until(vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1"));
  }

  private void take(HttpServerRequest request) {
    request
        .body()
        .onSuccess(body -> keep(request, body))
        .compose(
            kept ->
                holding
                    ? Future.<Void>succeededFuture()
                    : request.response().setStatusCode(204).end())
        .onFailure(gone -> request.connection().close());
  }

  private void keep(HttpServerRequest request, Buffer body) {
    letters.add(new Letter(request.getHeader("webhook-id"), body.toString()));
  }

  /** From now on: takes messages in, and does not answer. */
  void holds(boolean waiting) {
    holding = waiting;
  }

  List<Letter> letters() {
    return List.copyOf(letters);
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/hook";
  }
}
