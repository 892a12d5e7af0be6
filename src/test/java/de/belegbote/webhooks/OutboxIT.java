// Events are there if and only if their cause is, in the order they happened, for whom they
// concern.
package de.belegbote.webhooks;

import static de.belegbote.webhooks.WebhookHouse.OPEN;
import static de.belegbote.webhooks.WebhookHouse.STRICT;
import static de.belegbote.webhooks.WebhookHouse.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.db.TenantConnection;
import de.belegbote.platform.events.Bells;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxIT {
  @TempDir Path folder;
  private WebhookHouse house;

  @BeforeEach
  void start() {
    house = new WebhookHouse(folder);
  }

  @AfterEach
  void stop() {
    house.close();
  }

  @Test
  void countsTheEventsOfAnAccountWithoutGaps() {
    var account = house.account(OPEN);
    var other = house.account(OPEN);
    assertEquals(1, house.event(OPEN, account).sequence());
    assertThrows(
        IllegalStateException.class,
        () -> await(house.db.inTenant(OPEN, c -> failingAfterEvent(c, account))));
    assertEquals(2, house.event(OPEN, account).sequence());
    assertEquals(1, house.event(OPEN, other).sequence());
    assertEquals(3, house.count("select count(*) from event"));
  }

  private Future<Void> failingAfterEvent(TenantConnection c, WebhookHouse.Account account) {
    return house
        .outbox
        .append(c, "invoice.ready", account.company(), account.id(), new JsonObject())
        .compose(event -> Future.failedFuture(new IllegalStateException("the cause failed")));
  }

  @Test
  void numbersManyAtOnceWithoutGapOrDouble() {
    var account = house.account(OPEN);
    List<Future<Long>> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add(
          house.db.inTenant(
              OPEN,
              c ->
                  house
                      .outbox
                      .append(
                          c, "fetch.finished", account.company(), account.id(), new JsonObject())
                      .map(event -> event.sequence())));
    }
    await(Future.all(all));
    var numbers = all.stream().map(Future::result).sorted().toList();
    for (int i = 0; i < 40; i++) {
      assertEquals(i + 1L, numbers.get(i));
    }
  }

  @Test
  void queuesOnlyForEnabledEndpointsThatWantIt() {
    var account = house.account(OPEN);
    var other = house.account(OPEN);
    var all = house.endpoint(OPEN, "http://127.0.0.1:1/");
    var type = endpoint(List.of("invoice.ready", "fetch.finished"), Optional.empty());
    var otherType = endpoint(List.of("portal_account.active"), Optional.empty());
    var company = endpoint(List.of(), Optional.of(account.company()));
    var otherCompany = endpoint(List.of(), Optional.of(other.company()));
    var disabled = house.endpoint(OPEN, "http://127.0.0.1:1/");
    var foreign = house.endpoint(STRICT, "https://hooks.example.com/");
    house.sql("update webhook_endpoint set state = 'disabled' where id = '%s'", disabled.id());
    var event = house.event(OPEN, account);
    for (var wants : List.of(all, type, company)) {
      var delivery = house.deliveries(OPEN, wants.id()).get(0);
      assertEquals(event.id().toString(), delivery.getString("eventId"));
      assertEquals("pending", delivery.getString("state"));
    }
    for (var not : List.of(otherType, otherCompany, disabled, foreign)) {
      assertEquals(List.of(), house.deliveries(OPEN, not.id()));
    }
    assertEquals(3, house.count("select count(*) from delivery_queue where sequence = 1"));
  }

  private WebhookHouse.Made endpoint(List<String> types, Optional<UUID> company) {
    return house.endpoint(OPEN, "http://127.0.0.1:1/", types, company);
  }

  @Test
  void ringsOnceItIsCommittedAndOnlyThen() {
    var account = house.account(OPEN);
    house.endpoint(OPEN, "http://127.0.0.1:1/");
    var rung = new AtomicInteger();
    var seen = new AtomicInteger();
    var bell =
        house.bells.hear(
            Bells.OUTBOX,
            () -> {
              seen.set((int) house.count("select count(*) from delivery_queue"));
              rung.incrementAndGet();
            });
    await(bell.completion());
    assertThrows(
        IllegalStateException.class,
        () -> await(house.db.inTenant(OPEN, c -> failingAfterEvent(c, account))));
    var committed = house.event(OPEN, account);
    WebhookHouse.eventually(() -> Optional.of(rung.get()), times -> times == 1);
    assertEquals(1, seen.get(), "event " + committed.id() + " is there when the bell rings");
  }

  @Test
  void writesThePayloadTheContractPromises() {
    var account = house.account(OPEN);
    var data =
        new JsonObject()
            .put("invoiceId", UUID.randomUUID().toString())
            .put("companyId", account.company().toString())
            .put("portalAccountId", account.id().toString())
            .put("portalId", "practice")
            .put("number", "R-1")
            .put("date", "2026-07-31")
            .put("kind", "invoice")
            .put("sha256", "ab".repeat(32))
            .put("size", 4711)
            .put("contentType", "application/pdf")
            .put("link", "https://belege.example.com/v1/invoices/1/document");
    var event =
        await(
            house.db.inTenant(
                OPEN,
                c ->
                    house.outbox.append(
                        c, "invoice.ready", account.company(), account.id(), data)));
    String payload =
        await(house.db.inTenant(OPEN, c -> c.first("select payload from event")))
            .orElseThrow()
            .getString("payload");
    var json = new JsonObject(payload);
    assertEquals(
        List.of("id", "type", "timestamp", "sequence", "data"), List.copyOf(json.fieldNames()));
    assertEquals(event.id().toString(), json.getString("id"));
    assertEquals(event.occurredAt().toString(), json.getString("timestamp"));
    assertEquals(List.of(), ContractSchema.errors("InvoiceReadyPayload", payload));
    assertTrue(
        !ContractSchema.errors("PortalAccountActivePayload", payload).isEmpty(),
        "the check can fail");
  }

  @Test
  void refusesWhatIsTooLargeForAReceiver() {
    var account = house.account(OPEN);
    // With its frame this has 20,480 bytes; the umlaut has two of them.
    String frame =
        new JsonObject()
            .put("id", account.id().toString())
            .put("type", "fetch.finished")
            .put("timestamp", house.time.now().toString())
            .put("data", new JsonObject().put("text", "ä"))
            .encode();
    int room = 20_480 - frame.getBytes(StandardCharsets.UTF_8).length;
    var fits = new JsonObject().put("text", "ä" + "x".repeat(room));
    var tooLarge = new JsonObject().put("text", "ä" + "x".repeat(room + 1));
    await(house.db.inTenant(OPEN, c -> house.outbox.append(c, "fetch.finished", null, null, fits)));
    assertThrows(
        IllegalStateException.class,
        () ->
            await(
                house.db.inTenant(
                    OPEN, c -> house.outbox.append(c, "fetch.finished", null, null, tooLarge))));
    assertEquals(1, house.count("select count(*) from event"));
  }

  @Test
  void refusesAnAccountThatIsNotThere() {
    assertThrows(
        IllegalStateException.class,
        () ->
            await(
                house.db.inTenant(
                    OPEN,
                    c ->
                        house.outbox.append(
                            c, "fetch.finished", null, UUID.randomUUID(), new JsonObject()))));
  }
}
