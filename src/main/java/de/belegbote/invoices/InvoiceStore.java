// SQL of the invoices.
package de.belegbote.invoices;

import static de.belegbote.platform.db.Times.instant;
import static de.belegbote.platform.db.Times.utc;

import de.belegbote.http.PageRequest;
import de.belegbote.platform.db.TenantConnection;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Rows are only added; a document that is there already is told apart by the database. */
public final class InvoiceStore {
  /** Whether an invoice is here already, by what its portal says about it. */
  public Future<Boolean> known(
      TenantConnection c, UUID loginId, String portalId, Invoice.Kind kind, String identity) {
    return c.first(
            "select 1 from invoice where login_id = $1 and portal_id = $2 and kind = $3"
                + " and identity = $4",
            loginId,
            portalId,
            kind.text(),
            identity)
        .map(Optional::isPresent);
  }

  /**
   * Adds an invoice, unless it is here already: the same kind and identity at the same login and
   * portal; or the same bytes there, as long as their identities do not say they differ. Runs of
   * one login follow each other, so the second question needs no lock.
   *
   * @return false when it was here already; its document is then the caller's to remove
   */
  public Future<Boolean> insert(TenantConnection c, Invoice invoice) {
    var source = invoice.source();
    var document = invoice.document();
    return c.change(
            "insert into invoice (tenant_id, id, company_id, portal_account_id, login_id, portal_id,"
                + " kind, identity, number, date, amount, currency, due_date, title, sha256, size,"
                + " content_type, document_key, source_address, fetched_at, recipe, fetch_id,"
                + " created_at) select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
                + " $15, $16, $17, $18, $19, $20, $21, $22, $23 where not exists (select 1 from"
                + " invoice where login_id = $5 and portal_id = $6 and sha256 = $15"
                + " and (identity <> $8) is not true)"
                + " on conflict (tenant_id, login_id, portal_id, kind, identity) do nothing",
            c.tenant().value(),
            invoice.id(),
            invoice.companyId(),
            invoice.portalAccountId(),
            invoice.loginId(),
            invoice.portalId(),
            invoice.kind().text(),
            invoice.identity(),
            invoice.number(),
            invoice.date(),
            invoice.amount(),
            invoice.currency(),
            invoice.dueDate(),
            invoice.title(),
            bytes(document.sha256()),
            document.size(),
            document.contentType(),
            document.key(),
            source.address(),
            utc(source.fetchedAt()),
            source.recipe(),
            source.fetchId(),
            utc(invoice.createdAt()))
        .map(added -> added == 1);
  }

  /** Newest first, those before the page's place. */
  public Future<List<Invoice>> page(TenantConnection c, InvoiceFilter filter, PageRequest page) {
    return c.query(
            "select * from invoice where ($1::uuid is null or id < $1)"
                + " and ($3::uuid is null or company_id = $3)"
                + " and ($4::uuid is null or portal_account_id = $4)"
                + " and ($5::text is null or portal_id = $5)"
                + " and ($6::text is null or kind = $6)"
                + " and ($7::date is null or date >= $7)"
                + " and ($8::date is null or date <= $8)"
                + " and ($9::text is null or number = $9)"
                + " and ($10::bytea is null or sha256 = $10)"
                + " order by id desc limit $2",
            page.after(),
            page.rows(),
            filter.companyId(),
            filter.portalAccountId(),
            filter.portalId(),
            filter.kind(),
            filter.dateFrom(),
            filter.dateTo(),
            filter.number(),
            filter.sha256() == null ? null : bytes(filter.sha256()))
        .map(rows -> rows.stream().map(InvoiceStore::invoice).toList());
  }

  public Future<Optional<Invoice>> get(TenantConnection c, UUID id) {
    return c.first("select * from invoice where id = $1", id)
        .map(row -> row.map(InvoiceStore::invoice));
  }

  /** Oldest first, those after the id; null for the first. */
  Future<List<Invoice>> following(TenantConnection c, UUID after, int most) {
    return c.query(
            "select * from invoice where ($1::uuid is null or id > $1) order by id limit $2",
            after,
            most)
        .map(rows -> rows.stream().map(InvoiceStore::invoice).toList());
  }

  /** Those of the document keys that an invoice names. */
  public Future<Set<String>> named(TenantConnection c, List<String> keys) {
    return c.query(
            "select document_key from invoice where document_key = any($1)",
            (Object) keys.toArray(String[]::new))
        .map(
            rows ->
                rows.stream()
                    .map(row -> row.getString("document_key"))
                    .collect(Collectors.toUnmodifiableSet()));
  }

  private static Invoice invoice(Row row) {
    return new Invoice(
        row.getUUID("id"),
        row.getUUID("company_id"),
        row.getUUID("portal_account_id"),
        row.getUUID("login_id"),
        row.getString("portal_id"),
        Invoice.Kind.of(row.getString("kind")),
        row.getString("identity"),
        row.getString("number"),
        row.getLocalDate("date"),
        row.getBigDecimal("amount"),
        row.getString("currency"),
        row.getLocalDate("due_date"),
        row.getString("title"),
        new DocumentStore.Stored(
            row.getString("document_key"),
            HexFormat.of().formatHex(row.getBuffer("sha256").getBytes()),
            row.getLong("size"),
            row.getString("content_type")),
        new Invoice.Source(
            row.getString("source_address"),
            instant(row, "fetched_at"),
            row.getString("recipe"),
            row.getUUID("fetch_id")),
        instant(row, "created_at"));
  }

  private static Buffer bytes(String hex) {
    return Buffer.buffer(HexFormat.of().parseHex(hex));
  }
}
