// Destroys what was written to the secret store but never named, or is not named any more.
package de.belegbote.secrets;

import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.Database;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Cleans up after whoever was stopped between writing a secret and committing the row that names
 * it, or between that and destroying the former one (security rule 2). To be run hourly by the
 * fetch role.
 */
public final class SecretSweep {
  // Far longer than any request or run takes from the secret to the row that names it.
  private static final Duration GRACE = Duration.ofHours(1);

  private final Database db;
  private final SecretStore secrets;
  private final NamedSecretStore names;
  private final TimeSource time;

  public SecretSweep(Database db, SecretStore secrets, NamedSecretStore names, TimeSource time) {
    this.db = db;
    this.secrets = secrets;
    this.names = names;
    this.time = time;
  }

  /**
   * Destroys a tenant's references that are older than an hour and that no row names.
   *
   * @return how many; fails as the secret store or the database does, the rest stays for next time
   */
  public Future<Integer> sweep(TenantId tenant) {
    return sweep(tenant, time.now().minus(GRACE), null, 0);
  }

  /**
   * Destroys one reference at once, however young, unless a row names it. For what somebody let go
   * of who may not destroy it.
   *
   * @return how many: 1 or 0; fails as {@link #sweep} does, and what is left is left to that
   */
  public Future<Integer> sweepOne(TenantId tenant, SecretRef ref) {
    return destroyUnnamed(tenant, List.of(ref));
  }

  /**
   * Destroys the seeds of exports of which none was chosen within ten minutes. To be run every
   * minute by the fetch role.
   *
   * @return how many; what fails is left to {@link #sweep}, for no row names it any more
   */
  public Future<Integer> endChoices(TenantId tenant) {
    return db.inTenant(tenant, c -> names.endChoices(c, time.now()))
        .compose(refs -> destroyAllBut(Set.of(), tenant, refs));
  }

  // Ends: each page begins beyond the one before, and nothing new is written before a past time.
  private Future<Integer> sweep(TenantId tenant, Instant before, UUID after, int destroyed) {
    return secrets
        .writtenBefore(tenant, before, after)
        .compose(
            refs ->
                refs.isEmpty()
                    ? Future.succeededFuture(destroyed)
                    : destroyUnnamed(tenant, refs)
                        .compose(
                            more ->
                                sweep(
                                    tenant,
                                    before,
                                    refs.get(refs.size() - 1).id(),
                                    destroyed + more)));
  }

  private Future<Integer> destroyUnnamed(TenantId tenant, List<SecretRef> refs) {
    return db.inTenant(tenant, c -> names.named(c, refs))
        .compose(named -> destroyAllBut(named, tenant, refs));
  }

  private Future<Integer> destroyAllBut(
      Set<SecretRef> named, TenantId tenant, List<SecretRef> refs) {
    var unnamed = refs.stream().filter(ref -> !named.contains(ref)).toList();
    Future<Void> all = Future.succeededFuture();
    for (SecretRef ref : unnamed) {
      all = all.compose(done -> secrets.destroy(tenant, ref));
    }
    return all.map(unnamed.size());
  }
}
