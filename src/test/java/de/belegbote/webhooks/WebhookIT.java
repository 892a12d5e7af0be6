// Deliveries from the event to a real receiver and back into the ledger.
package de.belegbote.webhooks;

import static de.belegbote.webhooks.WebhookHouse.OPEN;
import static de.belegbote.webhooks.WebhookHouse.STRICT;
import static de.belegbote.webhooks.WebhookHouse.await;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
  void goneDisablesTheEndpointAndTellsTheOthers() throws WebhookVerificationException {
    var other = new Receiver(house.vertx);
    var account = house.account(OPEN);
    var gone = house.endpoint(OPEN, receiver.url());
    var told =
        house.endpoint(OPEN, other.url(), List.of("webhook_endpoint.disabled"), Optional.empty());
    receiver.answers(410);
    for (int i = 0; i < 3; i++) {
      house.event(OPEN, account);
    }
    house.work();
    var notice = other.next();
    notice.verify(told.secret());
    assertEquals("webhook_endpoint.disabled", notice.json().getString("type"));
    var data = notice.json().getJsonObject("data");
    assertEquals(gone.id().toString(), data.getString("endpointId"));
    assertEquals("gone", data.getString("reason"));
    assertEquals(
        "https://belege.example.com/v1/webhook-endpoints/" + gone.id(), data.getString("link"));
    var endpoint = await(house.db.inTenant(OPEN, c -> house.endpoints.get(c, gone.id())));
    assertEquals(Optional.of(WebhookEndpoint.DisabledReason.GONE), endpoint.disabled());
    assertEquals(410, statusOfFirst(gone.id()));
    assertEquals(
        Set.of("failed"),
        Set.copyOf(
            house.deliveries(OPEN, gone.id()).stream().map(d -> d.getString("state")).toList()));
    assertEquals(receiver.next().id(), firstEvent(gone.id()));
    receiver.hasNothingMore();
  }

  // Deliveries are listed newest first; the one that was sent is the oldest.
  private JsonObject oldest(UUID endpoint) {
    var all = house.deliveries(OPEN, endpoint);
    return all.get(all.size() - 1);
  }

  private int statusOfFirst(UUID endpoint) {
    return oldest(endpoint).getJsonArray("attempts").getJsonObject(0).getInteger("status");
  }

  private String firstEvent(UUID endpoint) {
    return oldest(endpoint).getString("eventId");
  }

  @Test
  void fiveDaysOfFailuresOnlyDisableTheEndpoint() {
    var other = new Receiver(house.vertx);
    var failing = house.endpoint(OPEN, receiver.url());
    house.endpoint(OPEN, other.url(), List.of("webhook_endpoint.disabled"), Optional.empty());
    receiver.answers(500);
    house.work();
    var event = house.event(OPEN);
    assertEquals(event.id().toString(), receiver.next().id());
    var first = house.delivery(OPEN, failing.id(), 1);
    house.later(Duration.ofHours(119));
    var second = house.delivery(OPEN, failing.id(), 2);
    assertEquals(List.of("pending", "pending"), states(first, second));
    house.later(Duration.ofHours(1));
    var notice = other.next().json().getJsonObject("data");
    assertEquals("failing", notice.getString("reason"));
    assertEquals("failed", house.delivery(OPEN, failing.id(), 3).getString("state"));
    var later = house.event(OPEN);
    assertEquals(1, house.deliveries(OPEN, failing.id()).size(), "nothing for it: " + later.id());
  }

  private static List<String> states(JsonObject... deliveries) {
    return List.of(deliveries).stream().map(delivery -> delivery.getString("state")).toList();
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
  void eventsOfAnAccountArriveInTheirOrder() {
    var account = house.account(OPEN);
    house.endpoint(OPEN, receiver.url());
    List<Integer> numbers = new ArrayList<>();
    var failures = new AtomicInteger(2);
    receiver.answers(
        request -> Receiver.status(request, failures.getAndDecrement() > 0 ? 500 : 204));
    house.work();
    for (int i = 0; i < 8; i++) {
      var event = house.event(OPEN, account);
      assertEquals(i + 1, event.sequence());
    }
    numbers.add(receiver.next().json().getInteger("sequence"));
    eventually(() -> Optional.of(waiting()), n -> n == 8);
    house.later(Duration.ofSeconds(6));
    numbers.add(receiver.next().json().getInteger("sequence"));
    eventually(() -> Optional.of(waiting()), n -> n == 8);
    house.later(Duration.ofMinutes(6));
    while (numbers.size() < 10) {
      numbers.add(receiver.next().json().getInteger("sequence"));
    }
    assertEquals(List.of(1, 1, 1, 2, 3, 4, 5, 6, 7, 8), numbers);
  }

  private long waiting() {
    return house.count("select count(*) from delivery_queue where claim is null");
  }

  @Test
  void aDeadEndpointDelaysNoOther() {
    var dead = new Receiver(house.vertx);
    dead.answers(request -> {});
    var stuck = house.endpoint(OPEN, dead.url());
    var alive = house.endpoint(OPEN, receiver.url());
    house.work();
    for (int i = 0; i < 20; i++) {
      house.event(OPEN);
    }
    for (int i = 0; i < 20; i++) {
      receiver.next();
    }
    eventually(
        () -> Optional.of(house.deliveries(OPEN, alive.id())),
        all -> all.stream().allMatch(d -> d.getString("state").equals("delivered")));
    assertEquals(
        4,
        house.count(
            "select count(*) from delivery_queue where claim is not null and endpoint_id = '%s'",
            stuck.id()));
  }

  @Test
  void twoProcessesNeverSendTheSameDeliveryAtOnce() {
    Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
    var together = new AtomicInteger();
    receiver.answers(
        request -> {
          var mine =
              running.computeIfAbsent(request.getHeader("webhook-id"), id -> new AtomicInteger());
          together.accumulateAndGet(mine.incrementAndGet(), Math::max);
          house.vertx.setTimer(
              3,
              tick -> {
                mine.decrementAndGet();
                Receiver.status(request, 204);
              });
        });
    var endpoint = house.endpoint(OPEN, receiver.url());
    for (int i = 0; i < 100; i++) {
      house.event(OPEN);
    }
    house.work();
    house.work();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      ids.add(receiver.next().id());
    }
    eventually(
        () -> Optional.of(house.deliveries(OPEN, endpoint.id())),
        all -> all.stream().allMatch(d -> d.getString("state").equals("delivered")));
    assertEquals(100, Set.copyOf(ids).size());
    assertEquals(1, together.get());
    receiver.hasNothingMore();
  }

  @Test
  void aProcessThatDiedBeforeNotingIsFollowedByAnotherWithTheSameId() {
    var endpoint = house.endpoint(OPEN, receiver.url());
    var event = house.event(OPEN);
    var queue = new DeliveryQueue();
    var dead =
        await(house.db.acrossTenants(c -> queue.claim(c, new Slots(), house.time.now()))).get(0);
    house.work();
    house.later(DeliveryQueue.LEASE);
    assertEquals(event.id().toString(), receiver.next().id());
    var delivery =
        eventually(
            () -> house.deliveries(OPEN, endpoint.id()).stream().findFirst(),
            seen -> seen.getString("state").equals("delivered"));
    assertEquals(dead.id().toString(), delivery.getString("id"));
  }

  @Test
  void endsWhatIsUnderWayWhenItIsStopped() {
    var endpoint = house.endpoint(OPEN, receiver.url());
    List<Runnable> open = new ArrayList<>();
    receiver.answers(request -> open.add(() -> Receiver.status(request, 204)));
    String worker = house.work();
    house.event(OPEN);
    var got = receiver.next();
    var stopped = house.vertx.undeploy(worker);
    var late = house.event(OPEN);
    house.vertx.runOnContext(now -> open.forEach(Runnable::run));
    await(stopped);
    var all = house.deliveries(OPEN, endpoint.id());
    assertEquals(List.of("pending", "delivered"), states(all.get(0), all.get(1)));
    assertEquals(got.id(), all.get(1).getString("eventId"));
    assertEquals(late.id().toString(), all.get(0).getString("eventId"));
    assertEquals(1, waiting());
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
    eventually(() -> Optional.of(waiting()), n -> n == 1);
    assertEquals(0, house.count("select max(attempts) from delivery_queue"));
    assertEquals("pending", house.delivery(OPEN, endpoint.id(), 0).getString("state"));
    receiver.hasNothingMore();
  }
}
