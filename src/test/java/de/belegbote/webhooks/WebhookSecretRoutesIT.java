// Secrets of endpoints over HTTP: shown once, and two of them good for a day after a rotation.
package de.belegbote.webhooks;

import static de.belegbote.webhooks.WebhookHouse.OPEN;
import static de.belegbote.webhooks.WebhookHouse.await;
import static de.belegbote.webhooks.WebhookHouse.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookSecretRoutesIT {
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
  void showsTheSecretOnceAndNeverAgain() {
    var made = api.post(OPEN, ALL, wish()).is(201);
    ContractSchema.assertValid("WebhookEndpoint", made.json());
    String secret = made.json().getString("secret");
    assertTrue(secret.matches("whsec_[A-Za-z0-9+/]{43}="), "32 bytes");
    assertTrue(made.json().getBoolean("shown"));
    assertEquals("\"1\"", made.etag());
    String path = ALL + "/" + made.json().getString("id");
    assertEquals("/v1" + path, made.response().getHeader("Location"));
    var got = api.get(OPEN, path).is(200);
    ContractSchema.assertValid("WebhookEndpoint", got.json());
    var shown = made.json().copy();
    shown.remove("secret");
    shown.remove("shown");
    assertEquals(shown, got.json());
    assertEquals("\"1\"", got.etag());
    assertEquals(
        "webhook/" + made.json().getString("id"),
        await(house.db.inTenant(OPEN, c -> c.first("select owner from sealed_secret")))
            .orElseThrow()
            .getString("owner"));
  }

  @Test
  void aRepeatedRequestMakesOneEndpointAndShowsNoSecret() {
    var key = Map.of("Idempotency-Key", "k-1");
    var first = api.call(HttpMethod.POST, OPEN, ALL, wish(), key).is(201);
    var repeat = api.call(HttpMethod.POST, OPEN, ALL, wish(), key).is(201);
    assertEquals("true", repeat.response().getHeader("Idempotent-Replayed"));
    assertEquals(first.json().getString("id"), repeat.json().getString("id"));
    assertFalse(repeat.json().containsKey("secret"));
    assertFalse(repeat.json().getBoolean("shown"));
    ContractSchema.assertValid("WebhookEndpoint", repeat.json());
    assertEquals(1, house.count("select count(*) from webhook_endpoint"));
    eventually(() -> Optional.of(secrets()), n -> n == 1);
  }

  @Test
  void bothSecretsSignForADayAfterARotation() throws WebhookVerificationException {
    var made = api.post(OPEN, ALL, wish()).is(201).json();
    String mine = ALL + "/" + made.getString("id");
    String former = made.getString("secret");
    var rotated = api.post(OPEN, mine + "/rotate-secret", null).is(200);
    ContractSchema.assertValid("WebhookEndpoint", rotated.json());
    assertEquals("\"2\"", rotated.etag());
    String fresh = rotated.json().getString("secret");
    assertNotEquals(former, fresh);
    house.work();
    house.event(OPEN);
    var got = receiver.next();
    got.verify(former);
    got.verify(fresh);
    var again = api.post(OPEN, mine + "/rotate-secret", null).is(409);
    assertEquals("conflict", again.problem());
    house.clock.turn(Duration.ofHours(24));
    await(new WebhookSecrets(house.secrets, house.db).retire(OPEN, house.time.now()));
    eventually(() -> Optional.of(secrets()), n -> n == 1);
    house.event(OPEN);
    assertFalse(receiver.next().headers().get("webhook-signature").contains(" "));
    assertEquals(200, api.post(OPEN, mine + "/rotate-secret", null).status());
  }

  @Test
  void aRepeatedRotationRotatesOnce() {
    String rotate = create() + "/rotate-secret";
    var key = Map.of("Idempotency-Key", "k-2");
    var first = api.call(HttpMethod.POST, OPEN, rotate, null, key).is(200);
    var repeat = api.call(HttpMethod.POST, OPEN, rotate, null, key).is(200);
    assertEquals(first.etag(), repeat.etag());
    assertFalse(repeat.json().containsKey("secret"));
    eventually(() -> Optional.of(secrets()), n -> n == 2);
  }
}
