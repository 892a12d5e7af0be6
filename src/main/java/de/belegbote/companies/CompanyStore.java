// SQL of the companies.
package de.belegbote.companies;

import static de.belegbote.platform.db.Times.instant;
import static de.belegbote.platform.db.Times.utc;

import de.belegbote.http.PageRequest;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A company whose portal accounts are gone can be erased; its bare row stays, others name it. */
public final class CompanyStore {
  /** Adds a company; fails with CONFLICT when its external id is taken. */
  public Future<Void> insert(TenantConnection c, Company company) {
    return c.change(
            "insert into company (tenant_id, id, external_id, name, country, created_at, updated_at,"
                + " version) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            c.tenant().value(),
            company.id(),
            company.externalId().orElse(null),
            company.name(),
            company.country().orElse(null),
            utc(company.createdAt()),
            utc(company.updatedAt()),
            company.version())
        .recover(CompanyStore::taken)
        .mapEmpty();
  }

  /** Newest first, those before the page's place. */
  public Future<List<Company>> page(TenantConnection c, PageRequest page) {
    return c.query(
            "select * from company where deleted_at is null and ($1::uuid is null or id < $1)"
                + " order by id desc limit $2",
            page.after(),
            page.rows())
        .map(rows -> rows.stream().map(CompanyStore::company).toList());
  }

  public Future<Optional<Company>> get(TenantConnection c, UUID id) {
    return c.first("select * from company where id = $1 and deleted_at is null", id)
        .map(row -> row.map(CompanyStore::company));
  }

  /**
   * As {@link #get}; nobody else changes it, or links a portal for it, until the transaction ends.
   */
  public Future<Optional<Company>> lock(TenantConnection c, UUID id) {
    return c.first("select * from company where id = $1 and deleted_at is null for update", id)
        .map(row -> row.map(CompanyStore::company));
  }

  /** Writes a locked company's members; fails with CONFLICT when its new external id is taken. */
  public Future<Void> update(TenantConnection c, Company company) {
    return c.change(
            "update company set external_id = $2, name = $3, country = $4, updated_at = $5,"
                + " version = $6 where id = $1",
            company.id(),
            company.externalId().orElse(null),
            company.name(),
            company.country().orElse(null),
            utc(company.updatedAt()),
            company.version())
        .recover(CompanyStore::taken)
        .mapEmpty();
  }

  /** Whether a portal is still linked for it. */
  public Future<Boolean> hasPortalAccounts(TenantConnection c, UUID id) {
    return c.first(
            "select 1 from portal_account where company_id = $1 and deleted_at is null limit 1", id)
        .map(Optional::isPresent);
  }

  /**
   * Erases a locked company: what it is called, and its invoices. Their documents, which no row
   * names then, are removed by the next sweep of the orphans.
   */
  public Future<Void> erase(TenantConnection c, UUID id, Instant now) {
    return c.change("delete from invoice where company_id = $1", id)
        .compose(
            gone ->
                c.change(
                    "update company set deleted_at = $2, updated_at = $2, name = '',"
                        + " external_id = null, country = null where id = $1",
                    id,
                    utc(now)))
        .mapEmpty();
  }

  private static <T> Future<T> taken(Throwable failed) {
    return Future.failedFuture(
        Database.isDuplicate(failed)
            ? new Failure(Problem.CONFLICT, "Another company of yours has this externalId.", failed)
            : failed);
  }

  private static Company company(Row row) {
    return new Company(
        row.getUUID("id"),
        Optional.ofNullable(row.getString("external_id")),
        row.getString("name"),
        Optional.ofNullable(row.getString("country")),
        instant(row, "created_at"),
        instant(row, "updated_at"),
        row.getInteger("version"));
  }
}
