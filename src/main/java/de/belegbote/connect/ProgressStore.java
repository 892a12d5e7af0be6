// SQL that looks at an account, its login, its newest link and its newest fetch at once.
package de.belegbote.connect;

import static de.belegbote.platform.db.Times.instant;
import static de.belegbote.platform.db.Times.utc;

import de.belegbote.platform.db.TenantConnection;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** One query, because every open page asks it each second. */
final class ProgressStore {
  private static final String SQL =
      """
      select a.login_id, a.state as account, a.attention, l.factor, l.factor_stored_at,
        u.state as link, u.expires_at, u.opened_at, u.tries, u.sms_to, u.sms_state,
        f.state as run, f.outcome, greatest(f.found, f.stored) as invoices, f.queued_at
      from portal_account a
      join login l on l.tenant_id = a.tenant_id and l.id = a.login_id
      left join lateral (select * from upload_link x where x.tenant_id = a.tenant_id
        and x.login_id = a.login_id and x.created_at >= $2 order by x.id desc limit 1) u on true
      left join lateral (select * from fetch_run y where y.tenant_id = a.tenant_id
        and y.portal_account_id = a.id and y.queued_at >= $2 order by y.id desc limit 1) f on true
      where a.id = $1 and a.deleted_at is null and l.deleted_at is null
      """;

  /**
   * How far an account has come; empty when it is deleted.
   *
   * @param since links and fetches before are none of this visit
   */
  Future<Optional<Progress>> of(TenantConnection c, UUID account, Instant since) {
    return c.first(SQL, account, utc(since)).map(row -> row.map(ProgressStore::progress));
  }

  private static Progress progress(Row row) {
    return new Progress(
        row.getUUID("login_id"),
        row.getString("account"),
        Optional.ofNullable(row.getString("attention")),
        row.getString("factor"),
        Optional.ofNullable(instant(row, "factor_stored_at")),
        Optional.ofNullable(row.getString("link")).map(state -> link(row, state)),
        Optional.ofNullable(row.getString("run")).map(state -> run(row, state)));
  }

  private static Progress.Link link(Row row, String state) {
    return new Progress.Link(
        state,
        instant(row, "expires_at"),
        instant(row, "opened_at") != null,
        row.getInteger("tries"),
        Optional.ofNullable(row.getString("sms_to")),
        Optional.ofNullable(row.getString("sms_state")));
  }

  private static Progress.Run run(Row row, String state) {
    return new Progress.Run(
        state,
        Optional.ofNullable(row.getString("outcome")),
        row.getInteger("invoices"),
        instant(row, "queued_at"));
  }
}
