// Takes in the documents a run brings home.
package de.belegbote.fetch;

import de.belegbote.invoices.Invoice;
import de.belegbote.invoices.InvoiceStore;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.db.TenantConnection;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/**
 * File first, then row and event in one transaction that holds the run's claim: a document without
 * a row is swept away, a row without its document never exists. Blocks; for the run's own thread.
 */
final class Intake {
  private final FetchParts parts;
  private final Started run;
  private final InvoiceStore invoices = new InvoiceStore();
  private final FetchStore fetches = new FetchStore();

  Intake(FetchParts parts, Started run) {
    this.parts = parts;
    this.run = run;
  }

  /** Whether a document is stored already. */
  boolean known(InvoiceKey key) {
    return Waiting.on(
        parts
            .db()
            .inTenant(
                run.tenant(),
                c ->
                    invoices.known(
                        c,
                        run.login().id(),
                        run.account().portalId(),
                        Invoice.Kind.of(key.kind()),
                        key.identity())));
  }

  /**
   * Stores a document and tells the webhooks.
   *
   * @return false when it was there already
   * @throws IllegalArgumentException when it is no document, or no invoice can be made of it
   */
  boolean store(FetchedInvoice fetched) {
    UUID id = Ids.next();
    Instant now = parts.time().now();
    Invoice invoice = invoice(id, fetched, now);
    boolean added = Waiting.on(parts.db().inTenant(run.tenant(), c -> insert(c, invoice)));
    if (!added) {
      Waiting.on(parts.documents().delete(run.tenant(), invoice.document().key()));
    }
    return added;
  }

  private Invoice invoice(UUID id, FetchedInvoice fetched, Instant now) {
    var kind = Invoice.Kind.of(fetched.kind());
    try {
      var document = Waiting.on(parts.documents().put(run.tenant(), id, fetched.bytes()));
      return new Invoice(
          id,
          run.account().companyId(),
          run.account().id(),
          run.login().id(),
          run.account().portalId(),
          kind,
          fetched.identity(),
          fetched.number(),
          fetched.date(),
          fetched.amount().orElse(null),
          fetched.currency().orElse(null),
          fetched.due().orElse(null),
          fetched.title().orElse(null),
          document,
          new Invoice.Source(fetched.sourceAddress(), now, run.version(), run.fetch()),
          now);
    } catch (Failure refused) {
      if (refused.problem() == Problem.TOO_LARGE
          || refused.problem() == Problem.UNSUPPORTED_MEDIA_TYPE) {
        throw new IllegalArgumentException(refused.detail(), refused);
      }
      throw refused;
    }
  }

  private Future<Boolean> insert(TenantConnection c, Invoice invoice) {
    return parts
        .accounts()
        .lock(c, run.account().id())
        .compose(there -> fetches.hold(c, run.claim()))
        .compose(held -> invoices.insert(c, invoice))
        .compose(
            added ->
                added
                    ? fetches
                        .externalId(c, invoice.companyId())
                        .compose(name -> tell(c, invoice, name))
                        .map(true)
                    : Future.succeededFuture(false));
  }

  private Future<Void> tell(TenantConnection c, Invoice invoice, String externalId) {
    var data =
        new JsonObject()
            .put("invoiceId", invoice.id().toString())
            .put("companyId", invoice.companyId().toString())
            .put("portalAccountId", invoice.portalAccountId().toString())
            .put("portalId", invoice.portalId())
            .put("number", invoice.number())
            .put("date", invoice.date().toString())
            .put("kind", invoice.kind().text())
            .put("sha256", invoice.document().sha256())
            .put("size", invoice.document().size())
            .put("contentType", invoice.document().contentType())
            .put("link", parts.publicUrl() + "/v1/invoices/" + invoice.id());
    if (externalId != null) {
      data.put("externalId", externalId);
    }
    if (invoice.amount() != null) {
      data.put("amount", invoice.amount().toPlainString());
    }
    if (invoice.currency() != null) {
      data.put("currency", invoice.currency());
    }
    return parts
        .outbox()
        .append(c, "invoice.ready", invoice.companyId(), invoice.portalAccountId(), data)
        .mapEmpty();
  }
}
