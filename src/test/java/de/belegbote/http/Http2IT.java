// What HTTP/2 forbids is not in its answers, and HEAD has no body in either version.
package de.belegbote.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.TestHouse;
import de.belegbote.testing.Wait;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Http2IT {
  @TempDir static Path folder;
  private static TestHouse house;
  private static final Vertx VERTX = Vertx.vertx();

  /** An answer with its whole body. */
  private record Seen(HttpClientResponse head, Buffer body) {}

  @BeforeAll
  static void start() {
    house = TestHouse.start(folder);
  }

  @AfterAll
  static void stop() {
    Wait.until(VERTX.close());
    house.close();
  }

  private static HttpClient client(HttpVersion version) {
    return VERTX.createHttpClient(
        new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false));
  }

  private static Seen send(HttpVersion version, HttpMethod method, String path, Buffer body) {
    var options =
        new RequestOptions().setMethod(method).setAbsoluteURI(house.url().resolve(path).toString());
    var head = Wait.until(client(version).request(options).compose(request -> sent(request, body)));
    assertEquals(version, head.head().version());
    return head;
  }

  private static io.vertx.core.Future<Seen> sent(HttpClientRequest request, Buffer body) {
    return (body.length() == 0 ? request.send() : request.send(body))
        .compose(head -> head.body().map(bytes -> new Seen(head, bytes)));
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/companies, 405",
    "/v1/no/such/address, 404",
    "/no/such/address, 404",
    "/openapi.yaml, 200",
    "/assets/page.css, 200",
    "/u/abcdefghijklmnopqrstuvwxyz012345, 404",
  })
  void sendsNoBodyToHead(String path, int status) {
    for (var version : new HttpVersion[] {HttpVersion.HTTP_1_1, HttpVersion.HTTP_2}) {
      var seen = send(version, HttpMethod.HEAD, path, Buffer.buffer());

      assertEquals(status, seen.head().statusCode(), version.name());
      assertEquals(0, seen.body().length(), () -> version + ": " + seen.body());
    }
  }

  @Test
  void tellsOnlyHttp1ThatTheConnectionCloses() {
    var large = Buffer.buffer(new byte[300 * 1024]);

    var old = send(HttpVersion.HTTP_1_1, HttpMethod.POST, "/v1/companies", large);
    var fresh = send(HttpVersion.HTTP_2, HttpMethod.POST, "/v1/companies", large);

    assertEquals(401, old.head().statusCode());
    assertEquals("close", old.head().getHeader("Connection"));
    assertEquals(401, fresh.head().statusCode());
    assertNull(fresh.head().getHeader("Connection"));
    assertTrue(fresh.body().length() > 0);
  }
}
