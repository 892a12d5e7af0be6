// The port to wherever secrets are kept.
package de.belegbote.secrets;

import de.belegbote.platform.Secret;
import de.belegbote.platform.TenantId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Keeps secrets under fresh references: write first, then commit the row that names the reference,
 * then destroy the old one. What no row names is swept away. Where the store does not answer, every
 * method fails with {@link de.belegbote.platform.Problem#UNAVAILABLE} and nothing is lost.
 */
public interface SecretStore {
  /** Writes a secret under a fresh reference. */
  Future<SecretRef> create(TenantId tenant, String owner, String name, Secret value);

  /**
   * Reads a secret back for one use. The line of the diary is committed before the secret is read.
   *
   * @return the secret; fails with NOT_FOUND when it was destroyed
   */
  Future<Secret> read(TenantId tenant, SecretRef ref, Use use);

  /** Destroys a secret with all its versions; one that is gone already is no failure. */
  Future<Void> destroy(TenantId tenant, SecretRef ref);

  /**
   * References of a tenant written before a time, for the sweep; in the order of their ids, at most
   * 1,000 at once.
   *
   * @param after the id at which the page before ended, or null for the first page
   */
  Future<List<SecretRef>> writtenBefore(TenantId tenant, Instant time, UUID after);

  /**
   * Succeeds when this store can do its work right now. To be asked before work that would stop
   * half way without it.
   */
  Future<Void> answers();

  /**
   * Why a secret is read.
   *
   * @param purpose such as sign_in, sign_webhook
   * @param actor which part of the service asks
   * @param loginId the login it belongs to, or null
   * @param fetchId the run it is for, or null
   */
  record Use(String purpose, String actor, UUID loginId, UUID fetchId) {}
}
