// A house with something to see in its console.
package de.belegbote.pages;

import de.belegbote.TestHouse;
import de.belegbote.invoices.DirectoryDocumentStore;
import de.belegbote.invoices.Invoice;
import de.belegbote.invoices.InvoiceStore;
import de.belegbote.platform.Ids;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.db.Database;
import de.belegbote.testing.Wait;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/** One company, one account and some invoices of tenant A. */
final class ConsoleStock implements AutoCloseable {
  /** What a spreadsheet would run. */
  static final String FORMULA = "=HYPERLINK(\"x\")";

  final TestHouse house;
  final JsonObject account;
  private final Vertx vertx = Vertx.vertx();
  private final Database db;
  private final Path folder;

  ConsoleStock(Path folder) {
    this.folder = folder;
    house = TestHouse.start(folder);
    db = new Database(vertx, house.database().settings());
    var a = house.as(TestHouse.A);
    String company =
        a.post("/companies", new JsonObject().put("name", "Bäckerei Sommer GmbH"))
            .is(201)
            .json()
            .getString("id");
    account =
        a.post("/portal-accounts", TestHouse.account(company, "maria", "pw-maria-1"))
            .is(201)
            .json();
  }

  /** The bytes of an invoice's document. */
  static byte[] bytes(String number) {
    return ("%PDF-1.7 " + number).getBytes(StandardCharsets.UTF_8);
  }

  Invoice stored(String number, String date) {
    var documents = new DirectoryDocumentStore(vertx, folder.resolve("data/documents"));
    var tenant = new TenantId(UUID.fromString(TestHouse.A));
    UUID id = Ids.next();
    var now = Instant.parse("2026-08-01T09:00:00Z");
    var invoice =
        new Invoice(
            id,
            UUID.fromString(account.getString("companyId")),
            UUID.fromString(account.getString("id")),
            UUID.fromString(account.getString("loginId")),
            "practice",
            Invoice.Kind.INVOICE,
            number,
            number,
            LocalDate.parse(date),
            new BigDecimal("-12.50"),
            "EUR",
            null,
            "Bill " + number,
            Wait.until(documents.put(tenant, id, Buffer.buffer(bytes(number)))),
            new Invoice.Source("https://practice.test/x", now, "practice@1", UUID.randomUUID()),
            now);
    Wait.until(db.inTenant(tenant, c -> new InvoiceStore().insert(c, invoice)));
    return invoice;
  }

  ConsoleBrowser signedIn(String scopes) {
    var browser = new ConsoleBrowser(house.url());
    browser.signIn(house.token(TestHouse.A, scopes));
    return browser;
  }

  @Override
  public void close() {
    Wait.until(db.close());
    Wait.until(vertx.close());
    house.close();
  }
}
