// The same link again, and what is left of number and token when the link is over.
package de.belegbote.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import de.belegbote.platform.Problem;
import de.belegbote.testing.ApiClient;
import de.belegbote.testing.ContractOperation;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmsResendIT {
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
  void sendsTheSameLinkAgainAfterAMinute() throws SQLException {
    var link = house.send().is(201);
    String first = twilio.last().link();
    String again = "/upload-links/" + link.json().getString("id") + "/resend";
    house.clock.turn(Duration.ofSeconds(20));

    var early = TwilioHouse.once(one).send("POST", again, new byte[0]).is(Problem.QUOTA_EXCEEDED);
    assertEquals("40", early.header("Retry-After"));
    house.clock.turn(Duration.ofSeconds(41));
    var key = TwilioHouse.once(one);
    var resent = key.send("POST", again, new byte[0]).is(200);
    int taken = twilio.taken().size();
    key.send("POST", again, new byte[0]).is(200);

    assertEquals(first, twilio.last().link());
    assertEquals("queued", resent.json().getJsonObject("sms").getString("state"));
    assertEquals(taken, twilio.taken().size());
    one.delete("/upload-links/" + link.json().getString("id")).is(204);
    house.clock.turn(Duration.ofSeconds(61));
    TwilioHouse.once(one).send("POST", again, new byte[0]).is(Problem.CONFLICT);
  }

  @Test
  void showsTheStateOfTheNewestMessageOnly() {
    var link = house.send().is(201);
    var first = twilio.last();
    house.clock.turn(Duration.ofSeconds(61));
    String again = "/upload-links/" + link.json().getString("id") + "/resend";
    TwilioHouse.once(one).send("POST", again, new byte[0]).is(200);

    assertEquals(204, twilio.report(house.url(), first, "undelivered", 30003));
    assertEquals("queued", house.state(link).getString("state"));
    assertEquals(204, twilio.report(house.url(), twilio.last(), "delivered", 0));
    assertEquals("delivered", house.state(link).getString("state"));
  }

  @Test
  void erasesNumberAndTokenWhenThePhotoCame() throws SQLException {
    var link = house.send().is(201);
    String token = twilio.last().link().replaceFirst(".*/u/", "");
    var photo =
        ContractOperation.all().stream()
            .filter(one -> one.id().equals("uploadPhoto"))
            .findFirst()
            .orElseThrow()
            .requests()
            .get(0);
    assertEquals(1, kept(link));

    photo.send(house.nobody().with("X-Upload-Token", token), Map.of()).is(200);

    assertEquals(0, kept(link));
    assertEquals("***678", house.state(link).getString("to"));
    assertFalse(house.state(link).containsKey("resendFrom"), "it may still be sent");
  }

  private static int kept(ApiClient.Answer link) throws SQLException {
    return house.sql(
        "select count(sms_sealed) from upload_link where id = '%s'"
            .formatted(link.json().getString("id")));
  }
}
