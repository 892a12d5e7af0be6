// While Vault is away fetches wait: none is claimed, no attempt counts, and then they go on.
package de.belegbote.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.audit.AuditLog;
import de.belegbote.platform.Secret;
import de.belegbote.platform.config.VaultSettings.Right;
import de.belegbote.platform.events.Bells;
import de.belegbote.secrets.SecretRef;
import de.belegbote.secrets.vault.VaultSecretStore;
import de.belegbote.testing.Wait;
import de.belegbote.testing.vault.VaultDouble;
import de.belegbote.testing.vault.VaultSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultPauseIT {
  @TempDir Path folder;
  private FetchRows rows;
  private VaultDouble vault;
  private FetchParts parts;

  @BeforeEach
  void start() {
    rows = new FetchRows(folder);
    vault = VaultDouble.start(rows.clock);
    var setup = VaultSetup.on(vault);
    SecretRef ref =
        Wait.until(
            store(setup, Right.API)
                .create(FetchRows.TENANT, "login", "password", new Secret("second")));
    rows.change(
        "update login set password_ref = $3 where tenant_id = $1 and id = $2",
        rows.login,
        ref.toString());
    rows.account("active");
    var old = rows.parts;
    parts =
        new FetchParts(
            old.db(),
            old.tenants(),
            store(setup, Right.FETCH),
            null,
            old.logins(),
            old.accounts(),
            old.orders(),
            old.outbox(),
            old.bells(),
            null,
            old.time(),
            old.publicUrl(),
            old.meters());
  }

  private VaultSecretStore store(VaultSetup setup, Right right) {
    return new VaultSecretStore(
        rows.vertx, setup.settings(), right, rows.db, new AuditLog(), rows.time);
  }

  @AfterEach
  void stop() {
    rows.close();
    vault.close();
  }

  private int attempts() {
    return rows.rows("select attempts from fetch_queue where tenant_id = $1")
        .get(0)
        .getInteger("attempts");
  }

  @Test
  void stopsARunWithoutCountingItWhenVaultGoesAwayInIt() {
    var run = rows.begin();
    var watch = new ClaimWatch(rows.queue, run.claim(), rows.time);
    var credentials = new Credentials(parts, FetchRows.TENANT, run.login(), run.fetch(), watch);
    assertEquals(new Secret("second"), credentials.password());
    vault.seal(true);
    var stopped = assertThrows(RunStopped.class, credentials::password);
    assertFalse(stopped.lost());
    assertTrue(watch.wasWithoutSecrets());
    Wait.until(rows.queue.giveBack(run.claim()));
    assertEquals(0, attempts());
  }

  @Test
  void claimsNothingWhileVaultIsSealedAndGoesOnAfterwards() {
    vault.seal(true);
    String id = Wait.until(rows.vertx.deployVerticle(new FetchVerticle(parts, rows.recipe)));
    parts.bells().ring(Bells.due("practice"));
    Wait.until("Vault to be asked", () -> !asked().isEmpty());
    int before = asked().size();
    Wait.until("Vault to be asked again", () -> ringLater() && asked().size() > before);
    assertEquals(0, attempts());
    assertEquals(0, fetches());

    vault.seal(false);
    Wait.until("the fetch to begin", () -> ringLater() && fetches() == 1);
    Wait.until(rows.vertx.undeploy(id));
  }

  // A pause begins when Vault's refusal has come in, so the bell is rung until it is over.
  private boolean ringLater() {
    rows.clock.turn(Duration.ofSeconds(11));
    parts.bells().ring(Bells.due("practice"));
    return true;
  }

  private List<String> asked() {
    return vault.seen().stream()
        .map(VaultDouble.Seen::path)
        .filter(path -> path.endsWith("/login"))
        .skip(1)
        .toList();
  }

  private int fetches() {
    return rows.rows("select 1 from fetch_run where tenant_id = $1").size();
  }
}
