// The command "secrets move --to vault".
package de.belegbote;

import de.belegbote.audit.AuditLog;
import de.belegbote.platform.Failure;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.Config;
import de.belegbote.platform.config.ConfigException;
import de.belegbote.platform.config.VaultSettings;
import de.belegbote.platform.config.VaultSettings.Right;
import de.belegbote.platform.crypto.KeyFiles;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.tenancy.Tenant;
import de.belegbote.platform.tenancy.TenantFiles;
import de.belegbote.secrets.SealedSecretStore;
import de.belegbote.secrets.SecretRef;
import de.belegbote.secrets.vault.SecretMove;
import de.belegbote.secrets.vault.VaultSecretStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Moves the sealed secrets of every tenant that has a file. The service must not run meanwhile: it
 * would look for a secret where it is no more. Ends at the first failure; running it again goes on.
 */
final class MoveSecrets {
  static final List<String> COMMAND = List.of("secrets", "move", "--to", "vault");

  private static final long PATIENCE_SECONDS = 90;

  private final PrintStream out;

  MoveSecrets(PrintStream out) {
    this.out = out;
  }

  /**
   * Blocks.
   *
   * @throws ConfigException when the settings name no Vault, no database or no operator
   * @throws Failure when a secret cannot be moved
   */
  void run(Config config) {
    VaultSettings vault = complete(config);
    var vertx = Vertx.vertx();
    try {
      var audit = new AuditLog();
      var time = TimeSource.system();
      var db = new Database(vertx, config.database().orElseThrow());
      var to = new VaultSecretStore(vertx, vault, Right.OPERATOR, db, audit, time);
      var sealed = new SealedSecretStore(db, KeyFiles.in(config.keys()).secrets(), audit, time);
      var move = new SecretMove(sealed, to);
      await(to.answers());
      int moved = 0;
      for (Tenant tenant : new TenantFiles(config.tenants(), config.data()).all()) {
        moved += all(move, tenant.id());
      }
      await(to.close());
      await(db.close());
      out.printf(
          Locale.ROOT,
          "%d secrets moved to Vault, each read back and then erased here. Old backups of the"
              + " database still hold them, sealed: destroy the key file with the last of those.%n",
          moved);
    } finally {
      await(vertx.close());
    }
  }

  private static VaultSettings complete(Config config) {
    List<String> missing = new ArrayList<>();
    if (config.vault().isEmpty()) {
      missing.add("secrets.store: must be vault");
    } else if (!config.vault().get().signIns().containsKey(Right.OPERATOR)) {
      missing.add("secrets.vault.operator: this command needs a credential of its own");
    }
    if (config.database().isEmpty()) {
      missing.add("database.host: is missing");
    }
    if (!KeyFiles.missing(config.keys()).isEmpty()) {
      missing.add("keys: " + config.keys() + " lacks the keys that open the sealed secrets");
    }
    if (!missing.isEmpty()) {
      throw new ConfigException(missing);
    }
    return config.vault().get();
  }

  // Ends: each page begins beyond the one before.
  private int all(SecretMove move, TenantId tenant) {
    int moved = 0;
    UUID after = null;
    for (var page = await(move.left(tenant, after));
        !page.isEmpty();
        page = await(move.left(tenant, after))) {
      for (SecretRef ref : page) {
        await(move.move(tenant, ref));
        moved++;
        after = ref.id();
      }
      out.printf(Locale.ROOT, "tenant %s: %d moved so far%n", tenant, moved);
    }
    return moved;
  }

  private static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(failed.getCause());
    } catch (TimeoutException | InterruptedException late) {
      throw new IllegalStateException(late);
    }
  }
}
