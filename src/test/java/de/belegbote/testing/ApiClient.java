// Calls a running server as one caller and holds every answer against the contract.
package de.belegbote.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.platform.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Immutable; {@link #with} gives a caller with one more header. Paths begin behind /v1. */
public final class ApiClient {
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /** What came back, already found to be as the contract says. */
  public record Answer(String call, int status, HttpResponse<byte[]> http) {
    @CanIgnoreReturnValue
    public Answer is(int wanted) {
      assertEquals(wanted, status, () -> call + ": " + text());
      return this;
    }

    /** Fails unless it is this problem, by status and type. */
    @CanIgnoreReturnValue
    public Answer is(Problem wanted) {
      is(wanted.status());
      assertEquals("/problems/" + wanted.slug(), json().getString("type"), call);
      assertEquals(wanted.title(), json().getString("title"), call);
      return this;
    }

    public JsonObject json() {
      return http.body().length == 0 ? new JsonObject() : new JsonObject(text());
    }

    /** The items of a page. */
    public List<JsonObject> items() {
      return json().getJsonArray("items", new JsonArray()).stream()
          .map(JsonObject.class::cast)
          .toList();
    }

    public String text() {
      return new String(http.body(), StandardCharsets.UTF_8);
    }

    /** A header's value, empty when it is not there. */
    public String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }

    @Override
    public String toString() {
      return call + " -> " + status;
    }
  }

  private final URI base;
  private final Map<String, String> headers;

  /**
   * A caller.
   *
   * @param base such as http://127.0.0.1:8080
   * @param headers sent with every request, credentials among them
   */
  public ApiClient(URI base, Map<String, String> headers) {
    this.base = base;
    this.headers = Map.copyOf(headers);
  }

  public ApiClient with(String name, String value) {
    var more = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    more.putAll(headers);
    var unused = more.put(name, value);
    return new ApiClient(base, more);
  }

  @CanIgnoreReturnValue
  public Answer get(String path) {
    return send("GET", path, new byte[0]);
  }

  @CanIgnoreReturnValue
  public Answer post(String path, JsonObject body) {
    return json("POST", path, body);
  }

  @CanIgnoreReturnValue
  public Answer put(String path, JsonObject body) {
    return json("PUT", path, body);
  }

  @CanIgnoreReturnValue
  public Answer patch(String path, JsonObject body) {
    return json("PATCH", path, body);
  }

  @CanIgnoreReturnValue
  public Answer delete(String path) {
    return send("DELETE", path, new byte[0]);
  }

  private Answer json(String method, String path, JsonObject body) {
    var caller =
        headers.containsKey("Content-Type") ? this : with("Content-Type", "application/json");
    return caller.send(method, path, body.toBuffer().getBytes());
  }

  /** Any request; an empty body is sent as none. */
  @CanIgnoreReturnValue
  public Answer send(String method, String path, byte[] body) {
    URI uri = base.resolve("/v1" + path);
    var publisher =
        body.length == 0
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofByteArray(body);
    var request =
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).method(method, publisher);
    headers.forEach(request::header);
    try {
      var response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      var answer = new Answer(method + " " + path, response.statusCode(), response);
      assertEquals(
          List.of(),
          PublishedContract.errors(
              method, uri.getPath(), answer.status(), response.headers(), response.body()),
          () -> answer + ": " + answer.text());
      return answer;
    } catch (IOException broken) {
      throw new UncheckedIOException(method + " " + path, broken);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    }
  }
}
