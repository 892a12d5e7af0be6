// Claims due fetches across tenants, one at a time.
package de.belegbote.fetch;

import static de.belegbote.platform.db.Times.utc;

import de.belegbote.platform.TenantId;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.QueueConnection;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The queue of fetches. A claim locks the account's row and the login's lease together, so that one
 * run at a time uses a login; it lasts 60 s and is renewed. Every write of a run carries its claim.
 */
public final class FetchQueue {
  /** How long a claim lasts without being renewed. */
  public static final Duration LEASE = Duration.ofSeconds(60);

  /** Claims without an outcome after which a fetch counts as the killer of its process. */
  public static final int MOST_CLAIMS = 3;

  /**
   * A row that is ours for now.
   *
   * @param account id of the portal account
   * @param attempts how often it was claimed without an outcome, this time included
   * @param fetch the fetch that was ordered; empty when the schedule ordered it
   */
  public record Claim(
      TenantId tenant, UUID account, UUID login, UUID number, int attempts, Optional<UUID> fetch) {}

  static final String CLAIM =
      "select q.tenant_id, q.id, q.login_id, q.attempts, q.fetch_id from fetch_queue q"
          + " join login_lease l on l.tenant_id = q.tenant_id and l.id = q.login_id"
          + " where q.portal_id = $1 and q.due <= $2"
          + " and (q.claimed_until is null or q.claimed_until < $2)"
          + " and (l.claimed_until is null or l.claimed_until < $2)"
          + " order by q.due limit 1 for update of q, l skip locked";

  static final String DUE =
      "select distinct portal_id from fetch_queue where due <= $1"
          + " and (claimed_until is null or claimed_until < $1) limit 1000";

  private final Database db;

  public FetchQueue(Database db) {
    this.db = db;
  }

  /** The next due fetch of a portal, if there is one nobody else holds. */
  public Future<Optional<Claim>> claim(String portal, Instant now) {
    return db.acrossTenants(
        c ->
            c.query(CLAIM, portal, utc(now))
                .compose(
                    rows -> {
                      for (Row row : rows) {
                        return take(c, row, now).map(Optional::of);
                      }
                      return Future.succeededFuture(Optional.<Claim>empty());
                    }));
  }

  private static Future<Claim> take(QueueConnection c, Row row, Instant now) {
    var claim =
        new Claim(
            new TenantId(row.getUUID("tenant_id")),
            row.getUUID("id"),
            row.getUUID("login_id"),
            UUID.randomUUID(),
            row.getInteger("attempts") + 1,
            Optional.ofNullable(row.getUUID("fetch_id")));
    return c.query(
            "update fetch_queue set claimed_until = $3, claim = $4, attempts = attempts + 1"
                + " where tenant_id = $1 and id = $2",
            claim.tenant.value(),
            claim.account,
            utc(now.plus(LEASE)),
            claim.number)
        .compose(
            taken ->
                c.query(
                    "update login_lease set claimed_until = $3, claim = $4"
                        + " where tenant_id = $1 and id = $2",
                    claim.tenant.value(),
                    claim.login,
                    utc(now.plus(LEASE)),
                    claim.number))
        .map(claim);
  }

  /** Makes a claim last longer; false when it is ours no more. */
  public Future<Boolean> renew(Claim claim, Instant now) {
    return db.acrossTenants(
        c ->
            c.query(
                    "update fetch_queue set claimed_until = $3 where tenant_id = $1 and id = $2"
                        + " and claim = $4 and claimed_until >= $5",
                    claim.tenant.value(),
                    claim.account,
                    utc(now.plus(LEASE)),
                    claim.number,
                    utc(now))
                .compose(
                    own ->
                        own.rowCount() == 0
                            ? Future.succeededFuture(false)
                            : c.query(
                                    "update login_lease set claimed_until = $3 where tenant_id = $1"
                                        + " and id = $2 and claim = $4",
                                    claim.tenant.value(),
                                    claim.login,
                                    utc(now.plus(LEASE)),
                                    claim.number)
                                .map(renewed -> renewed.rowCount() == 1)));
  }

  /** Gives a claim back unused: the row is due as before, and the claim does not count. */
  public Future<Void> giveBack(Claim claim) {
    return db.acrossTenants(
        c ->
            c.query(
                    "update fetch_queue set claimed_until = null, claim = null,"
                        + " attempts = greatest(attempts - 1, 0)"
                        + " where tenant_id = $1 and id = $2 and claim = $3",
                    claim.tenant.value(),
                    claim.account,
                    claim.number)
                .compose(
                    given ->
                        c.query(
                            "update login_lease set claimed_until = null, claim = null"
                                + " where tenant_id = $1 and id = $2 and claim = $3",
                            claim.tenant.value(),
                            claim.login,
                            claim.number))
                .mapEmpty());
  }

  /** Portals that have something due, for the scheduler's bells. */
  public Future<List<String>> due(Instant now) {
    return db.acrossTenants(
        c ->
            c.query(DUE, utc(now))
                .map(rows -> rows.stream().map(row -> row.getString("portal_id")).toList()));
  }
}
