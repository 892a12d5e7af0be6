// Limits of text messages, counted in the database, and what is kept of a phone number.
package de.belegbote.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.TestHouse;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TurnableClock;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.testing.ApiClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmsGuardIT {
  private static final String T = "0193a1c0-0000-7000-8000-00000000e001";
  private static final String SMALL = "0193a1c0-0000-7000-8000-00000000e002";
  private static final TurnableClock CLOCK =
      new TurnableClock(Instant.parse("2026-08-01T09:00:00Z"));

  @TempDir static Path folder;
  private static TestHouse house;
  private ApiClient caller;

  @BeforeAll
  static void start() {
    String countries = "sms: {countries: [DE, FR], per_hour: ";
    house =
        TestHouse.start(
            folder,
            CLOCK.source(),
            Map.of(
                "t.yaml", TestHouse.tenant(T, countries + "60, per_day: 1000}"),
                "small.yaml", TestHouse.tenant(SMALL, countries + "2, per_day: 3}")));
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  @BeforeEach
  void nextDay() {
    CLOCK.turn(Duration.ofDays(2));
    caller = house.as(T);
  }

  private static String login(ApiClient caller) {
    String company =
        caller.post("/companies", new JsonObject().put("name", "x")).is(201).json().getString("id");
    String name = "maria-" + UUID.randomUUID();
    return caller
        .post("/portal-accounts", TestHouse.account(company, name, "pw-maria-1"))
        .is(201)
        .json()
        .getString("loginId");
  }

  private static ApiClient.Answer send(ApiClient caller, String login, String number) {
    return caller
        .with("Idempotency-Key", UUID.randomUUID().toString())
        .post(
            "/logins/" + login + "/upload-links",
            new JsonObject().put("delivery", "sms").put("phoneNumber", number));
  }

  private static void assertStopped(ApiClient.Answer answer, String policy, Duration wait) {
    answer.is(Problem.QUOTA_EXCEEDED);
    assertEquals(new JsonArray().add(policy), answer.json().getJsonArray("violated-policies"));
    assertEquals(String.valueOf(wait.toSeconds()), answer.header("Retry-After"));
  }

  private static String number(int i) {
    return "+49151200%05d".formatted(i);
  }

  @CanIgnoreReturnValue
  private static long sql(String sql) throws SQLException {
    try (var behind = house.database().connect(EmbeddedPostgres.SUPERUSER);
        var statement = behind.createStatement()) {
      statement.execute("set search_path = belegbote");
      if (!statement.execute(sql)) {
        return statement.getUpdateCount();
      }
      var rows = statement.getResultSet();
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Messages as they stand in the table after they went out. */
  private static void past(int count, int dialCode, Duration ago) throws SQLException {
    sql(
        "insert into sms_message (tenant_id, id, upload_link_id, login_id, callback_hash,"
            + " number_print, dial_code, state, created_at, changed_at) select '%s',".formatted(T)
            + " gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '\\x00', '\\x00', %d,"
                .formatted(dialCode)
            + " 'sent', t, t from generate_series(1, %d), (select '%s'::timestamptz as t) x"
                .formatted(count, CLOCK.instant().minus(ago)));
  }

  @Test
  void countsPerLoginAndDay() {
    String login = login(caller);
    for (int i = 0; i < 5; i++) {
      send(caller, login, number(i)).is(201);
    }
    assertStopped(send(caller, login, number(5)), "sms-login", Duration.ofDays(1));
    send(caller, login(caller), number(5)).is(201);
  }

  @Test
  void countsPerNumberAndDay() {
    for (int i = 0; i < 5; i++) {
      send(caller, login(caller), number(10)).is(201);
      CLOCK.turn(Duration.ofMinutes(11));
    }
    assertStopped(send(caller, login(caller), number(10)), "sms-number", Duration.ofDays(1));
  }

  @Test
  void keepsToTheTenantsOwnFigures() {
    var small = house.as(SMALL);
    send(small, login(small), number(20)).is(201);
    send(small, login(small), number(21)).is(201);
    assertStopped(send(small, login(small), number(22)), "sms-tenant", Duration.ofHours(1));
    CLOCK.turn(Duration.ofMinutes(61));
    small = house.as(SMALL);
    send(small, login(small), number(22)).is(201);
    assertStopped(send(small, login(small), number(23)), "sms-budget", Duration.ofDays(1));
    assertEquals(3, small.get("/tenant").json().getJsonObject("limits").getInteger("smsPerDay"));
  }

  @Test
  void takesTheLastMessageOfALimitOnceForManyAtOnce() {
    var small = house.as(SMALL);
    var logins = IntStream.range(0, 6).mapToObj(i -> login(small)).toList();

    var answers =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(() -> send(small, logins.get(i), number(30 + i))))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .map(ApiClient.Answer::status)
            .sorted()
            .toList();

    assertEquals(List.of(201, 201, 429, 429, 429, 429), answers);
  }

  @Test
  void countsCountriesAbroadByTheirCode() throws SQLException {
    past(50, 33, Duration.ofHours(5));
    assertStopped(send(caller, login(caller), "+33612345678"), "sms-country", Duration.ofDays(1));
    past(50, 49, Duration.ofHours(5));
    send(caller, login(caller), number(40)).is(201);
    send(caller, login(caller), "+43664123456").is(Problem.INVALID_PHONE_NUMBER);
  }

  @Test
  void stopsWhenHardlyALinkIsOpened() throws SQLException {
    past(19, 49, Duration.ofMinutes(30));
    send(caller, login(caller), number(50)).is(201);
    past(1, 49, Duration.ofMinutes(30));
    assertStopped(send(caller, login(caller), number(51)), "sms-unopened", Duration.ofHours(1));
    CLOCK.turn(Duration.ofMinutes(45));
    send(caller, login(caller), number(51)).is(201);
  }

  @Test
  void erasesTheNumberWhenTheLinkIsOver() throws SQLException {
    String login = login(caller);
    var first = send(caller, login, number(60)).is(201).json();
    assertEquals(1, kept(first));

    var second = send(caller, login, number(61)).is(201).json();
    assertEquals(0, kept(first));
    caller.delete("/upload-links/" + second.getString("id")).is(204);
    assertEquals(0, kept(second));
    assertEquals("***060", shown(first));
    assertEquals(0, sql("select count(*) from upload_link l where l::text like '%15120000060%'"));
    assertEquals(0, sql("select count(*) from sms_message m where m::text like '%15120000060%'"));
  }

  private static long kept(JsonObject link) throws SQLException {
    return sql(
        "select count(*) from upload_link where sms_sealed is not null and id = '%s'"
            .formatted(link.getString("id")));
  }

  private String shown(JsonObject link) {
    return caller
        .get("/upload-links/" + link.getString("id"))
        .json()
        .getJsonObject("sms")
        .getString("to");
  }
}
