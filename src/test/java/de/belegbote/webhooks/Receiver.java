// A webhook receiver on loopback that speaks real HTTP.
package de.belegbote.webhooks;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Keeps what arrives, in order, and answers as the test says; 204 until it says otherwise. */
final class Receiver {
  private static final long PATIENCE_SECONDS = 20;

  /** One request as it arrived. */
  record Got(String host, String path, MultiMap headers, String body) {
    String id() {
      return headers.get("webhook-id");
    }

    JsonObject json() {
      return new JsonObject(body);
    }

    /** Verifies it as a consumer would, with the library of Standard Webhooks. */
    void verify(String secret) throws WebhookVerificationException {
      Map<String, List<String>> map = new HashMap<>();
      headers.forEach(header -> map.put(header.getKey(), List.of(header.getValue())));
      new Webhook(secret).verify(body, map);
    }
  }

  private final BlockingQueue<Got> arrived = new LinkedBlockingQueue<>();
  private final HttpServer server;
  private volatile Consumer<HttpServerRequest> answer = request -> status(request, 204);

  Receiver(Vertx vertx) {
    this(vertx, new HttpServerOptions());
  }

  Receiver(Vertx vertx, HttpServerOptions options) {
    server =
        WebhookHouse.await(
            vertx.createHttpServer(options).requestHandler(this::take).listen(0, "127.0.0.1"));
  }

  private void take(HttpServerRequest request) {
    var unused =
        request
            .body()
            .onSuccess(
                body -> {
                  arrived.add(
                      new Got(
                          String.valueOf(request.authority()),
                          request.uri(),
                          request.headers(),
                          body.toString()));
                  answer.accept(request);
                });
  }

  static void status(HttpServerRequest request, int status) {
    var unused = request.response().setStatusCode(status).end();
  }

  void answers(int status) {
    answer = request -> status(request, status);
  }

  void answers(Consumer<HttpServerRequest> how) {
    answer = how;
  }

  /** The next request; waits for it. */
  @CanIgnoreReturnValue
  Got next() {
    try {
      Got got = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertNotNull(got, "nothing arrived");
      return got;
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  void hasNothingMore() {
    assertNull(arrived.peek());
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/hook?from=belegbote";
  }

  int port() {
    return server.actualPort();
  }
}
