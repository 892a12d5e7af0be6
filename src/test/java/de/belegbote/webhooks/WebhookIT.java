// Deliveries from the event to a real receiver and back into the ledger.
package de.belegbote.webhooks;

import static de.belegbote.webhooks.WebhookHouse.OPEN;
import static de.belegbote.webhooks.WebhookHouse.STRICT;
import static de.belegbote.webhooks.WebhookHouse.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookIT {
  @TempDir Path folder;
  private WebhookHouse house;
  private Receiver receiver;

  @BeforeEach
  void start() {
    house = new WebhookHouse(folder);
    receiver = new Receiver(house.vertx);
  }

  @AfterEach
  void stop() {
    house.close();
  }

  @Test
  void deliversWhatAConsumerCanVerifyAndNotesIt() throws WebhookVerificationException {
    var endpoint = house.endpoint(OPEN, receiver.url());
    house.work();
    var event = house.event(OPEN, house.account(OPEN));
    var got = receiver.next();
    got.verify(endpoint.secret());
    assertThrows(
        WebhookVerificationException.class, () -> got.verify(Signature.freshSecret().reveal()));
    assertEquals(event.id().toString(), got.id());
    assertEquals(event.id().toString(), got.json().getString("id"));
    assertEquals("invoice.ready", got.json().getString("type"));
    assertEquals(1, got.json().getInteger("sequence"));
    assertEquals("/hook?from=belegbote", got.path());
    assertEquals("application/json", got.headers().get("content-type"));
    var delivery = house.delivery(OPEN, endpoint.id(), 1);
    assertEquals("delivered", delivery.getString("state"));
    assertFalse(delivery.containsKey("nextAttemptAt"));
    var attempt = delivery.getJsonArray("attempts").getJsonObject(0);
    assertEquals(204, attempt.getInteger("status"));
    assertEquals(house.time.now().toString(), attempt.getString("at"));
    assertFalse(attempt.containsKey("error"));
    assertEquals(
        1,
        house.count(
            "select count(*) from secret_use where purpose = 'sign_webhook'"
                + " and secret = 'webhook' and result = 'allowed'"));
    receiver.hasNothingMore();
  }

  @Test
  void triesAgainWithTheSameIdAndBytesWhenTheTimeHasCome() {
    var endpoint = house.endpoint(OPEN, receiver.url());
    receiver.answers(500);
    house.work();
    house.event(OPEN);
    var first = receiver.next();
    var failed = house.delivery(OPEN, endpoint.id(), 1);
    assertEquals("pending", failed.getString("state"));
    assertEquals(500, failed.getJsonArray("attempts").getJsonObject(0).getInteger("status"));
    assertNextWithin(failed, Duration.ofSeconds(5), Duration.ofSeconds(6));
    house.later(Duration.ofMillis(4_999));
    house.claimedAllThatIsDue();
    assertEquals(
        1,
        house.count("select attempts from delivery_queue where endpoint_id = '%s'", endpoint.id()));
    house.later(Duration.ofMillis(1_001));
    var second = receiver.next();
    assertEquals(first.id(), second.id());
    assertEquals(first.body(), second.body());
    assertFalse(
        first.headers().get("webhook-timestamp").equals(second.headers().get("webhook-timestamp")));
    assertNextWithin(
        house.delivery(OPEN, endpoint.id(), 2), Duration.ofMinutes(5), Duration.ofMinutes(6));
    receiver.answers(200);
    house.later(Duration.ofMinutes(6));
    assertEquals(first.body(), receiver.next().body());
    assertEquals("delivered", house.delivery(OPEN, endpoint.id(), 3).getString("state"));
    assertEquals(
        0, house.count("select count(*) from webhook_endpoint where failing_since is not null"));
  }

  private void assertNextWithin(JsonObject delivery, Duration least, Duration most) {
    Instant next = Instant.parse(delivery.getString("nextAttemptAt"));
    Duration wait = Duration.between(house.time.now(), next);
    assertTrue(wait.compareTo(least) >= 0 && wait.compareTo(most) <= 0, () -> "waits " + wait);
  }

  @Test
  void givesUpAfterTheTenthAttempt() {
    var endpoint = house.endpoint(OPEN, receiver.url());
    receiver.answers(503);
    house.work();
    house.event(OPEN);
    for (int attempt = 1; attempt <= 10; attempt++) {
      var got = receiver.next();
      var delivery = house.delivery(OPEN, endpoint.id(), attempt);
      assertEquals(attempt < 10 ? "pending" : "failed", delivery.getString("state"), got.id());
      house.later(Duration.ofHours(attempt < 6 ? 6 : 29));
      if (attempt == 5) {
        // So that the endpoint is not disabled by the long jumps of this test.
        house.sql("update webhook_endpoint set failing_since = null");
      }
    }
    assertEquals(0, house.count("select count(*) from delivery_queue"));
    house.claimedAllThatIsDue();
    receiver.hasNothingMore();
  }

  @Test
  void heedsRetryAfterWithinTwoSteps() {
    var endpoint = house.endpoint(OPEN, receiver.url());
    receiver.answers(
        request -> {
          request.response().putHeader("Retry-After", "3600");
          Receiver.status(request, 503);
        });
    house.work();
    house.event(OPEN);
    var got = receiver.next();
    var delivery = house.delivery(OPEN, endpoint.id(), 1);
    assertNextWithin(delivery, Duration.ofSeconds(10), Duration.ofSeconds(10));
    receiver.answers(429);
    house.later(Duration.ofSeconds(10));
    assertEquals(got.id(), receiver.next().id());
    assertNextWithin(
        house.delivery(OPEN, endpoint.id(), 2), Duration.ofMinutes(5), Duration.ofMinutes(6));
  }

  @Test
  void neverFollowsARedirect() {
    var trap = new Receiver(house.vertx);
    var endpoint = house.endpoint(OPEN, receiver.url());
    receiver.answers(
        request -> {
          request.response().putHeader("Location", trap.url());
          Receiver.status(request, 307);
        });
    house.work();
    house.event(OPEN);
    var attempt = house.delivery(OPEN, endpoint.id(), 1).getJsonArray("attempts").getJsonObject(0);
    assertEquals(307, attempt.getInteger("status"));
    assertTrue(attempt.getString("error").contains("redirect"));
    trap.hasNothingMore();
  }

  @Test
  void aSlowReceiverIsCutOffAndLeftAloneForAMinute() {
    var endpoint = house.endpoint(OPEN, receiver.url());
    receiver.answers(request -> {});
    house.work(new HttpClientOptions(), Duration.ofMillis(300));
    house.event(OPEN);
    var delivery = house.delivery(OPEN, endpoint.id(), 1);
    var attempt = delivery.getJsonArray("attempts").getJsonObject(0);
    assertFalse(attempt.containsKey("status"));
    assertEquals("There was no answer within 0.3 seconds.", attempt.getString("error"));
    assertNextWithin(delivery, Duration.ofSeconds(60), Duration.ofSeconds(60));
  }

  @Test
  void anAnswerThatNeverEndsOrIsHugeCountsByItsStatus() {
    var endpoint = house.endpoint(OPEN, receiver.url());
    receiver.answers(
        request -> {
          var response = request.response().setChunked(true).setStatusCode(200);
          var unused = response.write("x".repeat(100_000));
        });
    house.work(new HttpClientOptions(), Duration.ofSeconds(10));
    var first = house.event(OPEN);
    assertEquals("delivered", house.delivery(OPEN, endpoint.id(), 1).getString("state"));
    assertEquals(first.id().toString(), receiver.next().id());
    assertEquals(
        0, house.count("select count(*) from delivery where attempts::text like '%%xxx%%'"));
  }

  @Test
  void aConnectionThatDiesAtOnceIsTriedOnceMoreAtOnce() {
    var endpoint = house.endpoint(OPEN, receiver.url());
    var dying = new AtomicInteger();
    receiver.answers(
        request -> {
          if (dying.getAndIncrement() == 0) {
            var unused = request.connection().close();
          } else {
            Receiver.status(request, 204);
          }
        });
    house.work();
    house.event(OPEN);
    assertEquals(receiver.next().id(), receiver.next().id());
    assertEquals("delivered", house.delivery(OPEN, endpoint.id(), 1).getString("state"));
  }

  @Test
  void refusesAPrivateTargetThatTheTenantsFileDoesNotAllow() {
    var endpoint = house.endpoint(STRICT, receiver.url());
    house.work();
    house.event(STRICT);
    var delivery = house.delivery(STRICT, endpoint.id(), 1);
    var attempt = delivery.getJsonArray("attempts").getJsonObject(0);
    assertNull(attempt.getInteger("status"));
    assertTrue(attempt.getString("error").contains("Plain http is not allowed"));
    receiver.hasNothingMore();
    assertEquals(
        0, house.count("select count(*) from secret_use"), "no secret is read for nothing");
  }

  @Test
  void aMissingSecretIsOurFaultAndCostsNoAttempt() {
    var endpoint = house.endpoint(OPEN, receiver.url());
    house.sql("delete from sealed_secret");
    house.work();
    house.event(OPEN);
    eventually(
        () ->
            Optional.of(house.count("select count(*) from secret_use where result = 'not_found'")),
        uses -> uses > 0);
    eventually(() -> Optional.of(house.waiting()), n -> n == 1);
    assertEquals(0, house.count("select max(attempts) from delivery_queue"));
    assertEquals("pending", house.delivery(OPEN, endpoint.id(), 0).getString("state"));
    receiver.hasNothingMore();
  }
}
