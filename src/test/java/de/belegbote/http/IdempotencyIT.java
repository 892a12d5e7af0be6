// A repeated request has one effect, whatever happens between.
package de.belegbote.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.TestHouse;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.TurnableClock;
import de.belegbote.platform.crypto.Tokens;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.testing.ApiClient;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdempotencyIT {
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

  @AfterAll
  static void stop() {
    house.close();
  }

  private static final JsonObject BODY = new JsonObject().put("name", "Bäckerei");

  @BeforeEach
  void signInAgain() {
    a = house.as(TestHouse.A);
  }

  private static String id(ApiClient.Answer answer) {
    return answer.is(201).json().getString("id");
  }

  @Test
  void tellsARepeatToWaitWhileTheFirstIsRunning() throws SQLException {
    String key = UUID.randomUUID().toString();
    long lock =
        Tokens.hash(key).getLong(0)
            ^ "createCompany".hashCode()
            ^ UUID.fromString(TestHouse.A).hashCode();
    try (var first = house.database().connect(EmbeddedPostgres.SUPERUSER);
        var running = first.createStatement()) {
      running.execute("select pg_advisory_lock(" + lock + ")");

      var repeat = a.with("Idempotency-Key", key).post("/companies", BODY);

      assertEquals("1", repeat.is(Problem.REQUEST_IN_PROGRESS).header("Retry-After"));
    }
    a.with("Idempotency-Key", key).post("/companies", BODY).is(201);
  }

  @Test
  void neverRunsAgainWhatBeganAndNeverEnded() throws SQLException {
    var once = a.with("Idempotency-Key", UUID.randomUUID().toString());
    String first = id(once.post("/companies", BODY));
    try (var behind = house.database().connect(EmbeddedPostgres.SUPERUSER);
        var begun = behind.createStatement()) {
      begun.execute("update belegbote.idempotency set ended = false");
    }

    once.post("/companies", BODY).is(Problem.REQUEST_IN_PROGRESS);

    CLOCK.turn(Duration.ofSeconds(61));
    var again = once.post("/companies", BODY);
    assertEquals(first, id(again));
    assertEquals("true", again.header("Idempotent-Replayed"));
  }

  @Test
  void hasOneEffectForManyAtOnce() {
    var once = a.with("Idempotency-Key", UUID.randomUUID().toString());

    var answers =
        IntStream.range(0, 8)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> once.post("/companies", BODY)))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    var ids = new HashSet<String>();
    for (var answer : answers) {
      assertTrue(answer.status() == 201 || answer.status() == 409, answer::toString);
      if (answer.status() == 201) {
        ids.add(id(answer));
      }
    }
    assertEquals(1, ids.size());
  }

  @Test
  void keepsTheKeysOfTenantsAndOperationsApart() {
    String key = UUID.randomUUID().toString();
    String first = id(a.with("Idempotency-Key", key).post("/companies", BODY));

    String other = id(house.as(TestHouse.B).with("Idempotency-Key", key).post("/companies", BODY));
    a.with("Idempotency-Key", key)
        .post("/portal-accounts", TestHouse.account(first, "maria", "pw-of-maria"))
        .is(201);

    assertNotEquals(first, other);
  }

  @Test
  void forgetsAKeyAfterADay() {
    String key = UUID.randomUUID().toString();
    String first = id(a.with("Idempotency-Key", key).post("/companies", BODY));

    CLOCK.turn(Duration.ofHours(25));

    var later = house.as(TestHouse.A).with("Idempotency-Key", key).post("/companies", BODY);
    assertNotEquals(first, id(later));
  }
}
