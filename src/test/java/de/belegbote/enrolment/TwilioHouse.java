// The whole server with the double of Twilio, and a customer who waits for a message.
package de.belegbote.enrolment;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.TestHouse;
import de.belegbote.platform.TurnableClock;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.testing.ApiClient;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Its clock starts at a fixed day; {@link #nextDay} leaves all limits behind. */
final class TwilioHouse implements AutoCloseable {
  /** A tenant with a sender of its own. */
  static final String ONE = "0193a1c0-0000-7000-8000-00000000d001";

  /** A tenant with a Messaging Service. */
  static final String POOL = "0193a1c0-0000-7000-8000-00000000d002";

  static final String SERVICE = "MG" + "0123456789abcdef".repeat(2);
  static final String NUMBER = "+4915112345678";

  final TurnableClock clock = new TurnableClock(Instant.parse("2026-08-01T09:00:00Z"));
  final TwilioDouble twilio = new TwilioDouble();
  private final TestHouse house;

  TwilioHouse(Path folder) {
    String wide = ", per_hour: 10000, per_day: 10000}";
    house =
        TestHouse.start(
            folder,
            clock.source(),
            Map.of(
                "one.yaml", TestHouse.tenant(ONE, "sms: {from: Belegbote" + wide),
                "pool.yaml", TestHouse.tenant(POOL, "sms: {messaging_service: " + SERVICE + wide)),
            twilio.settings());
  }

  ApiClient as(String tenant) {
    return house.as(tenant);
  }

  ApiClient nobody() {
    return house.nobody();
  }

  URI url() {
    return house.url();
  }

  void nextDay() {
    clock.turn(Duration.ofDays(2));
  }

  static ApiClient once(ApiClient caller) {
    return caller.with("Idempotency-Key", UUID.randomUUID().toString());
  }

  /** Where links of a new login are made. */
  static String path(ApiClient caller) {
    String company =
        caller.post("/companies", new JsonObject().put("name", "x")).is(201).json().getString("id");
    String name = "maria-" + UUID.randomUUID();
    var account = caller.post("/portal-accounts", TestHouse.account(company, name, "pw-maria-1"));
    return "/logins/" + account.is(201).json().getString("loginId") + "/upload-links";
  }

  static JsonObject sms() {
    return new JsonObject().put("delivery", "sms").put("phoneNumber", NUMBER).put("language", "de");
  }

  /** Asks for a message for a new login. */
  ApiClient.Answer send() {
    var one = as(ONE);
    return once(one).post(path(one), sms());
  }

  /** What the API says now of a link's message. */
  JsonObject state(ApiClient.Answer link) {
    return as(ONE).get("/upload-links/" + link.json().getString("id")).json().getJsonObject("sms");
  }

  /** Runs a statement behind the scenes; a number, if it asks for one. */
  @CanIgnoreReturnValue
  int sql(String sql) throws SQLException {
    try (var behind = house.database().connect(EmbeddedPostgres.SUPERUSER);
        var statement = behind.createStatement()) {
      boolean unused = statement.execute("set search_path = belegbote");
      if (!statement.execute(sql)) {
        return statement.getUpdateCount();
      }
      var rows = statement.getResultSet();
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  @Override
  public void close() {
    house.close();
    twilio.close();
  }
}
