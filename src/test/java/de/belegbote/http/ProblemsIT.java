// Every way in which a request can be wrong before a feature sees it, and the problem it gets.
package de.belegbote.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.TestHouse;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.testing.ApiClient;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemsIT {
  /** A tenant of three requests a minute and two for each credential. */
  private static final String NARROW = "0193a1c0-0000-7000-8000-00000000c001";

  private static final String LIMITS =
      "limits: {requests_per_minute: 3, requests_per_minute_and_credential: 2}";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String MULTIPART = "multipart/form-data; boundary=x";

  @TempDir static Path folder;
  private static TestHouse house;
  private static ApiClient a;

  @BeforeAll
  static void start() {
    house =
        TestHouse.start(
            folder, TimeSource.system(), Map.of("narrow.yaml", TestHouse.tenant(NARROW, LIMITS)));
    a = house.as(TestHouse.A);
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static JsonObject claims() {
    long now = Instant.now().getEpochSecond();
    return new JsonObject()
        .put("iss", "https://issuer.belegbote.test")
        .put("aud", TestHouse.A)
        .put("sub", "tester")
        .put("scope", "read")
        .put("exp", now + 60);
  }

  private static ApiClient bearer(String token) {
    return house.nobody().with("Authorization", "Bearer " + token);
  }

  @Test
  void asksWhoIsCalling() {
    var refused = house.nobody().get("/companies").is(Problem.UNAUTHENTICATED);

    assertEquals("Bearer", refused.header("WWW-Authenticate"));
    assertEquals(refused.header("X-Request-Id"), refused.json().getString("requestId"));
  }

  @Test
  void takesATokenOfTheTenantsIssuer() {
    bearer(TestHouse.sign(claims())).get("/companies").is(200);
  }

  @Test
  void refusesTokensThatAreNotGood() {
    long now = Instant.now().getEpochSecond();
    String good = TestHouse.sign(claims());
    for (String token :
        List.of(
            "",
            "garbage",
            good.substring(0, good.length() - 8) + "AAAAAAAA",
            TestHouse.sign(claims().put("exp", now - 120)),
            TestHouse.sign(claims().put("exp", now + 90_000)),
            TestHouse.sign(claims().put("aud", "somebody else")),
            TestHouse.sign(claims().put("nbf", now + 600)))) {
      bearer(token).get("/companies").is(Problem.UNAUTHENTICATED);
    }
    house.nobody().with("X-API-KEY", "bb_wrong").get("/companies").is(Problem.UNAUTHENTICATED);
    a.with("X-API-KEY", "bb_wrong").get("/companies").is(Problem.UNAUTHENTICATED);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /companies, write enrol webhooks admin",
    "DELETE, /companies/0193a1c0-0000-7000-8000-000000000001, read enrol webhooks admin",
    "GET, /api-keys, read write enrol webhooks",
    "GET, /events, read write enrol admin",
    "DELETE, /logins/0193a1c0-0000-7000-8000-000000000001/second-factor, read write webhooks admin",
  })
  void refusesACallerWithoutTheScope(String method, String path, String scopes) {
    house.as(TestHouse.A, scopes).send(method, path, bytes("")).is(Problem.FORBIDDEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/unknown", "/companies/", "/companies/x/y", "/companies;x=1"})
  void knowsNoOtherAddress(String path) {
    a.get(path).is(Problem.NOT_FOUND);
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /companies, 'GET, POST'",
    "PUT, /companies/0193a1c0-0000-7000-8000-000000000001, 'DELETE, GET, PATCH'",
    "POST, /tenant, GET",
    "OPTIONS, /tenant, GET",
  })
  void saysWhichMethodsAnAddressKnows(String method, String path, String known) {
    var answer = a.send(method, path, bytes("")).is(Problem.METHOD_NOT_ALLOWED);

    assertEquals(
        new TreeSet<>(List.of(known.split(", ", -1))),
        new TreeSet<>(List.of(answer.header("Allow").split(", ", -1))));
  }

  @Test
  void refusesABodyThatIsTooLarge() {
    a.post("/companies", new JsonObject().put("name", "x".repeat(300 * 1024)))
        .is(Problem.TOO_LARGE);
  }

  @Test
  void asksWhoIsCallingBeforeItReadsALargeBody() {
    house
        .nobody()
        .post("/companies", new JsonObject().put("name", "x".repeat(300 * 1024)))
        .is(Problem.UNAUTHENTICATED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {FORM, MULTIPART, "text/plain", "application/merge-patch+json", "nonsense"})
  void takesNothingButJson(String type) {
    a.with("Content-Type", type)
        .send("POST", "/companies", bytes("{\"name\": \"x\"}"))
        .is(Problem.UNSUPPORTED_MEDIA_TYPE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "application/merge-patch+json",
        "application/merge-patch+json;charset=UTF-8",
      })
  void takesAPatchUnderEitherMediaType(String type) {
    String id = a.post("/companies", new JsonObject().put("name", "x")).json().getString("id");

    var changed =
        a.with("Content-Type", type)
            .patch("/companies/" + id, new JsonObject().put("name", "y"))
            .is(200);

    assertEquals("y", changed.json().getString("name"));
  }

  @ParameterizedTest
  @ValueSource(strings = {FORM, MULTIPART, "application/json"})
  void answersAReadWhateverContentTypeItCarries(String type) {
    a.with("Content-Type", type).get("/companies").is(200);
    a.with("Content-Type", type).send("GET", "/companies", bytes("a=b")).is(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[1", "{\"name\": \"x\"} x", "\u0000"})
  void refusesABodyThatIsNoJson(String body) {
    a.with("Content-Type", "application/json")
        .send("POST", "/companies", bytes(body))
        .is(Problem.MALFORMED_BODY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "\"x\"", "", "{}"})
  void refusesABodyThatIsNoCompany(String body) {
    a.with("Content-Type", "application/json")
        .send("POST", "/companies", bytes(body))
        .is(Problem.INVALID_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/companies?limit=0",
        "/companies?limit=251",
        "/companies?limit=x",
        "/companies?unknown=1",
        "/companies/no-uuid",
        "/portal-accounts?state=asleep",
      })
  void refusesParametersThatTheContractDoesNotKnow(String path) {
    a.get(path).is(400);
  }

  @Test
  void refusesMalformedIdempotencyKeys() {
    for (String key : List.of(" ", "a b", "x".repeat(256))) {
      a.with("Idempotency-Key", key)
          .post("/companies", new JsonObject().put("name", "x"))
          .is(Problem.INVALID_REQUEST);
    }
  }

  @Test
  void stopsACallerAtTheQuotaAndNamesIt() {
    var first = house.as(NARROW);
    first.get("/tenant").is(200);
    assertEquals(
        "\"tenant\";q=3;w=60, \"credential\";q=2;w=60",
        first.get("/tenant").is(200).header("RateLimit-Policy"));

    var stopped = first.get("/tenant").is(Problem.QUOTA_EXCEEDED);

    assertEquals(List.of("credential"), stopped.json().getJsonArray("violated-policies").getList());
    assertTrue(Integer.parseInt(stopped.header("Retry-After")) <= 31, stopped::toString);
    assertTrue(stopped.header("RateLimit").contains("\"credential\";r=0"), stopped::toString);
    var other = house.nobody().with("Authorization", "Bearer " + otherUser());
    assertEquals(
        List.of("tenant"),
        other
            .get("/tenant")
            .is(Problem.QUOTA_EXCEEDED)
            .json()
            .getJsonArray("violated-policies")
            .getList());
  }

  private static String otherUser() {
    return TestHouse.sign(claims().put("aud", NARROW).put("sub", "other"));
  }

  @Test
  void keepsARequestIdThatIsHarmlessOnly() {
    String own = "client-" + UUID.randomUUID();

    assertEquals(own, a.with("X-Request-Id", own).get("/tenant").header("X-Request-Id"));
    assertEquals(own, a.with("X-Request-Id", own).get("/nothing").header("X-Request-Id"));
    for (String bad : List.of("a b", "x".repeat(65), "\u00e4")) {
      assertNotEquals(bad, a.with("X-Request-Id", bad).get("/tenant").header("X-Request-Id"));
    }
  }

  @Test
  void refusesAnAddressOrHeadersThatAreTooLong() {
    a.get("/companies?cursor=" + "x".repeat(9_000)).is(Problem.URI_TOO_LONG);
    a.with("X-Long", "x".repeat(20_000)).get("/companies").is(Problem.HEADERS_TOO_LARGE);
  }
}
