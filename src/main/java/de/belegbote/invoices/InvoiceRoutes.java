// Operations of the invoices.
package de.belegbote.invoices;

import de.belegbote.http.Call;
import de.belegbote.http.Operations;
import de.belegbote.http.Reply;
import de.belegbote.http.Routes;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.db.Database;
import io.vertx.core.Future;
import java.util.Optional;

/** Lists invoices, and hands out their data and their documents. */
public final class InvoiceRoutes implements Routes {
  private static final int MOST_OF_NUMBER_IN_NAME = 40;

  private final InvoiceStore invoices;
  private final DocumentStore documents;
  private final Database db;

  public InvoiceRoutes(InvoiceStore invoices, DocumentStore documents, Database db) {
    this.invoices = invoices;
    this.documents = documents;
    this.db = db;
  }

  @Override
  public void bind(Operations on) {
    var unused =
        on.operation("listInvoices", this::list)
            .operation("getInvoice", this::get)
            .operation("getInvoiceDocument", this::document);
  }

  private Future<Reply> list(Call call) {
    var page = call.page();
    var filter = InvoiceFilter.of(call);
    return db.inTenant(call.tenant(), c -> invoices.page(c, filter, page))
        .map(rows -> Reply.page(call, rows.stream().map(Invoice::json).toList()));
  }

  private Future<Reply> get(Call call) {
    return invoice(call).map(invoice -> Reply.ok(invoice.json()));
  }

  private Future<Reply> document(Call call) {
    return invoice(call).compose(invoice -> document(call, invoice));
  }

  private Future<Reply> document(Call call, Invoice invoice) {
    return documents
        .open(call.tenant(), invoice.document().key(), invoice.document().sha256())
        .recover(failed -> Future.failedFuture(lost(invoice, failed)))
        .map(
            file ->
                Reply.file(file, invoice.document().contentType(), fileName(invoice))
                    .header("ETag", "\"" + invoice.document().sha256() + "\"")
                    .header("X-Content-Type-Options", "nosniff"));
  }

  // Its row is there: that its document is not is our fault, and nobody would learn of it by a 404.
  private static Throwable lost(Invoice invoice, Throwable failed) {
    return failed instanceof Failure failure && failure.problem() == Problem.NOT_FOUND
        ? new IllegalStateException("The document of invoice " + invoice.id() + " is lost", failed)
        : failed;
  }

  private Future<Invoice> invoice(Call call) {
    return db.inTenant(call.tenant(), c -> invoices.get(c, call.id("invoiceId")))
        .map(InvoiceRoutes::known);
  }

  private static Invoice known(Optional<Invoice> invoice) {
    return invoice.orElseThrow(
        () -> new Failure(Problem.NOT_FOUND, "There is no invoice of this id."));
  }

  /** Day and number, without what some file system takes for a path, a wildcard or a drive. */
  static String fileName(Invoice invoice) {
    String number = invoice.number().replaceAll("[\\\\/:*?\"<>|]", "_");
    if (number.length() > MOST_OF_NUMBER_IN_NAME) {
      int end = Character.isHighSurrogate(number.charAt(MOST_OF_NUMBER_IN_NAME - 1)) ? 1 : 0;
      number = number.substring(0, MOST_OF_NUMBER_IN_NAME - end);
    }
    boolean pdf = invoice.document().contentType().equals(Document.Type.PDF.mediaType());
    String ending = (pdf ? Document.Type.PDF : Document.Type.XML).ending();
    return invoice.date() + "-" + number + "." + ending;
  }
}
