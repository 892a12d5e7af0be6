// Text messages through Twilio's wire format: what goes out, what comes back, and never twice.
package de.belegbote.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.TestHouse;
import de.belegbote.platform.Problem;
import de.belegbote.testing.ApiClient;
import de.belegbote.testing.CapturedLog;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwilioIT {
  @TempDir static Path folder;
  private static TwilioHouse house;
  private static TwilioDouble twilio;
  private ApiClient one;

  @BeforeAll
  static void start() {
    house = new TwilioHouse(folder);
    twilio = house.twilio;
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  @BeforeEach
  void nextDay() {
    house.nextDay();
    one = house.as(TwilioHouse.ONE);
  }

  @Test
  void handsOverWhatTwilioWants() {
    var link = house.send().is(201);

    var form = twilio.last().form();
    assertEquals(TwilioHouse.NUMBER, form.get("To"));
    assertEquals("Belegbote", form.get("From"));
    assertEquals("1800", form.get("ValidityPeriod"));
    assertTrue(twilio.last().link().startsWith("http://belegbote.test/u/"), "no link in the text");
    assertTrue(form.get("StatusCallback").startsWith("http://belegbote.test/sms/status/"));
    assertEquals("queued", house.state(link).getString("state"));
    assertEquals("***678", house.state(link).getString("to"));
  }

  @Test
  void sendsByTheTenantsPool() {
    var pool = house.as(TwilioHouse.POOL);
    var link = TwilioHouse.once(pool).post(TwilioHouse.path(pool), TwilioHouse.sms()).is(201);

    assertEquals(TwilioHouse.SERVICE, twilio.last().form().get("MessagingServiceSid"));
    assertFalse(twilio.last().form().containsKey("From"));
    assertEquals("queued", link.json().getJsonObject("sms").getString("state"));
  }

  @Test
  void sendsNothingForATenantWithoutSender() {
    int before = twilio.asked();
    var a = house.as(TestHouse.A);
    TwilioHouse.once(a).post(TwilioHouse.path(a), TwilioHouse.sms()).is(Problem.SMS_FAILED);
    assertEquals(before, twilio.asked());
  }

  @Test
  void movesOnWithReportsAndNeverBack() {
    var link = house.send().is(201);
    var message = twilio.last();

    assertEquals(204, twilio.report(house.url(), message, "sent", 0));
    assertEquals("sent", house.state(link).getString("state"));
    assertEquals(204, twilio.report(house.url(), message, "queued", 0));
    assertEquals("sent", house.state(link).getString("state"));
    assertEquals(204, twilio.report(house.url(), message, "word-of-tomorrow", 0));
    assertEquals(204, twilio.report(house.url(), message, "undelivered", 30003));
    assertEquals(204, twilio.report(house.url(), message, "undelivered", 30003));
    assertEquals(204, twilio.report(house.url(), message, "delivered", 0));

    assertEquals("undelivered", house.state(link).getString("state"));
    assertEquals("unreachable", house.state(link).getString("reason"));
  }

  @Test
  void believesOnlyWhatTwilioSigned() {
    var link = house.send().is(201);
    var message = twilio.last();
    String address = message.form().get("StatusCallback");
    URI at = house.url().resolve(URI.create(address).getRawPath());
    var form = Map.of("MessageSid", message.sid(), "MessageStatus", "delivered");

    assertEquals(403, TwilioDouble.post(at, form, null));
    assertEquals(403, TwilioDouble.post(at, form, "AAAAAAAAAAAAAAAAAAAAAAAAAAA="));
    assertEquals(403, TwilioDouble.post(at, form, twilio.sign(address + "x", form)));
    var other = Map.of("MessageSid", message.sid(), "MessageStatus", "failed");
    assertEquals(403, TwilioDouble.post(at, form, twilio.sign(address, other)));
    assertEquals("queued", house.state(link).getString("state"));

    // Signed, but of another message, or of one that was forgotten: heard, and nothing happens.
    var foreign = Map.of("MessageSid", "SM1", "MessageStatus", "delivered");
    assertEquals(204, TwilioDouble.post(at, foreign, twilio.sign(address, foreign)));
    String gone = "http://belegbote.test/sms/status/forgotten";
    URI nowhere = house.url().resolve("/sms/status/forgotten");
    assertEquals(204, TwilioDouble.post(nowhere, form, twilio.sign(gone, form)));
    assertEquals("queued", house.state(link).getString("state"));
  }

  @ParameterizedTest
  @CsvSource({
    "400, 21211, INVALID_PHONE_NUMBER, invalid_number",
    "400, 21614, INVALID_PHONE_NUMBER, invalid_number",
    "400, 21610, INVALID_PHONE_NUMBER, unsubscribed",
    "403, 21408, INVALID_PHONE_NUMBER, country",
    "400, 21703, SMS_FAILED, other",
    "401, 20003, SMS_FAILED, other",
    "400, 14107, QUOTA_EXCEEDED, other"
  })
  void tellsWhyTwilioRefused(int status, int code, Problem problem, String reason) {
    twilio.next(TwilioDouble.error(status, code));
    int before = twilio.asked();
    String path = TwilioHouse.path(one);
    try (var log = new CapturedLog()) {
      var answer = TwilioHouse.once(one).post(path, TwilioHouse.sms()).is(problem);

      assertFalse(answer.text().contains("4915112345678"), answer::text);
      assertFalse(log.text().contains("4915112345678"), "the log has the number");
    }
    assertEquals(before + 1, twilio.asked());
    var shown = one.get(path).items().get(0).getJsonObject("sms");
    assertEquals("failed", shown.getString("state"));
    assertEquals(reason, shown.getString("reason"));
  }

  @Test
  void triesAgainOnlyWhereTwilioSaysItDidNothing() {
    int before = twilio.asked();
    int taken = twilio.taken().size();
    twilio.next(TwilioDouble.tooMany("0"));
    twilio.next(TwilioDouble.tooMany("0"));

    assertEquals("queued", house.state(house.send().is(201)).getString("state"));

    assertEquals(before + 3, twilio.asked());
    assertEquals(taken + 1, twilio.taken().size());
  }

  @Test
  void givesUpWhenTwilioWantsALongPause() {
    int before = twilio.asked();
    twilio.next(TwilioDouble.tooMany("60"));

    var refused = house.send().is(Problem.QUOTA_EXCEEDED);

    assertEquals(
        List.of("sms-provider"), refused.json().getJsonArray("violated-policies").getList());
    assertEquals("60", refused.header("Retry-After"));
    assertEquals(before + 1, twilio.asked());
  }

  @ParameterizedTest
  @CsvSource({"500", "503", "200", "0"})
  void asksOnceWhenNobodyKnowsWhatHappened(int status) {
    int before = twilio.asked();
    twilio.next(
        request -> {
          if (status == 0) {
            var unused = request.connection().close();
          } else {
            var unused = request.response().setStatusCode(status).end("<html>nonsense</html>");
          }
        });

    var link = house.send().is(201);

    assertEquals("unknown", link.json().getJsonObject("sms").getString("state"));
    assertEquals(before + 1, twilio.asked());
  }

  @Test
  void writesTheAttemptBeforeItAsks() throws SQLException {
    // Noting the answer fails, as if the process had died after the call.
    twilio.next(
        request -> {
          try {
            house.sql("revoke update on sms_message from belegbote_tenant");
          } catch (SQLException trouble) {
            throw new IllegalStateException(trouble);
          }
          TwilioDouble.error(400, 21211).accept(request);
        });
    int before = twilio.asked();
    String path = TwilioHouse.path(one);
    var caller = TwilioHouse.once(one);
    try {
      caller.post(path, TwilioHouse.sms()).is(500);
    } finally {
      house.sql("grant update on sms_message to belegbote_tenant");
    }

    assertEquals("unknown", one.get(path).items().get(0).getJsonObject("sms").getString("state"));
    caller.post(path, TwilioHouse.sms()).is(Problem.REQUEST_IN_PROGRESS);
    house.clock.turn(Duration.ofSeconds(61));
    var repeat = caller.post(path, TwilioHouse.sms()).is(201);
    assertEquals("true", repeat.header("Idempotent-Replayed"));
    assertEquals("unknown", repeat.json().getJsonObject("sms").getString("state"));
    assertEquals(before + 1, twilio.asked());
    assertEquals(1, one.get(path).items().size());
  }
}
