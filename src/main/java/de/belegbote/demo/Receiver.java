// Receives webhooks and verifies them, as a partner's program does.
package de.belegbote.demo;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A plain HTTP server on loopback. It answers 204 to what the library of Standard Webhooks
 * verifies, and 400 to anything else.
 */
public final class Receiver implements AutoCloseable {
  private static final int LARGEST = 1024 * 1024;

  /**
   * One request as it arrived.
   *
   * @param verified whether its signature and its time were right
   */
  public record Got(String id, String body, boolean verified) {
    /** The payload. */
    public JsonObject json() {
      return new JsonObject(body);
    }

    /** The type of its event. */
    public String type() {
      return json().getString("type");
    }
  }

  private final List<Got> arrived = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile String secret = "";

  private Receiver(HttpServer server) {
    this.server = server;
  }

  /** Listens on any free port. */
  public static Receiver start() {
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      var receiver = new Receiver(HttpServer.create(address, 0));
      receiver.server.createContext("/", receiver::take);
      receiver.server.start();
      return receiver;
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  /** Where it listens. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/belegbote";
  }

  /** Verifies with this secret from now on. */
  public void trust(String webhookSecret) {
    secret = webhookSecret;
  }

  /** What has arrived so far, in this order. */
  public List<Got> arrived() {
    return List.copyOf(arrived);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] bytes = exchange.getRequestBody().readNBytes(LARGEST);
      String body = new String(bytes, StandardCharsets.UTF_8);
      boolean verified = verified(body, exchange.getRequestHeaders());
      arrived.add(
          new Got(
              String.valueOf(exchange.getRequestHeaders().getFirst("webhook-id")), body, verified));
      exchange.sendResponseHeaders(verified ? 204 : 400, -1);
    }
  }

  private boolean verified(String body, Map<String, List<String>> headers) {
    var lower = new HashMap<String, List<String>>();
    headers.forEach((name, values) -> lower.put(name.toLowerCase(java.util.Locale.ROOT), values));
    try {
      new Webhook(secret).verify(body, lower);
      return true;
    } catch (WebhookVerificationException | IllegalArgumentException wrong) {
      return false;
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
