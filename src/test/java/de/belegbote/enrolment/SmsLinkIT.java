// Upload links by SMS, and what a repeat is told when the message failed.
package de.belegbote.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import de.belegbote.TestHouse;
import de.belegbote.platform.Problem;
import de.belegbote.testing.ApiClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmsLinkIT {
  @TempDir static Path folder;
  private static TestHouse house;
  private static ApiClient a;

  @BeforeAll
  static void start() {
    house = TestHouse.start(folder);
    a = house.as(TestHouse.A);
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  /** The outbox refuses numbers that end so. */
  private static final String REFUSED = "+4915100000000";

  private static String path() {
    String company =
        a.post("/companies", new JsonObject().put("name", "x")).is(201).json().getString("id");
    var account = a.post("/portal-accounts", TestHouse.account(company, "maria", "pw-maria-1"));
    return "/logins/" + account.is(201).json().getString("loginId") + "/upload-links";
  }

  private static JsonObject sms(String number) {
    return new JsonObject().put("delivery", "sms").put("phoneNumber", number);
  }

  private static ApiClient once() {
    return a.with("Idempotency-Key", UUID.randomUUID().toString());
  }

  private static long sentTo(String number) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(house.managementUrl() + "/dev/outbox")).build();
    String text =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    return new io.vertx.core.json.JsonArray(text)
        .stream().filter(m -> ((JsonObject) m).getString("to").equals(number)).count();
  }

  @Test
  void sendsOneMessageForARepeatedRequest() throws IOException, InterruptedException {
    String path = path();
    var once = once();

    var first = once.post(path, sms("+4915112345671")).is(201);
    var repeat = once.post(path, sms("+4915112345671")).is(201);

    assertEquals("sent", first.json().getJsonObject("sms").getString("state"));
    assertEquals(first.json(), repeat.json());
    assertEquals("true", repeat.header("Idempotent-Replayed"));
    assertEquals(1, sentTo("+4915112345671"));
  }

  @Test
  void claimsNoSuccessForARepeatAfterTheMessageFailed() {
    String path = path();
    var once = once();

    once.post(path, sms(REFUSED)).is(Problem.SMS_FAILED);

    once.post(path, sms(REFUSED)).is(Problem.SMS_FAILED);
    assertEquals(
        List.of("failed", "failed"),
        a.get(path).items().stream()
            .map(link -> link.getJsonObject("sms").getString("state"))
            .toList());
    // The key stayed free, so it may even serve another number.
    once.post(path, sms("+4915112345672")).is(201);
  }

  @Test
  void stopsMessagesToOneNumberAndNamesTheLimit() {
    for (int i = 0; i < 3; i++) {
      once().post(path(), sms("+4915112345673")).is(201);
    }

    var stopped = once().post(path(), sms("+4915112345673")).is(Problem.QUOTA_EXCEEDED);

    assertEquals(List.of("sms-number"), stopped.json().getJsonArray("violated-policies").getList());
    assertEquals("600", stopped.header("Retry-After"));
  }

  @Test
  void needsAKeyBecauseARepeatWouldCostAMessage() {
    a.post(path(), sms("+4915112345674")).is(400);
  }
}
