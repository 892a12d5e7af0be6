// Orders a fetch: its row in the history and its row in the queue, in one transaction.
package de.belegbote.accounts;

import static de.belegbote.platform.db.Times.utc;

import de.belegbote.platform.Ids;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.platform.events.Bells;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.UUID;

/**
 * The way in to the queue of fetches: one row per portal account, due at a time. Who works it off
 * stands in the package {@code fetch}.
 */
public final class FetchOrderQueue {
  /** Why a fetch is made; the names stand in the contract. */
  public enum Trigger {
    CONFIRMATION,
    SCHEDULE,
    REQUEST;

    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private final Bells bells;

  public FetchOrderQueue(Bells bells) {
    this.bells = bells;
  }

  /**
   * Makes a fetch due at once. One that waits or runs already is the answer.
   *
   * @return the id of the fetch
   */
  public Future<UUID> now(TenantConnection c, PortalAccount account, Trigger why, Instant now) {
    return c.first(
            "select id from fetch_run where portal_account_id = $1 and state <> 'finished'"
                + " order by id limit 1",
            account.id())
        .compose(
            open ->
                open.isPresent()
                    ? Future.succeededFuture(open.get().getUUID("id"))
                    : order(c, account, why, now));
  }

  private Future<UUID> order(TenantConnection c, PortalAccount account, Trigger why, Instant now) {
    UUID fetch = Ids.next();
    c.afterCommit(() -> bells.ring(Bells.due(account.portalId())));
    return c.change(
            "insert into fetch_run (tenant_id, id, portal_account_id, company_id, portal_id, trigger, state,"
                + " queued_at) values ($1, $2, $3, $4, $5, $6, 'queued', $7)",
            c.tenant().value(),
            fetch,
            account.id(),
            account.companyId(),
            account.portalId(),
            why.text(),
            utc(now))
        .compose(made -> due(c, account, now, fetch))
        .map(fetch);
  }

  /** Makes the account due at a time; the fetch's row is made when it is claimed. */
  public Future<Void> due(TenantConnection c, PortalAccount account, Instant when, UUID fetch) {
    return c.change(
            "insert into fetch_queue (tenant_id, id, login_id, portal_id, due, fetch_id)"
                + " values ($1, $2, $3, $4, $5, $6) on conflict (tenant_id, id) do update"
                + " set due = $5, fetch_id = $6, attempts = 0",
            c.tenant().value(),
            account.id(),
            account.loginId(),
            account.portalId(),
            utc(when),
            fetch)
        .mapEmpty();
  }

  /** Moves a fetch that the schedule will order; one that is ordered or under way stays. */
  Future<Void> replan(TenantConnection c, UUID account, Instant when) {
    return c.change(
            "update fetch_queue set due = $2 where id = $1 and fetch_id is null and claim is null",
            account,
            utc(when))
        .mapEmpty();
  }

  /** Takes the account out of the queue; a run that holds its claim can write nothing any more. */
  public Future<Void> cancel(TenantConnection c, UUID account, Instant now) {
    return c.change("delete from fetch_queue where id = $1", account)
        .compose(
            gone ->
                c.change(
                    "update fetch_run set state = 'finished', outcome = 'FAILED', finished_at = $2,"
                        + " detail = 'cancelled' where portal_account_id = $1 and state <> 'finished'",
                    account,
                    utc(now)))
        .mapEmpty();
  }
}
