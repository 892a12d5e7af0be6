// The log finds a request again and never holds what only the caller may know.
package de.belegbote.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.TestHouse;
import de.belegbote.testing.ApiClient;
import de.belegbote.testing.Wait;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class AccessLogIT {
  @TempDir static Path folder;
  private static TestHouse house;
  private static final Logger ROOT =
      (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private static final Events EVENTS = new Events();

  private static final class Events extends AppenderBase<ILoggingEvent> {
    final BlockingQueue<ILoggingEvent> all = new LinkedBlockingQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      all.add(event);
    }
  }

  @BeforeAll
  static void start() {
    EVENTS.setContext(ROOT.getLoggerContext());
    EVENTS.start();
    ROOT.addAppender(EVENTS);
    house = TestHouse.start(folder);
  }

  @AfterAll
  static void stop() {
    ROOT.detachAppender(EVENTS);
    house.close();
  }

  /** The access line of a request, which is written just after its answer. */
  @CanIgnoreReturnValue
  private static Map<String, Object> lineOf(ApiClient.Answer answer) {
    return lineOf(answer.http());
  }

  @CanIgnoreReturnValue
  private static Map<String, Object> lineOf(HttpResponse<?> answer) {
    String id = answer.headers().firstValue("X-Request-Id").orElseThrow();
    Instant late = Instant.now().plus(Duration.ofSeconds(20));
    while (Instant.now().isBefore(late)) {
      for (var event : EVENTS.all) {
        var pairs = pairs(event);
        if (event.getLoggerName().equals("de.belegbote.access")
            && id.equals(pairs.get("requestId"))) {
          return pairs;
        }
      }
      try {
        var unused = new LinkedBlockingQueue<>().poll(10, TimeUnit.MILLISECONDS);
      } catch (InterruptedException stop) {
        throw new IllegalStateException(stop);
      }
    }
    throw new AssertionError("no line for " + answer);
  }

  private static Map<String, Object> pairs(ILoggingEvent event) {
    return event.getKeyValuePairs() == null
        ? Map.of()
        : event.getKeyValuePairs().stream().collect(Collectors.toMap(p -> p.key, p -> p.value));
  }

  @Test
  void writesTheTemplateAndTheIdsOfEachRequest() {
    var id = UUID.randomUUID();

    var line = lineOf(house.as(TestHouse.A).get("/companies/" + id).is(404));

    assertTrue((Long) line.get("ms") >= 0);
    var rest = new java.util.TreeMap<>(line);
    rest.remove("ms");
    rest.remove("requestId");
    assertEquals(
        Map.of(
            "method",
            "GET",
            "route",
            "/v1/companies/{companyId}",
            "status",
            404,
            "tenantId",
            TestHouse.A),
        rest);
  }

  @Test
  void writesRequestsThatWereNotLetIn() {
    var refused = lineOf(house.nobody().get("/companies").is(401));
    var lost = lineOf(house.nobody().get("/no/such/address").is(404));

    assertEquals("/v1/companies", refused.get("route"));
    assertEquals(401, refused.get("status"));
    assertFalse(refused.containsKey("tenantId"));
    assertEquals(404, lost.get("status"));
    assertFalse(String.valueOf(lost.get("route")).contains("such"), lost::toString);
  }

  @Test
  void writesWhatTheParserRefused() {
    var address = lineOf(house.nobody().get("/companies?cursor=" + "x".repeat(9_000)).is(414));
    var head = lineOf(house.nobody().with("X-Long", "x".repeat(20_000)).get("/tenant").is(431));

    assertEquals(414, address.get("status"));
    assertEquals(431, head.get("status"));
    assertEquals("none", address.get("route"));
  }

  @Test
  void writesUploadLinksWithoutTheirTokens() {
    String token = "upload-token-" + UUID.randomUUID();
    for (String method : java.util.List.of("GET", "HEAD", "POST")) {
      assertEquals("/u/***", lineOf(page(method, "/u/" + token)).get("route"), method);
    }
    assertEquals("none", lineOf(page("GET", "/u/" + token + "/more")).get("route"));
    for (var event : EVENTS.all) {
      String text = event.getFormattedMessage() + pairs(event) + event.getMDCPropertyMap();
      assertFalse(text.contains(token), event.getLoggerName());
    }
  }

  // The pages are outside the contract, so the contract's caller cannot ask for them.
  private static HttpResponse<String> page(String method, String path) {
    var request =
        HttpRequest.newBuilder(house.url().resolve(path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    return Wait.until(
        Future.fromCompletionStage(
            HttpClient.newHttpClient()
                .sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())));
  }

  @Test
  void neverHoldsCredentialsTokensOrPasswords() {
    String token = "upload-token-" + UUID.randomUUID();
    String key = "key-" + UUID.randomUUID();
    String password = "password-" + UUID.randomUUID();
    var bearer = house.token(TestHouse.A, TestHouse.ALL);
    var a = house.as(TestHouse.A);

    lineOf(house.nobody().with("X-Upload-Token", token).get("/upload-link").is(404));
    lineOf(house.nobody().with("X-API-KEY", key).get("/tenant").is(401));
    lineOf(house.nobody().with("Authorization", "Bearer " + bearer).get("/tenant").is(200));
    lineOf(
        a.post(
                "/portal-accounts",
                new JsonObject()
                    .put("companyId", UUID.randomUUID().toString())
                    .put("portalId", "practice")
                    .put(
                        "credentials",
                        new JsonObject().put("username", "maria").put("password", password))
                    .put(
                        "consent",
                        new JsonObject()
                            .put("textVersion", "1")
                            .put("acceptedAt", "2026-01-01T00:00:00Z")
                            .put("acceptedBy", "Maria")))
            .is(404));

    for (var event : EVENTS.all) {
      String text = event.getFormattedMessage() + pairs(event) + event.getMDCPropertyMap();
      for (String secret : java.util.List.of(token, key, password, bearer)) {
        assertFalse(
            text.contains(secret), "a secret stands in the log of " + event.getLoggerName());
      }
    }
  }
}
