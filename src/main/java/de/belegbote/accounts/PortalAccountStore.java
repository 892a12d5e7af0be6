// SQL of the portal accounts.
package de.belegbote.accounts;

import static de.belegbote.platform.db.Times.instant;
import static de.belegbote.platform.db.Times.utc;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads and writes portal accounts; a deleted one is not found any more. */
public final class PortalAccountStore {
  private static final String SELECT = "select * from portal_account where deleted_at is null and ";

  /** Filters of the list; null stands for any. */
  record Filter(UUID company, String portal, String state) {}

  /** An account; fails with NOT_FOUND. */
  public Future<PortalAccount> get(TenantConnection c, UUID id) {
    return one(c, SELECT + "id = $1", id);
  }

  /** An account, locked until the transaction ends; fails with NOT_FOUND. */
  public Future<PortalAccount> lock(TenantConnection c, UUID id) {
    return one(c, SELECT + "id = $1 for update", id);
  }

  private static Future<PortalAccount> one(TenantConnection c, String sql, UUID id) {
    return c.first(sql, id)
        .map(
            row ->
                row.map(PortalAccountStore::account)
                    .orElseThrow(
                        () ->
                            new Failure(
                                Problem.NOT_FOUND, "There is no portal account of this id.")));
  }

  /** In the order they were made, those behind {@code after}. */
  Future<List<PortalAccount>> list(TenantConnection c, Filter filter, int limit, UUID after) {
    return c.query(
            SELECT
                + "($1::uuid is null or id < $1) and ($3::uuid is null or company_id = $3)"
                + " and ($4::text is null or portal_id = $4) and ($5::text is null or state = $5)"
                + " order by id desc limit $2",
            after,
            limit,
            filter.company,
            filter.portal,
            filter.state)
        .map(rows -> rows.stream().map(PortalAccountStore::account).toList());
  }

  /** The accounts that use a login. */
  public Future<List<PortalAccount>> ofLogin(TenantConnection c, UUID login) {
    return c.query(SELECT + "login_id = $1 order by id", login)
        .map(rows -> rows.stream().map(PortalAccountStore::account).toList());
  }

  Future<Void> create(TenantConnection c, PortalAccount account) {
    return c.change(
            "insert into portal_account (tenant_id, id, company_id, portal_id, login_id, label,"
                + " settings, state, schedule, since, consent_text, consent_at, consent_by,"
                + " created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,"
                + " $12, $13, $14, $14)",
            c.tenant().value(),
            account.id(),
            account.companyId(),
            account.portalId(),
            account.loginId(),
            account.label().orElse(null),
            account.settings(),
            account.state().text(),
            account.schedule().json(),
            account.since(),
            account.consent().textVersion(),
            utc(account.consent().acceptedAt()),
            account.consent().acceptedBy(),
            utc(account.createdAt()))
        .<Void>mapEmpty()
        .recover(PortalAccountStore::duplicate);
  }

  private static <T> Future<T> duplicate(Throwable failed) {
    return Database.isDuplicate(failed)
        ? Future.failedFuture(
            new Failure(
                Problem.CONFLICT,
                "The company uses this portal with this login and these settings already.",
                failed))
        : Future.failedFuture(failed);
  }

  /** Writes what a patch may change; the version rises. */
  Future<Void> update(TenantConnection c, PortalAccount account, Instant now) {
    return c.change(
            "update portal_account set label = $2, settings = $3, state = $4, schedule = $5,"
                + " attention = $6, updated_at = $7, next_fetch_at = $8, version = version + 1"
                + " where id = $1",
            account.id(),
            account.label().orElse(null),
            account.settings(),
            account.state().text(),
            account.schedule().json(),
            account.attention().orElse(null),
            utc(now),
            utc(account.nextFetchAt().orElse(null)))
        .<Void>mapEmpty()
        .recover(PortalAccountStore::duplicate);
  }

  /**
   * Other values for the portal's settings; fails with CONFLICT when the company has that already.
   */
  Future<Void> settings(TenantConnection c, UUID id, JsonObject settings, Instant now) {
    return c.change(
            "update portal_account set settings = $2, updated_at = $3, version = version + 1"
                + " where id = $1",
            id,
            settings,
            utc(now))
        .<Void>mapEmpty()
        .recover(PortalAccountStore::duplicate);
  }

  /** Moves an account to a state; an attention belongs to NEEDS_ATTENTION only. */
  public Future<Void> state(
      TenantConnection c, UUID id, PortalAccount.State state, String attention, Instant now) {
    return c.change(
            "update portal_account set state = $2, attention = $3, updated_at = $4,"
                + " version = version + 1 where id = $1",
            id,
            state.text(),
            attention,
            utc(now))
        .mapEmpty();
  }

  /** Notes the last finished fetch and when the next one is due. */
  public Future<Void> fetched(TenantConnection c, UUID id, JsonObject last, Instant next) {
    return c.change(
            "update portal_account set last_fetch = $2, next_fetch_at = $3 where id = $1",
            id,
            last,
            utc(next))
        .mapEmpty();
  }

  Future<Void> delete(TenantConnection c, UUID id, Instant now) {
    return c.change(
            "update portal_account set deleted_at = $2, next_fetch_at = null where id = $1",
            id,
            utc(now))
        .mapEmpty();
  }

  private static PortalAccount account(Row row) {
    return new PortalAccount(
        row.getUUID("id"),
        row.getUUID("company_id"),
        row.getString("portal_id"),
        row.getUUID("login_id"),
        Optional.ofNullable(row.getString("label")),
        row.getJsonObject("settings"),
        PortalAccount.State.of(row.getString("state")),
        Optional.ofNullable(row.getString("attention")),
        Schedule.of(row.getJsonObject("schedule")),
        row.getLocalDate("since"),
        new PortalAccount.Consent(
            row.getString("consent_text"), instant(row, "consent_at"), row.getString("consent_by")),
        Optional.ofNullable(instant(row, "next_fetch_at")),
        Optional.ofNullable(row.getJsonObject("last_fetch")),
        instant(row, "created_at"),
        instant(row, "updated_at"),
        row.getInteger("version"));
  }
}
