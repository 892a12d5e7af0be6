// Endpoints over HTTP: made, changed, tried and deleted, each in its tenant only.
package de.belegbote.webhooks;

import static de.belegbote.webhooks.WebhookHouse.OPEN;
import static de.belegbote.webhooks.WebhookHouse.STRICT;
import static de.belegbote.webhooks.WebhookHouse.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookRoutesIT {
  private static final String ALL = "/webhook-endpoints";

  @TempDir Path folder;
  private WebhookHouse house;
  private WebhookApi api;
  private Receiver receiver;

  @BeforeEach
  void start() {
    house = new WebhookHouse(folder);
    api = new WebhookApi(house, folder);
    receiver = new Receiver(house.vertx);
  }

  @AfterEach
  void stop() {
    house.close();
  }

  private JsonObject wish() {
    return new JsonObject().put("url", receiver.url()).put("description", "Bookkeeping");
  }

  private String create() {
    return ALL + "/" + api.post(OPEN, ALL, wish()).is(201).json().getString("id");
  }

  private long secrets() {
    return house.count("select count(*) from sealed_secret");
  }

  @Test
  void refusesTargetsAndLeavesNothingBehind() {
    var refused = api.post(STRICT, ALL, wish()).is(422);
    assertEquals("target-not-allowed", refused.problem());
    assertTrue(refused.json().getString("detail").contains("private_targets"));
    var loopback = new JsonObject().put("url", "https://127.0.0.1:8443/");
    assertEquals("target-not-allowed", api.post(STRICT, ALL, loopback).is(422).problem());
    String mine = create();
    var change = new JsonObject().put("url", "https://10.0.0.1/");
    assertEquals("target-not-allowed", api.patch(OPEN, mine, change).is(422).problem());
    assertEquals(receiver.url(), api.get(OPEN, mine).json().getString("url"));
    assertEquals(1, secrets());
  }

  @Test
  void refusesACompanyThatIsNotThereOrNotTheirs() {
    var foreign = house.account(STRICT);
    for (UUID company : List.of(UUID.randomUUID(), foreign.company())) {
      var body = wish().put("companyId", company.toString());
      assertEquals("not-found", api.post(OPEN, ALL, body).is(404).problem());
    }
    eventually(() -> Optional.of(secrets()), n -> n == 0);
    var own = wish().put("companyId", house.account(OPEN).company().toString());
    ContractSchema.assertValid("WebhookEndpoint", api.post(OPEN, ALL, own).is(201).json());
  }

  @Test
  void changesOnlyWhatWasRead() {
    String mine = create();
    var body = new JsonObject().putNull("description").put("eventTypes", new JsonArray());
    var late = Map.of("If-Match", "\"7\"");
    assertEquals(
        "precondition-failed",
        api.call(HttpMethod.PATCH, OPEN, mine, body, late).is(412).problem());
    assertEquals(
        "precondition-failed",
        api.call(HttpMethod.DELETE, OPEN, mine, null, late).is(412).problem());
    house.clock.turn(Duration.ofMinutes(1));
    var read = Map.of("If-Match", "\"1\"");
    var changed = api.call(HttpMethod.PATCH, OPEN, mine, body, read).is(200);
    ContractSchema.assertValid("WebhookEndpoint", changed.json());
    assertEquals("\"2\"", changed.etag());
    assertFalse(changed.json().containsKey("description"));
    assertNotEquals(changed.json().getString("createdAt"), changed.json().getString("updatedAt"));
    assertEquals(changed.json(), api.get(OPEN, mine).json());
  }

  @Test
  void disablingGivesUpWhatWaitsAndEnablingStartsAnew() {
    String mine = create();
    house.event(OPEN);
    var off = api.patch(OPEN, mine, new JsonObject().put("state", "disabled")).is(200).json();
    assertEquals("by_request", off.getString("disabledReason"));
    assertEquals(0, house.count("select count(*) from delivery_queue"));
    house.event(OPEN);
    var deliveries = api.get(OPEN, "/deliveries").is(200).json();
    ContractSchema.assertValid("DeliveryPage", deliveries);
    assertEquals(1, deliveries.getJsonArray("items").size());
    assertEquals("failed", deliveries.getJsonArray("items").getJsonObject(0).getString("state"));
    assertEquals("conflict", api.post(OPEN, mine + "/test", null).is(409).problem());
    var on = api.patch(OPEN, mine, new JsonObject().put("state", "enabled")).is(200).json();
    assertEquals("enabled", on.getString("state"));
    assertFalse(on.containsKey("disabledReason"));
    house.event(OPEN);
    assertEquals(1, house.count("select count(*) from delivery_queue"));
  }

  @Test
  void aTestReachesItsEndpointWhateverItsFiltersAreAndNoOther()
      throws WebhookVerificationException {
    var other = new Receiver(house.vertx);
    house.endpoint(OPEN, other.url());
    var only = wish().put("eventTypes", new JsonArray().add("portal_account.active"));
    var made = api.post(OPEN, ALL, only).is(201).json();
    house.work();
    var delivery = api.post(OPEN, ALL + "/" + made.getString("id") + "/test", null).is(202).json();
    ContractSchema.assertValid("Delivery", delivery);
    assertEquals("pending", delivery.getString("state"));
    var got = receiver.next();
    got.verify(made.getString("secret"));
    ContractSchema.assertValid("WebhookEndpointTestPayload", got.json());
    assertEquals(delivery.getString("eventId"), got.id());
    other.hasNothingMore();
  }

  @Test
  void deletingTakesDeliveriesAndSecretsAlong() {
    String mine = create();
    house.event(OPEN);
    api.call(HttpMethod.DELETE, OPEN, mine, null, Map.of("If-Match", "\"1\"")).is(204);
    assertEquals("not-found", api.get(OPEN, mine).is(404).problem());
    assertEquals(0, house.count("select count(*) from delivery"));
    assertEquals(0, house.count("select count(*) from delivery_queue"));
    assertEquals(1, house.count("select count(*) from event"));
    eventually(() -> Optional.of(secrets()), n -> n == 0);
  }

  @Test
  void aForeignEndpointIsLikeAnUnknownOne() {
    String mine = create();
    String unknown = ALL + "/" + UUID.randomUUID();
    for (String path : List.of(mine, unknown)) {
      var body = new JsonObject().put("state", "disabled");
      assertEquals("not-found", api.get(STRICT, path).is(404).problem());
      assertEquals("not-found", api.patch(STRICT, path, body).is(404).problem());
      assertEquals("not-found", api.post(STRICT, path + "/test", null).is(404).problem());
      assertEquals("not-found", api.post(STRICT, path + "/rotate-secret", null).is(404).problem());
      assertEquals(
          "not-found", api.call(HttpMethod.DELETE, STRICT, path, null, Map.of()).is(404).problem());
    }
    assertEquals(new JsonArray(), api.get(STRICT, ALL).is(200).json().getJsonArray("items"));
    assertEquals("enabled", api.get(OPEN, mine).is(200).json().getString("state"));
    eventually(() -> Optional.of(secrets()), n -> n == 1);
  }

  @Test
  void listsThemNewestFirstPageByPage() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.add(0, create().substring(ALL.length() + 1));
    }
    List<String> listed = new ArrayList<>();
    String cursor = "";
    do {
      var page = api.get(OPEN, ALL + "?limit=2" + cursor).is(200).json();
      ContractSchema.assertValid("WebhookEndpointPage", page);
      page.getJsonArray("items").forEach(row -> listed.add(((JsonObject) row).getString("id")));
      String next = page.getString("nextCursor");
      cursor = next == null ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    assertEquals(made, listed);
  }

  @Test
  void theLedgerTellsWhatHappenedAndHowItWasDelivered() {
    var account = house.account(OPEN);
    var made = house.endpoint(OPEN, receiver.url());
    house.work();
    var plain = house.event(OPEN);
    var ofAccount = house.event(OPEN, account);
    for (int i = 0; i < 2; i++) {
      receiver.next();
    }
    eventually(() -> Optional.of(house.count("select count(*) from delivery_queue")), n -> n == 0);
    var event = api.get(OPEN, "/events/" + ofAccount.id()).is(200).json();
    assertEquals(ofAccount.id().toString(), event.getString("id"));
    assertEquals(1, event.getInteger("sequence"));
    assertEquals(account.id().toString(), event.getString("portalAccountId"));
    assertEquals(ofAccount.data(), event.getJsonObject("data"));
    assertEquals(ids(ofAccount.id(), plain.id()), ids("/events"));
    assertEquals(ids(plain.id()), ids("/events?type=fetch.finished"));
    assertEquals(ids(ofAccount.id()), ids("/events?portalAccountId=" + account.id()));
    String deliveries = "/deliveries?endpointId=" + made.id();
    assertEquals(2, ids(deliveries).size());
    assertEquals(2, ids(deliveries + "&state=delivered").size());
    assertEquals(0, ids(deliveries + "&state=failed").size());
    var ofEvent = api.get(OPEN, deliveries + "&eventId=" + plain.id()).json().getJsonArray("items");
    assertEquals(1, ofEvent.size());
    assertEquals(plain.id().toString(), ofEvent.getJsonObject(0).getString("eventId"));
    ContractSchema.assertValid("DeliveryPage", api.get(OPEN, deliveries).json());
    assertEquals("not-found", api.get(STRICT, "/events/" + plain.id()).is(404).problem());
    assertEquals(0, api.get(STRICT, "/deliveries").is(200).json().getJsonArray("items").size());
  }

  private static List<String> ids(UUID... ids) {
    return List.of(ids).stream().map(UUID::toString).toList();
  }

  private List<String> ids(String path) {
    return api.get(OPEN, path).is(200).json().getJsonArray("items").stream()
        .map(row -> ((JsonObject) row).getString("id"))
        .toList();
  }

  @Test
  void needsTheScopeOfWebhooks() {
    var key =
        api.key(new de.belegbote.platform.tenancy.ApiKeyStore(), OPEN, List.of("read", "write"));
    var headers = Map.of("X-API-KEY", key);
    assertEquals("forbidden", api.call(HttpMethod.GET, OPEN, ALL, null, headers).is(403).problem());
    assertThrows(AssertionError.class, () -> api.get(OPEN, ALL).is(403));
  }
}
