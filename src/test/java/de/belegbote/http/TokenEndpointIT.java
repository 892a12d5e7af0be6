// An API key becomes a short-lived token, for whoever has the key and for no more than it allows.
package de.belegbote.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.TestHouse;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.TurnableClock;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.testing.ApiClient;
import de.belegbote.testing.ApiClient.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenEndpointIT {
  private static final TurnableClock CLOCK =
      new TurnableClock(Instant.parse("2026-08-01T09:00:00Z"));
  private static final String GRANT = "grant_type=client_credentials";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String NARROW = "0193a1c0-0000-7000-8000-0000000000e1";
  private static final String LIMITS =
      "limits: {requests_per_minute: 100, requests_per_minute_and_credential: 2}";

  @TempDir static Path folder;
  private static TestHouse house;
  private static JsonObject key;

  @BeforeAll
  static void start() {
    var narrow = Map.of("narrow.yaml", TestHouse.tenant(NARROW, LIMITS));
    house = TestHouse.start(folder, new TimeSource(CLOCK, CLOCK::turn), narrow);
    key = made(TestHouse.A, wish("read", "write", "admin"));
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  private static JsonObject wish(String... scopes) {
    return new JsonObject().put("name", "Partner").put("scopes", new JsonArray(List.of(scopes)));
  }

  private static JsonObject made(String tenant, JsonObject wish) {
    return house.as(tenant).post("/api-keys", wish).is(201).json();
  }

  private static String basic(String id, String secret) {
    byte[] pair = (id + ":" + secret).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private static String basic(JsonObject key) {
    return basic(key.getString("id"), key.getString("key"));
  }

  private static Answer ask(ApiClient client, String form) {
    return client
        .with("Content-Type", FORM)
        .send("POST", "/oauth/token", form.getBytes(StandardCharsets.UTF_8));
  }

  private static Answer ask(JsonObject key, String form) {
    return ask(house.nobody().with("Authorization", basic(key)), form);
  }

  private static ApiClient bearer(String token) {
    return house.nobody().with("Authorization", "Bearer " + token);
  }

  private static ApiClient holder(Answer answer) {
    return bearer(answer.is(200).json().getString("access_token"));
  }

  private static void isRefused(Answer answer, int status, String code) {
    answer.is(status);
    assertEquals(code, answer.json().getString("error"), answer::text);
    assertEquals(status == 429, !answer.header("Retry-After").isEmpty(), answer::toString);
    assertEquals(
        status == 401 ? "Basic realm=\"belegbote\", charset=\"UTF-8\"" : "",
        answer.header("WWW-Authenticate"));
    assertEquals("no-store", answer.header("Cache-Control"));
    assertFalse(answer.text().contains(key.getString("key")), "the answer shows the key");
  }

  @Test
  void givesATokenThatOpensTheApiOfTheKeysTenant() {
    var answer = ask(key, GRANT).is(200);

    assertEquals("Bearer", answer.json().getString("token_type"));
    assertEquals(900, answer.json().getInteger("expires_in"));
    assertEquals("admin read write", answer.json().getString("scope"));
    assertEquals("no-store", answer.header("Cache-Control"));
    assertEquals("no-cache", answer.header("Pragma"));
    assertEquals(TestHouse.A, holder(answer).get("/tenant").is(200).json().getString("id"));
    holder(answer).post("/companies", new JsonObject().put("name", "Muster")).is(201);
    holder(answer).get("/events").is(Problem.FORBIDDEN);
    holder(answer).with("X-API-KEY", key.getString("key")).get("/tenant").is(401);
  }

  @Test
  void takesTheKeyInTheFormToo() {
    String own = "&client_id=" + key.getString("id") + "&client_secret=" + key.getString("key");
    holder(ask(house.nobody(), GRANT + own)).get("/tenant").is(200);
    holder(ask(house.nobody(), GRANT + own + "&scope=&resource=x&unknown=1"))
        .get("/tenant")
        .is(200);
    holder(ask(key, GRANT + "&client_id=" + key.getString("id"))).get("/tenant").is(200);
    var utf8 = house.nobody().with("Content-Type", FORM + "; charset=UTF-8");
    utf8.send("POST", "/oauth/token", (GRANT + own).getBytes(StandardCharsets.UTF_8)).is(200);
  }

  @Test
  void narrowsTheScopesAndNeverWidensThem() {
    var read = ask(key, GRANT + "&scope=read");
    assertEquals("read", read.json().getString("scope"));
    holder(read).get("/companies").is(200);
    holder(read).post("/companies", new JsonObject().put("name", "X")).is(Problem.FORBIDDEN);
    holder(read).get("/api-keys").is(Problem.FORBIDDEN);
    for (String more : List.of("enrol", "read+webhooks", "read%20x", "READ", "read++write", "*")) {
      isRefused(ask(key, GRANT + "&scope=" + more), 400, "invalid_scope");
    }
  }

  static Stream<String> wrongForms() {
    return Stream.of(
        "",
        "grant_type=",
        "scope=read",
        GRANT + "&" + GRANT,
        GRANT + "&scope=read&scope=read",
        GRANT + "&client_secret=" + "bb_x",
        GRANT + "&client_id=" + UUID.randomUUID(),
        GRANT + "&scope=%zz");
  }

  @ParameterizedTest
  @MethodSource("wrongForms")
  void refusesAWrongForm(String form) {
    isRefused(ask(key, form), 400, "invalid_request");
  }

  @Test
  void refusesWhatIsNoForm() {
    byte[] json = "{\"grant_type\": \"client_credentials\"}".getBytes(StandardCharsets.UTF_8);
    var holder = house.nobody().with("Authorization", basic(key));
    isRefused(holder.send("POST", "/oauth/token", json), 400, "invalid_request");
    for (String type :
        List.of("application/json", "multipart/form-data; boundary=x", "text/plain")) {
      isRefused(
          holder.with("Content-Type", type).send("POST", "/oauth/token", json),
          400,
          "invalid_request");
    }
    isRefused(
        holder
            .with("Content-Type", FORM)
            .send("POST", "/oauth/token?" + GRANT, GRANT.getBytes(StandardCharsets.UTF_8)),
        400,
        "invalid_request");
    isRefused(ask(key, GRANT + "&x=" + "x".repeat(5_000)), 413, "invalid_request");
    assertEquals("POST", holder.get("/oauth/token").is(Problem.METHOD_NOT_ALLOWED).header("Allow"));
  }

  @Test
  void knowsOneGrantOnly() {
    for (String grant : List.of("password", "authorization_code", "refresh_token", "x")) {
      isRefused(ask(key, "grant_type=" + grant), 400, "unsupported_grant_type");
    }
  }

  @Test
  void refusesWhoeverHasNoKey() throws SQLException {
    String id = key.getString("id");
    var other = made(TestHouse.B, wish("read"));
    var orphan = made(TestHouse.B, wish("read"));
    moveToATenantWithoutFile(orphan);
    for (String header :
        List.of(
            basic(id, "bb_wrong"),
            basic(id, ""),
            basic("", key.getString("key")),
            basic(UUID.randomUUID().toString(), key.getString("key")),
            basic(other.getString("id"), key.getString("key")),
            basic(id, other.getString("key")),
            basic(orphan),
            basic(id, "%zz"),
            basic(id, "x".repeat(300)),
            "Basic",
            "Basic ",
            "Basic ???",
            "Basic " + Base64.getEncoder().encodeToString(id.getBytes(StandardCharsets.UTF_8)),
            "Bearer " + house.token(TestHouse.A, "read"),
            "Bearer " + ask(key, GRANT).json().getString("access_token"))) {
      isRefused(ask(house.nobody().with("Authorization", header), GRANT), 401, "invalid_client");
    }
    isRefused(ask(house.nobody(), GRANT), 401, "invalid_client");
    isRefused(ask(house.nobody(), GRANT + "&client_id=" + id), 401, "invalid_client");
    isRefused(
        ask(house.nobody().with("X-API-KEY", key.getString("key")), GRANT), 401, "invalid_client");
  }

  private static void moveToATenantWithoutFile(JsonObject key) throws SQLException {
    try (var connection = house.database().connect(EmbeddedPostgres.SUPERUSER);
        var statement =
            connection.prepareStatement(
                "update belegbote.api_key set tenant_id = ?::uuid where id = ?::uuid")) {
      statement.setString(1, UUID.randomUUID().toString());
      statement.setString(2, key.getString("id"));
      assertEquals(1, statement.executeUpdate());
    }
  }

  @Test
  void stopsWhoAsksTooOftenAndSaysHowLongToWait() {
    var narrow = made(NARROW, wish("read"));
    var token = holder(ask(narrow, GRANT));
    token.get("/tenant").is(200);

    isRefused(ask(narrow, GRANT), 429, "temporarily_unavailable");
    token.get("/tenant").is(Problem.QUOTA_EXCEEDED);
  }

  @Test
  void endsATokenAfterFifteenMinutes() {
    var token = holder(ask(key, GRANT));
    CLOCK.turn(Duration.ofMinutes(15).plusSeconds(29));
    token.get("/tenant").is(200);
    CLOCK.turn(Duration.ofSeconds(2));
    token.get("/tenant").is(Problem.UNAUTHENTICATED);
  }

  @Test
  void endsATokenWithItsKey() {
    String end = CLOCK.instant().plus(Duration.ofMinutes(5)).toString();
    var brief = made(TestHouse.A, wish("read").put("expiresAt", end));
    var answer = ask(brief, GRANT);
    assertEquals(300, answer.json().getInteger("expires_in"));
    holder(answer).get("/tenant").is(200);
    CLOCK.turn(Duration.ofMinutes(5));
    holder(answer).get("/tenant").is(Problem.UNAUTHENTICATED);
    isRefused(ask(brief, GRANT), 401, "invalid_client");
  }

  @Test
  void endsATokenAtOnceWhenItsKeyIsRevoked() {
    var revoked = made(TestHouse.A, wish("read"));
    var token = holder(ask(revoked, GRANT));
    token.get("/tenant").is(200);

    house.as(TestHouse.A).delete("/api-keys/" + revoked.getString("id")).is(204);

    token.get("/tenant").is(Problem.UNAUTHENTICATED);
    isRefused(ask(revoked, GRANT), 401, "invalid_client");
  }

  @Test
  void writesTheDiaryInTheNameOfTheKey() {
    var noted = made(TestHouse.A, wish("read", "write"));
    holder(ask(noted, GRANT)).post("/companies", new JsonObject().put("name", "Diary")).is(201);
    isRefused(ask(noted, GRANT + "&scope=admin"), 400, "invalid_scope");

    var lines =
        house.as(TestHouse.A).get("/audit-events?limit=250").is(200).items().stream()
            .filter(
                line -> line.getJsonObject("actor").getString("id").equals(noted.getString("id")))
            .map(line -> line.getString("operation") + " " + line.getInteger("status"))
            .toList();
    assertEquals(List.of("createToken 400", "createCompany 201", "createToken 200"), lines);
    assertTrue(
        house.as(TestHouse.A).get("/api-keys?limit=250").items().stream()
            .anyMatch(
                one ->
                    one.getString("id").equals(noted.getString("id"))
                        && one.containsKey("lastUsedAt")));
  }
}
