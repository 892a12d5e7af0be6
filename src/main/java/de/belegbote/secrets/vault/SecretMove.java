// Brings secrets from another store into Vault, one at a time, so that none can be lost.
package de.belegbote.secrets.vault;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TenantId;
import de.belegbote.secrets.SecretRef;
import de.belegbote.secrets.SecretStore;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * References stay as they are, so no row changes. Each secret is written, read back, compared, and
 * only then erased where it was. Stopped anywhere, it lies in one store or in both, and running
 * again goes on: what is in Vault already is only compared and erased.
 */
public final class SecretMove {
  private static final SecretStore.Use MOVING =
      new SecretStore.Use("move_to_vault", "operator", null, null);

  private final SecretStore from;
  private final VaultSecretStore to;

  /**
   * @param to with the operator's right
   */
  public SecretMove(SecretStore from, VaultSecretStore to) {
    this.from = from;
    this.to = to;
  }

  /** The next references of a tenant that are not moved yet, after one that is. */
  public Future<List<SecretRef>> left(TenantId tenant, UUID after) {
    return from.writtenBefore(tenant, Instant.parse("9999-01-01T00:00:00Z"), after);
  }

  /**
   * Moves one secret.
   *
   * @return fails with CONFLICT when Vault has something else under its reference, and with
   *     UNAVAILABLE when it does not answer; the secret is still where it was
   */
  public Future<Void> move(TenantId tenant, SecretRef ref) {
    return from.read(tenant, ref, MOVING)
        .compose(
            secret ->
                there(tenant, ref)
                    .compose(found -> found ? done() : to.put(tenant, ref, secret))
                    .compose(written -> to.get(tenant, ref))
                    .map(back -> same(ref, secret, back)))
        .compose(same -> from.destroy(tenant, ref));
  }

  private Future<Boolean> there(TenantId tenant, SecretRef ref) {
    return to.get(tenant, ref)
        .map(true)
        .recover(
            failed ->
                failed instanceof Failure known && known.problem() == Problem.NOT_FOUND
                    ? Future.succeededFuture(false)
                    : Future.failedFuture(failed));
  }

  private static Future<Boolean> done() {
    return Future.succeededFuture(true);
  }

  private static Void same(SecretRef ref, Secret sent, Secret back) {
    if (!sent.equals(back)) {
      throw new Failure(
          Problem.CONFLICT,
          "Vault has something else under " + ref + ". Nothing was erased; look into it.");
    }
    return null;
  }
}
