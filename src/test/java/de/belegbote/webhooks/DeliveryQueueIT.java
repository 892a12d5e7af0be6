// Who gets which delivery, and what a lost claim may still write: nothing.
package de.belegbote.webhooks;

import static de.belegbote.webhooks.WebhookHouse.OPEN;
import static de.belegbote.webhooks.WebhookHouse.STRICT;
import static de.belegbote.webhooks.WebhookHouse.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.db.Database;
import de.belegbote.webhooks.DeliveryQueue.Attempt;
import de.belegbote.webhooks.DeliveryQueue.Claim;
import de.belegbote.webhooks.DeliveryQueue.ClaimLost;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryQueueIT {
  private static final String URL = "https://hooks.example.com/";

  @TempDir Path folder;
  private final DeliveryQueue queue = new DeliveryQueue();
  private WebhookHouse house;

  @BeforeEach
  void start() {
    house = new WebhookHouse(folder);
  }

  @AfterEach
  void stop() {
    house.close();
  }

  private List<Claim> claim(Slots slots) {
    var claims = await(house.db.acrossTenants(c -> queue.claim(c, slots, house.time.now())));
    claims.forEach(slots::take);
    return claims;
  }

  private int renew(List<Claim> claims) {
    return await(house.db.acrossTenants(c -> queue.renew(c, claims, house.time.now())));
  }

  private Attempt failure() {
    return new Attempt(house.time.now(), 500, "It failed.", Duration.ofMillis(7));
  }

  private void fail(Claim claim, Duration wait) {
    await(
        house.db.inTenant(
            claim.tenant(), c -> queue.again(c, claim, failure(), house.time.now().plus(wait))));
  }

  private void deliver(Claim claim) {
    await(
        house.db.inTenant(
            claim.tenant(), c -> queue.settle(c, claim, "delivered", Optional.empty())));
  }

  @Test
  void claimsOnceUntilTheLeaseEnds() {
    house.endpoint(OPEN, URL);
    var event = house.event(OPEN);
    var first = claim(new Slots()).get(0);
    assertEquals(1, first.attempt());
    assertEquals(List.of(), claim(new Slots()));
    house.clock.turn(DeliveryQueue.LEASE.minusMillis(1));
    assertEquals(List.of(), claim(new Slots()));
    house.clock.turn(Duration.ofMillis(1));
    var second = claim(new Slots()).get(0);
    assertEquals(first.id(), second.id());
    assertEquals(2, second.attempt(), "counted at the claim");
    assertNotEquals(first.claim(), second.claim());
    var letter =
        await(house.db.inTenant(OPEN, c -> queue.open(c, second, house.time.now()))).orElseThrow();
    assertEquals(event.id(), letter.eventId());
  }

  @Test
  void aLostClaimWritesNothing() {
    var endpoint = house.endpoint(OPEN, URL);
    house.event(OPEN);
    var lost = claim(new Slots()).get(0);
    house.clock.turn(DeliveryQueue.LEASE);
    var held = claim(new Slots()).get(0);
    assertEquals(
        Optional.empty(),
        await(house.db.inTenant(OPEN, c -> queue.open(c, lost, house.time.now()))));
    assertThrows(ClaimLost.class, () -> deliver(lost));
    assertThrows(ClaimLost.class, () -> fail(lost, Duration.ofHours(1)));
    assertThrows(
        ClaimLost.class,
        () -> await(house.db.inTenant(OPEN, c -> queue.postpone(c, lost, house.time.now()))));
    assertEquals(0, renew(List.of(lost)));
    var delivery = house.deliveries(OPEN, endpoint.id()).get(0);
    assertEquals("pending", delivery.getString("state"));
    assertEquals(0, delivery.getJsonArray("attempts").size());
    deliver(held);
    assertEquals("delivered", house.deliveries(OPEN, endpoint.id()).get(0).getString("state"));
    assertEquals(0, house.count("select count(*) from delivery_queue"));
  }

  @Test
  void renewsOnlyClaimsThatStillHold() {
    house.endpoint(OPEN, URL);
    var event = house.event(OPEN);
    var claims = claim(new Slots());
    house.clock.turn(Duration.ofSeconds(45));
    assertEquals(1, renew(claims));
    house.clock.turn(Duration.ofSeconds(45));
    assertEquals(List.of(), claim(new Slots()), "event " + event.id() + " is still held");
    house.clock.turn(Duration.ofSeconds(15));
    assertEquals(0, renew(claims));
  }

  @Test
  void anotherEventOfTheAccountWaitsWhileTheFirstIsInItsFirstThreeAttempts() {
    var account = house.account(OPEN);
    var other = house.account(OPEN);
    house.endpoint(OPEN, URL);
    var first = house.event(OPEN, account);
    var second = house.event(OPEN, account);
    var apart = house.event(OPEN, other);
    var claims = claim(new Slots());
    assertEquals(Set.of(first.id(), apart.id()), events(claims), "another account does not wait");
    claims.stream().filter(c -> !event(c).equals(first.id())).forEach(this::deliver);
    var head = claims.stream().filter(c -> event(c).equals(first.id())).findFirst().orElseThrow();
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertEquals(List.of(), claim(new Slots()), "attempt " + attempt + " is under way");
      fail(head, Duration.ofMinutes(5));
      if (attempt < 3) {
        assertEquals(List.of(), claim(new Slots()), "attempt " + attempt + " failed");
        house.clock.turn(Duration.ofMinutes(5));
        head = claim(new Slots()).get(0);
        assertEquals(first.id(), event(head));
      }
    }
    assertEquals(Set.of(second.id()), events(claim(new Slots())), "passes the first");
  }

  @Test
  void theNextEventFollowsADeliveredOne() {
    var account = house.account(OPEN);
    house.endpoint(OPEN, URL);
    List<UUID> sent = new ArrayList<>();
    List<UUID> happened = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      happened.add(house.event(OPEN, account).id());
    }
    for (int i = 0; i < 5; i++) {
      var claims = claim(new Slots());
      assertEquals(1, claims.size());
      sent.add(event(claims.get(0)));
      deliver(claims.get(0));
    }
    assertEquals(happened, sent);
  }

  private UUID event(Claim claim) {
    return await(house.db.inTenant(claim.tenant(), c -> queue.open(c, claim, house.time.now())))
        .orElseThrow()
        .eventId();
  }

  private Set<UUID> events(List<Claim> claims) {
    return claims.stream().map(this::event).collect(Collectors.toSet());
  }

  @Test
  void oneEndpointTakesFourSlotsAndOneTenantSixteen() {
    var slots = new Slots();
    for (int endpoint = 0; endpoint < 6; endpoint++) {
      house.endpoint(OPEN, URL);
    }
    for (int event = 0; event < 10; event++) {
      house.event(OPEN);
    }
    var quiet = house.endpoint(STRICT, URL);
    house.event(STRICT);
    var claims = claim(slots);
    assertEquals(17, claims.size());
    assertTrue(slots.byEndpoint().values().stream().allMatch(n -> n <= 4));
    assertEquals(16, slots.byTenant().get(OPEN.value()));
    assertTrue(claims.stream().anyMatch(claim -> claim.endpointId().equals(quiet.id())));
    assertEquals(List.of(), claim(slots), "all slots of the tenant are taken");
    var ended = claims.stream().filter(c -> c.tenant().equals(OPEN)).findFirst().orElseThrow();
    deliver(ended);
    slots.free(ended);
    assertEquals(1, claim(slots).size());
  }

  @Test
  void aDeadEndpointsBacklogDelaysNobody() {
    var dead = house.endpoint(OPEN, URL);
    house.sql(
        "insert into event (tenant_id, id, type, payload, occurred_at) select '%s',"
            + " gen_random_uuid(), 'fetch.finished', '{}', now() - interval '1 day'"
            + " from generate_series(1, 3000)",
        OPEN);
    house.sql(
        "insert into delivery (tenant_id, id, event_id, endpoint_id, state, created_at)"
            + " select tenant_id, gen_random_uuid(), id, '%s', 'pending', occurred_at from event",
        dead.id());
    house.sql(
        "insert into delivery_queue (tenant_id, id, endpoint_id, due)"
            + " select tenant_id, id, endpoint_id, created_at from delivery");
    var alive = house.endpoint(STRICT, URL);
    house.event(STRICT);
    var slots = new Slots();
    assertEquals(4, claim(slots).size());
    assertEquals(List.of(alive.id()), claim(slots).stream().map(Claim::endpointId).toList());
    assertEquals(List.of(), claim(slots));
  }

  @Test
  void twoProcessesNeverClaimTheSame() {
    for (int endpoint = 0; endpoint < 40; endpoint++) {
      house.endpoint(endpoint % 2 == 0 ? OPEN : STRICT, URL);
    }
    for (int event = 0; event < 10; event++) {
      house.event(OPEN);
      house.event(STRICT);
    }
    var other = new Database(house.vertx, house.database.settings());
    Set<UUID> seen = new HashSet<>();
    int rounds = 0;
    while (seen.size() < 400) {
      assertTrue(rounds++ < 200, "only " + seen.size() + " came");
      var both =
          await(
              Future.all(
                  house.db.acrossTenants(c -> queue.claim(c, new Slots(), house.time.now())),
                  other.acrossTenants(c -> queue.claim(c, new Slots(), house.time.now()))));
      for (int process = 0; process < 2; process++) {
        List<Claim> claims = both.resultAt(process);
        claims.forEach(claim -> assertTrue(seen.add(claim.id()), "claimed twice"));
      }
    }
    assertEquals(400, house.count("select count(*) from delivery_queue where attempts = 1"));
  }

  @Test
  void whatCouldNotBeTriedCostsNoAttempt() {
    house.endpoint(OPEN, URL);
    var event = house.event(OPEN);
    var first = claim(new Slots()).get(0);
    var due = house.time.now().plusSeconds(60);
    await(house.db.inTenant(OPEN, c -> queue.postpone(c, first, due)));
    assertEquals(List.of(), claim(new Slots()));
    house.clock.turn(Duration.ofSeconds(60));
    var again = claim(new Slots()).get(0);
    assertEquals(1, again.attempt(), "of event " + event.id());
  }
}
