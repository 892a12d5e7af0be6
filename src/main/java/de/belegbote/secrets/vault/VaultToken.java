// A token of Vault and how long it lasts.
package de.belegbote.secrets.vault;

import de.belegbote.platform.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Taken at a time for a lease, both by our clock.
 *
 * @param lease how long it lasts unless renewed; zero for ever
 * @param own whether we signed in for it, so that it is ours to revoke
 */
record VaultToken(
    Secret value,
    Instant taken,
    Duration lease,
    boolean renewable,
    boolean own,
    List<String> policies) {
  // Less is not worth a renewal: near its greatest age Vault gives shorter and shorter leases.
  private static final Duration SHORT = Duration.ofSeconds(10);

  /** Half of the lease is over: time to renew, while there is time to try again. */
  boolean isHalfOver(Instant now) {
    return !lease.isZero() && !now.isBefore(taken.plus(lease.dividedBy(2)));
  }

  boolean isOver(Instant now) {
    return !lease.isZero() && !now.isBefore(taken.plus(lease));
  }

  boolean isTooShort() {
    return !lease.isZero() && lease.compareTo(SHORT) < 0;
  }

  VaultToken renewed(Instant now, Duration newLease, boolean again) {
    return new VaultToken(value, now, newLease, again, own, policies);
  }

  boolean isRoot() {
    return policies.contains("root");
  }

  @Override
  public String toString() {
    return "a token of " + policies + ", taken " + taken + " for " + lease;
  }
}
