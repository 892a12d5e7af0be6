// Calls the public API as a partner's program does.
package de.belegbote.demo;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A caller with fixed headers, immutable. Each call has a deadline of 30 seconds; one that gets no
 * answer ends with {@link Stopped}.
 */
public final class Partner {
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /** What came back. */
  public record Answer(String call, HttpResponse<byte[]> http) {
    /** Ends the journey unless this is the status; a problem's own words are the reason. */
    @CanIgnoreReturnValue
    public Answer is(int wanted) {
      if (http.statusCode() != wanted) {
        throw new Stopped("%s answered %d%s".formatted(call, http.statusCode(), problem()));
      }
      return this;
    }

    private String problem() {
      if (!header("Content-Type").equals("application/problem+json")) {
        return ".";
      }
      var problem = json();
      return ", %s: %s".formatted(problem.getString("title"), problem.getString("detail", ""));
    }

    /** The body of an answer in JSON. */
    public JsonObject json() {
      return new JsonObject(text());
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

    public byte[] bytes() {
      return http.body();
    }

    /** A header's value, empty when it is not there. */
    public String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }
  }

  private final URI base;
  private final Map<String, String> headers;

  private Partner(URI base, Map<String, String> headers) {
    this.base = base;
    this.headers = headers;
  }

  /**
   * A caller without credentials.
   *
   * @param base such as http://127.0.0.1:8080; paths are resolved against it
   */
  public static Partner at(URI base) {
    return new Partner(base, Map.of());
  }

  /** The same with one more header. */
  public Partner with(String name, String value) {
    var more = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    more.putAll(headers);
    more.put(name, value);
    return new Partner(base, more);
  }

  /** The same with a token of the tenant. */
  public Partner withToken(String token) {
    return with("Authorization", "Bearer " + token);
  }

  public Answer get(String path) {
    return send(path, HttpRequest.newBuilder().GET());
  }

  /** Posts JSON with a fresh key of idempotency. */
  public Answer post(String path, JsonObject body) {
    return send(
        path,
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(BodyPublishers.ofString(body.encode())));
  }

  /** Posts without a body. */
  public Answer post(String path) {
    return send(
        path,
        HttpRequest.newBuilder()
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(BodyPublishers.noBody()));
  }

  /** Posts a picture as browsers post the field of a form. */
  public Answer photo(String path, byte[] jpeg) {
    String boundary = "belegbote-" + UUID.randomUUID();
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"photo.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
            .formatted(boundary);
    String tail = "\r\n--%s--\r\n".formatted(boundary);
    return send(
        path,
        HttpRequest.newBuilder()
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(
                BodyPublishers.ofByteArrays(
                    List.of(
                        head.getBytes(StandardCharsets.US_ASCII),
                        jpeg,
                        tail.getBytes(StandardCharsets.US_ASCII)))));
  }

  private Answer send(String path, HttpRequest.Builder request) {
    headers.forEach(request::header);
    var call = request.uri(base.resolve(path)).timeout(Duration.ofSeconds(30)).build();
    return new Answer(call.method() + " " + path, exchange(HTTP, call));
  }

  static HttpResponse<byte[]> exchange(HttpClient http, HttpRequest call) {
    // Not the path: an upload link has its token there.
    String where = call.method() + " at " + call.uri().getAuthority();
    try {
      return http.send(call, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException broken) {
      throw new Stopped("No answer to " + where + ": " + broken, broken);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new Stopped("Interrupted while waiting for " + where, stop);
    }
  }
}
