// A store for each right on one Vault, with a database for the diary.
package de.belegbote.secrets.vault;

import de.belegbote.audit.AuditLog;
import de.belegbote.platform.Ids;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.VaultSettings;
import de.belegbote.platform.config.VaultSettings.Right;
import de.belegbote.platform.db.Database;
import de.belegbote.secrets.SecretStore;
import de.belegbote.testing.TestDatabase;
import de.belegbote.testing.Wait;
import io.vertx.core.Vertx;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Stores are made when they are asked for, so that each test sees its own sign-ins. */
final class VaultStores implements AutoCloseable {
  static final SecretStore.Use USE = new SecretStore.Use("test", "tester", null, null);

  final TenantId tenant = new TenantId(Ids.next());
  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.create();
  private final Database db = new Database(vertx, database.settings());
  private final Map<Right, VaultSecretStore> stores = new EnumMap<>(Right.class);
  private final VaultSettings settings;
  private final TimeSource time;

  VaultStores(VaultSettings settings, TimeSource time) {
    this.settings = settings;
    this.time = time;
  }

  VaultSecretStore as(Right right) {
    return stores.computeIfAbsent(
        right, fresh -> new VaultSecretStore(vertx, settings, right, db, new AuditLog(), time));
  }

  VaultSecretStore api() {
    return as(Right.API);
  }

  VaultSecretStore fetch() {
    return as(Right.FETCH);
  }

  /** Ends all stores, as the end of a process does. */
  void end() {
    stores.values().forEach(store -> Wait.until(store.close()));
    stores.clear();
  }

  /** What the diary says of the uses of secrets, newest first. */
  List<String> diary() {
    return Wait.until(
        db.inTenant(
            tenant,
            c ->
                new AuditLog()
                    .secretUses(c, null, 100, null)
                    .map(all -> all.stream().map(AuditLog.SecretUse::result).toList())));
  }

  @Override
  public void close() {
    end();
    Wait.until(db.close());
    Wait.until(vertx.close());
    database.close();
  }
}
