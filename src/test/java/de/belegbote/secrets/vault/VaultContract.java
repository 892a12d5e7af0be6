// What the store promises, whichever Vault is behind it.
package de.belegbote.secrets.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.VaultSettings.Right;
import de.belegbote.secrets.SecretRef;
import de.belegbote.testing.Wait;
import de.belegbote.testing.vault.VaultSetup;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Subclasses bring the server. */
abstract class VaultContract {
  private static final Secret PASSWORD = new Secret("gröner Ölfaß-Käse €5 \" \\ ☂ 𝄞");

  private VaultSetup setup;
  private VaultStores stores;

  abstract VaultSetup vault();

  @BeforeEach
  void start() {
    setup = vault();
    stores = new VaultStores(setup.settings(), TimeSource.system());
  }

  @AfterEach
  void stop() {
    stores.close();
    setup.remove();
  }

  private SecretRef password() {
    return Wait.until(stores.api().create(stores.tenant, "login", "password", PASSWORD));
  }

  private JsonObject metadata(SecretRef ref) {
    var paths = new VaultPath(setup.mountPath());
    return setup.ask("GET", paths.metadata(stores.tenant, ref), null);
  }

  @Test
  void readsBackWhatAnotherPartWroteAndNotesEachUse() {
    SecretRef ref = password();
    assertEquals(PASSWORD, Wait.until(stores.fetch().read(stores.tenant, ref, VaultStores.USE)));
    assertEquals(List.of("allowed"), stores.diary());
  }

  @Test
  void sendsSecretsAsPlainAsciiWhateverTheyAre() {
    var paths = new VaultPath(setup.mountPath());
    String kept = setup.ask("GET", paths.data(stores.tenant, password()), null).encode();
    assertTrue(kept.chars().allMatch(one -> one < 128), kept);
  }

  @Test
  void destroysEveryVersionAndTheMetadata() {
    SecretRef ref = password();
    assertTrue(metadata(ref).containsKey("data"));
    Wait.until(stores.fetch().destroy(stores.tenant, ref));
    assertFalse(metadata(ref).containsKey("data"));
    var read = Wait.failure(stores.fetch().read(stores.tenant, ref, VaultStores.USE));
    assertEquals(Problem.NOT_FOUND, read.problem());
    assertEquals(List.of("not_found", "allowed"), stores.diary());
    Wait.until(stores.fetch().destroy(stores.tenant, ref));
  }

  @Test
  void keepsOneVersionOnly() {
    SecretRef ref = password();
    String path = new VaultPath(setup.mountPath()).data(stores.tenant, ref);
    var next =
        new JsonObject()
            .put("data", new JsonObject().put("base64", "bmV3"))
            .put("options", new JsonObject().put("cas", 1));
    setup.ask("POST", path, next);
    assertEquals(new Secret("new"), Wait.until(stores.fetch().get(stores.tenant, ref)));
    assertFalse(setup.ask("GET", path + "?version=1", null).containsKey("data"));
  }

  @Test
  void letsTheApiNeitherReadNorChangeNorDestroy() {
    SecretRef ref = password();
    denied(stores.api().read(stores.tenant, ref, VaultStores.USE));
    denied(stores.api().put(stores.tenant, ref, new Secret("other")));
    denied(stores.api().writtenBefore(stores.tenant, Instant.MAX, null));
    Wait.until(stores.api().destroy(stores.tenant, ref));
    assertEquals(PASSWORD, Wait.until(stores.fetch().get(stores.tenant, ref)));
  }

  @Test
  void letsTheFetchRoleNeitherWriteNorReadWebhooks() {
    var owner = "webhook/" + Ids.next();
    SecretRef ref =
        Wait.until(stores.api().create(stores.tenant, owner, "webhook", new Secret("whsec_x")));
    denied(stores.fetch().read(stores.tenant, ref, VaultStores.USE));
    denied(stores.fetch().create(stores.tenant, "login", "seed", new Secret("JBSWY3DPEHPK3PXP")));
    var webhooks = stores.as(Right.WEBHOOKS);
    assertEquals(new Secret("whsec_x"), Wait.until(webhooks.get(stores.tenant, ref)));
    denied(webhooks.read(stores.tenant, password(), VaultStores.USE));
    Wait.until(webhooks.destroy(stores.tenant, ref));
    assertFalse(metadata(ref).containsKey("data"));
  }

  @Test
  void letsTheFetchRoleAloneKeepSessions() {
    SecretRef ref =
        Wait.until(stores.fetch().create(stores.tenant, "session", "session", PASSWORD));
    assertEquals(PASSWORD, Wait.until(stores.fetch().read(stores.tenant, ref, VaultStores.USE)));
    denied(stores.api().read(stores.tenant, ref, VaultStores.USE));
    denied(stores.api().create(stores.tenant, "session", "session", PASSWORD));
    Wait.until(stores.fetch().destroy(stores.tenant, ref));
    assertFalse(metadata(ref).containsKey("data"));
  }

  private static void denied(io.vertx.core.Future<?> future) {
    var failure = Wait.failure(future);
    assertEquals(Problem.UNAVAILABLE, failure.problem());
    assertTrue(failure.detail().contains("does not let"), failure::detail);
  }

  @Test
  void movesNothingOverSomethingElse() {
    SecretRef ref = password();
    var free = new SecretRef("login", "password", Ids.next());
    var operator = stores.as(Right.OPERATOR);
    assertTrue(Wait.until(operator.put(stores.tenant, free, PASSWORD)));
    denied(operator.put(stores.tenant, ref, new Secret("other")));
    denied(operator.put(stores.tenant, free, new Secret("other")));
    assertEquals(PASSWORD, Wait.until(operator.get(stores.tenant, ref)));
  }

  @Test
  void losesNoWriteToARaceThatThePolicyDoesNotSee() {
    setup.policy(
        "api-create-only",
        setup.shipped("api-create-only").replace("\"create\"", "\"create\", \"update\""));
    SecretRef ref = password();
    assertFalse(Wait.until(stores.api().put(stores.tenant, ref, new Secret("other"))));
    assertEquals(PASSWORD, Wait.until(stores.fetch().get(stores.tenant, ref)));
  }

  @Test
  void listsATenantsReferencesInTheOrderOfTheirIds() {
    SecretRef first = password();
    SecretRef second =
        Wait.until(
            stores.api().create(stores.tenant, "webhook/" + Ids.next(), "webhook", PASSWORD));
    SecretRef third = password();
    var other = new TenantId(Ids.next());
    SecretRef foreign = Wait.until(stores.api().create(other, "login", "seed", PASSWORD));
    var later = Instant.now().plusSeconds(60);

    assertEquals(List.of(first, second, third), listed(stores.tenant, later, null));
    assertEquals(List.of(third), listed(stores.tenant, later, second));
    assertEquals(List.of(), listed(stores.tenant, Instant.now().minusSeconds(60), null));
    assertEquals(List.of(foreign), listed(other, later, null));
    assertEquals(List.of(), listed(new TenantId(Ids.next()), later, null));
  }

  private List<SecretRef> listed(TenantId tenant, Instant before, SecretRef after) {
    return Wait.until(
        stores.fetch().writtenBefore(tenant, before, after == null ? null : after.id()));
  }

  @Test
  void findsNothingToComplainAboutInWhatWeShip() {
    for (Right right : Right.values()) {
      Wait.until(stores.as(right).answers());
      assertEquals(List.of(), Wait.until(stores.as(right).findings()), right.text());
    }
  }

  @Test
  void complainsAboutAMountThatKeepsOldVersions() {
    setup.ask("POST", setup.mountPath() + "/config", new JsonObject().put("max_versions", 5));
    var findings = Wait.until(stores.fetch().findings());
    assertEquals(1, findings.size(), findings::toString);
    assertTrue(findings.get(0).contains("max_versions must be 1"), findings::toString);
  }
}
