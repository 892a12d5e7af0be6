// API keys over HTTP: shown once, held to their scopes, expiry and revocation.
package de.belegbote.tenants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.TestHouse;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.TurnableClock;
import de.belegbote.testing.ApiClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeyIT {
  private static final TurnableClock CLOCK =
      new TurnableClock(Instant.parse("2026-08-01T09:00:00Z"));

  @TempDir static Path folder;
  private static TestHouse house;
  private static ApiClient a;

  @BeforeAll
  static void start() {
    house = TestHouse.start(folder, new TimeSource(CLOCK, CLOCK::turn), Map.of());
    a = house.as(TestHouse.A);
  }

  /** Tokens are good for an hour of this clock. */
  @BeforeEach
  void signInAgain() {
    a = house.as(TestHouse.A);
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  private static JsonObject wish(String... scopes) {
    return new JsonObject().put("name", "Server").put("scopes", new JsonArray(List.of(scopes)));
  }

  private static ApiClient holder(JsonObject made) {
    return house.nobody().with("X-API-KEY", made.getString("key"));
  }

  private static JsonObject listed(String id) {
    return a.get("/api-keys?limit=250").is(200).items().stream()
        .filter(key -> key.getString("id").equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void showsAKeyOnceAndNeverAgain() {
    var once = a.with("Idempotency-Key", UUID.randomUUID().toString());
    var made = once.post("/api-keys", wish("read")).is(201);

    var repeat = once.post("/api-keys", wish("read")).is(201);

    String key = made.json().getString("key");
    assertTrue(key.startsWith(made.json().getString("prefix")));
    assertTrue(made.json().getBoolean("shown"));
    assertEquals(made.json().getString("id"), repeat.json().getString("id"));
    assertFalse(repeat.json().getBoolean("shown"));
    assertFalse(repeat.text().contains(key));
    assertFalse(a.get("/api-keys?limit=250").is(200).text().contains(key));
  }

  @Test
  void letsAKeyDoWhatItsScopesAllowInItsTenant() {
    var made = a.post("/api-keys", wish("read")).is(201).json();
    var company = a.post("/companies", new JsonObject().put("name", "Bäckerei")).is(201).json();

    holder(made).get("/companies/" + company.getString("id")).is(200);
    holder(made).post("/companies", new JsonObject().put("name", "X")).is(Problem.FORBIDDEN);
    holder(made).get("/api-keys").is(Problem.FORBIDDEN);
    assertEquals(TestHouse.A, holder(made).get("/tenant").is(200).json().getString("id"));
  }

  @Test
  void givesNobodyMoreThanTheyHave() {
    house
        .as(TestHouse.A, "admin read")
        .post("/api-keys", wish("read", "write"))
        .is(Problem.FORBIDDEN);
    house.as(TestHouse.A, "admin read").post("/api-keys", wish("read")).is(201);
    house.as(TestHouse.A, "read write").post("/api-keys", wish("read")).is(Problem.FORBIDDEN);
  }

  @Test
  void notesTheLastUse() {
    var made = a.post("/api-keys", wish("read")).is(201).json();
    assertFalse(listed(made.getString("id")).containsKey("lastUsedAt"));

    CLOCK.turn(Duration.ofMinutes(5));
    holder(made).get("/tenant").is(200);

    var used = Instant.parse(listed(made.getString("id")).getString("lastUsedAt"));
    assertEquals(
        Duration.ofMinutes(5), Duration.between(Instant.parse(made.getString("createdAt")), used));
  }

  @Test
  void endsARevokedKeyAtOnce() {
    var made = a.post("/api-keys", wish("read")).is(201).json();
    holder(made).get("/tenant").is(200);

    a.delete("/api-keys/" + made.getString("id")).is(204);

    holder(made).get("/tenant").is(Problem.UNAUTHENTICATED);
    assertTrue(listed(made.getString("id")).containsKey("revokedAt"));
    house.as(TestHouse.B).delete("/api-keys/" + made.getString("id")).is(Problem.NOT_FOUND);
    a.delete("/api-keys/" + UUID.randomUUID()).is(Problem.NOT_FOUND);
  }

  @Test
  void endsAKeyWhenItsTimeIsOver() {
    String end = CLOCK.instant().plus(Duration.ofHours(1)).toString();
    var made = a.post("/api-keys", wish("read").put("expiresAt", end)).is(201).json();
    holder(made).get("/tenant").is(200);

    CLOCK.turn(Duration.ofHours(1));

    holder(made).get("/tenant").is(Problem.UNAUTHENTICATED);
    a = house.as(TestHouse.A);
    a.post("/api-keys", wish("read").put("expiresAt", end)).is(Problem.INVALID_REQUEST);
  }
}
