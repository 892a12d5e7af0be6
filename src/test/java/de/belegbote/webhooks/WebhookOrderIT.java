// Many deliveries: their order, one endpoint beside another, several processes, the end of one.
package de.belegbote.webhooks;

import static de.belegbote.webhooks.WebhookHouse.OPEN;
import static de.belegbote.webhooks.WebhookHouse.await;
import static de.belegbote.webhooks.WebhookHouse.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookOrderIT {
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
    eventually(() -> Optional.of(house.waiting()), n -> n == 8);
    house.later(Duration.ofSeconds(6));
    numbers.add(receiver.next().json().getInteger("sequence"));
    eventually(() -> Optional.of(house.waiting()), n -> n == 8);
    house.later(Duration.ofMinutes(6));
    while (numbers.size() < 10) {
      numbers.add(receiver.next().json().getInteger("sequence"));
    }
    assertEquals(List.of(1, 1, 1, 2, 3, 4, 5, 6, 7, 8), numbers);
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
    assertEquals(
        List.of("pending", "delivered"), all.stream().map(d -> d.getString("state")).toList());
    assertEquals(got.id(), all.get(1).getString("eventId"));
    assertEquals(late.id().toString(), all.get(0).getString("eventId"));
    assertEquals(1, house.waiting());
  }
}
