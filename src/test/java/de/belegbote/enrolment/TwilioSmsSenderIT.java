// What the sender makes of a carrier that is slow or not there.
package de.belegbote.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.twilio.exception.ApiConnectionException;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.TwilioSettings;
import de.belegbote.platform.tenancy.Brand;
import de.belegbote.platform.tenancy.Tenant;
import de.belegbote.testing.Wait;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TwilioSmsSenderIT {
  /** For a Twilio that does not answer; the request itself must get there in time. */
  private static final Duration SHORT = Duration.ofSeconds(2);

  private final Vertx vertx = Vertx.vertx();
  private final TwilioDouble twilio = new TwilioDouble();

  @AfterEach
  void stop() {
    twilio.close();
    Wait.until(vertx.close());
  }

  private static SmsSender.Message message() {
    var sms = new Tenant.Sms(Set.of("DE"), Optional.of("Belegbote"), Optional.empty(), 60, 200);
    var tenant =
        new Tenant(
            new TenantId(UUID.randomUUID()),
            "x",
            List.of("de"),
            Set.of("*"),
            Optional.empty(),
            List.of(),
            600,
            300,
            30,
            Set.of(),
            sms,
            Brand.NONE,
            Tenant.Connect.USUAL);
    return new SmsSender.Message(
        tenant,
        new PhoneNumber("+4915112345678"),
        "Belegbote: https://belege.example.com/u/x",
        "https://belege.example.com/sms/status/x",
        Duration.ofHours(24));
  }

  private TwilioSmsSender sender(TwilioSettings settings) {
    return new TwilioSmsSender(vertx, settings, TimeSource.system());
  }

  // The first message of a JVM takes seconds on a busy machine, so one goes out before.
  private TwilioSmsSender impatient() {
    assertEquals(SmsState.QUEUED, Wait.until(sender(twilio.settings()).send(message())).state());
    return new TwilioSmsSender(vertx, twilio.settings(), TimeSource.system(), SHORT);
  }

  @Test
  void doesNotKnowAfterTheDeadline() {
    var impatient = impatient();
    twilio.next(request -> {});

    var lost = Wait.cause(impatient.send(message()));

    assertInstanceOf(ApiConnectionException.class, lost);
    assertEquals(2, twilio.asked());
  }

  @Test
  void boundsAnAnswerThatNeverEnds() {
    var impatient = impatient();
    twilio.next(
        request -> {
          var unused = request.response().setChunked(true).setStatusCode(201).write("{");
        });

    assertInstanceOf(ApiConnectionException.class, Wait.cause(impatient.send(message())));
    assertEquals(2, twilio.asked());
  }

  @Test
  void knowsThatNothingWentOutWhenNobodyIsThere() throws IOException {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    var nobody =
        new TwilioSettings(
            TwilioDouble.ACCOUNT,
            new Secret("t"),
            Optional.empty(),
            URI.create("http://127.0.0.1:" + free));

    var result = Wait.until(sender(nobody).send(message()));

    assertEquals(SmsState.FAILED, result.state());
    assertEquals(Problem.SMS_FAILED, result.refusal().orElseThrow().problem());
    assertTrue(result.refusal().get().detail().contains("cannot be reached"));
  }

  @Test
  void tellsTwilioToDropWhatComesTooLate() {
    var result = Wait.until(sender(twilio.settings()).send(message()));

    assertEquals(SmsState.QUEUED, result.state());
    assertEquals("14400", twilio.last().form().get("ValidityPeriod"));
  }

  @Test
  void isRefusedWithAWrongToken() {
    var wrong =
        new TwilioSettings(
            TwilioDouble.ACCOUNT, new Secret("wrong"), Optional.empty(), twilio.url());

    var result = Wait.until(sender(wrong).send(message()));

    assertEquals(Optional.of(20003), result.code());
  }
}
