// The secret store as each part of the process sees it.
package de.belegbote;

import de.belegbote.audit.AuditLog;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.Config;
import de.belegbote.platform.config.ConfigException;
import de.belegbote.platform.config.VaultSettings.Right;
import de.belegbote.platform.crypto.SealingKey;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.events.Bells;
import de.belegbote.secrets.Released;
import de.belegbote.secrets.SealedSecretStore;
import de.belegbote.secrets.SecretStore;
import de.belegbote.secrets.vault.VaultSecretStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One store for all, sealed in the database; or in Vault, with a credential for each part. */
record SecretStores(SecretStore sealed, Map<Right, VaultSecretStore> vaults) {
  private static final Logger LOG = LoggerFactory.getLogger(SecretStores.class);
  private static final long PATIENCE_SECONDS = 30;

  static SecretStores of(
      Config config,
      Vertx vertx,
      Database db,
      SealingKey key,
      AuditLog audit,
      Bells bells,
      TimeSource time) {
    var vaults = new EnumMap<Right, VaultSecretStore>(Right.class);
    for (var settings : config.vault().stream().toList()) {
      for (Config.Role role : config.roles()) {
        Right right = Right.valueOf(role.name());
        vaults.put(
            right,
            new VaultSecretStore(
                vertx,
                settings,
                right,
                db,
                audit,
                time,
                (of, ref) -> Released.ring(bells, of, ref)));
      }
    }
    return new SecretStores(new SealedSecretStore(db, key, audit, time), vaults);
  }

  /** For a part that this process does not run, the store of one that it does: nobody asks it. */
  SecretStore of(Right right) {
    return vaults.isEmpty()
        ? sealed
        : vaults.getOrDefault(right, vaults.values().iterator().next());
  }

  /**
   * Blocks. Refuses rights that are too many or too few, except in dev (security rule 12). A Vault
   * that does not answer keeps nobody from starting: what needs no secret goes on.
   *
   * @throws ConfigException with every finding
   */
  void check(Config config) {
    List<String> findings = new ArrayList<>();
    for (var vault : vaults.values()) {
      try {
        findings.addAll(
            vault
                .findings()
                .toCompletionStage()
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      } catch (ExecutionException away) {
        if (!(away.getCause() instanceof Failure known) || known.problem() != Problem.UNAVAILABLE) {
          throw new IllegalStateException(away.getCause());
        }
        LOG.warn("the rights in Vault cannot be checked now", away.getCause());
      } catch (TimeoutException | InterruptedException late) {
        throw new IllegalStateException(late);
      }
    }
    findings.forEach(LOG::warn);
    if (!config.dev() && !findings.isEmpty()) {
      throw new ConfigException(findings);
    }
  }

  /** Vault for the operator's eyes, by name: up when it lets every part of this process work. */
  Map<String, Supplier<Future<Void>>> parts() {
    return vaults.isEmpty() ? Map.of() : Map.of("vault", this::answer);
  }

  private Future<Void> answer() {
    return Future.join(vaults.values().stream().map(VaultSecretStore::answers).toList()).mapEmpty();
  }

  Future<Void> close() {
    return Future.join(vaults.values().stream().map(VaultSecretStore::close).toList()).mapEmpty();
  }
}
