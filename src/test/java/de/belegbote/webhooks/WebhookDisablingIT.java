// What makes an endpoint get nothing more, and who is told.
package de.belegbote.webhooks;

import static de.belegbote.webhooks.WebhookHouse.OPEN;
import static de.belegbote.webhooks.WebhookHouse.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookDisablingIT {
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
}
