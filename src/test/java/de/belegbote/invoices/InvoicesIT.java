// Invoices over HTTP: found by every filter, newest first, with their original bytes.
package de.belegbote.invoices;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import de.belegbote.TestHouse;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.db.Database;
import de.belegbote.testing.ApiClient;
import de.belegbote.testing.StoredDocument;
import de.belegbote.testing.Wait;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InvoicesIT {
  private static final TenantId TENANT = new TenantId(UUID.fromString(TestHouse.A));
  private static final Instant FETCHED = Instant.parse("2026-08-01T09:00:00Z");

  @TempDir static Path folder;
  private static final Vertx VERTX = Vertx.vertx();
  private static TestHouse house;
  private static Database db;
  private static ApiClient a;
  private static JsonObject account;

  /** Two invoices and a credit note, oldest first. */
  private static List<Invoice> all;

  @BeforeAll
  static void start() {
    house = TestHouse.start(folder);
    a = house.as(TestHouse.A);
    db = new Database(VERTX, house.database().settings());
    String company =
        a.post("/companies", new JsonObject().put("name", "x")).is(201).json().getString("id");
    account =
        a.post("/portal-accounts", TestHouse.account(company, "maria", "pw-maria-1"))
            .is(201)
            .json();
    all =
        List.of(
            stored("R-1/Ä", LocalDate.of(2026, 6, 30), Invoice.Kind.INVOICE),
            stored("R-2", LocalDate.of(2026, 7, 31), Invoice.Kind.INVOICE),
            stored("G-3", LocalDate.of(2026, 7, 31), Invoice.Kind.CREDIT_NOTE));
  }

  @AfterAll
  static void stop() {
    Wait.until(db.close());
    Wait.until(VERTX.close());
    house.close();
  }

  // The credit note is as large as a document can be.
  private static Buffer bytes(String number) {
    var text = Buffer.buffer("%PDF-1.7 " + number);
    int more = number.equals("G-3") ? Document.MOST_BYTES - text.length() : 0;
    return text.appendBytes(new byte[more]);
  }

  private static Invoice stored(String number, LocalDate date, Invoice.Kind kind) {
    var documents = new DirectoryDocumentStore(VERTX, folder.resolve("data/documents"));
    UUID id = Ids.next();
    var invoice =
        new Invoice(
            id,
            UUID.fromString(account.getString("companyId")),
            UUID.fromString(account.getString("id")),
            UUID.fromString(account.getString("loginId")),
            "practice",
            kind,
            number,
            number,
            date,
            new BigDecimal("12.50"),
            "EUR",
            null,
            "Bill " + number,
            Wait.until(documents.put(TENANT, id, bytes(number))),
            new Invoice.Source("https://practice.test/x", FETCHED, "practice@1", UUID.randomUUID()),
            FETCHED);
    Wait.until(db.inTenant(TENANT, c -> new InvoiceStore().insert(c, invoice)));
    return invoice;
  }

  private static List<String> numbers(ApiClient.Answer page) {
    return page.is(200).items().stream().map(item -> item.getString("number")).toList();
  }

  @Test
  void showsWhatThePortalSaid() {
    var invoice = all.get(1);

    var shown = a.get("/invoices/" + invoice.id()).is(200).json();

    assertEquals(invoice.json(), shown);
    assertEquals("12.50", shown.getString("amount"));
    assertEquals("2026-07-31", shown.getString("date"));
    assertEquals("invoice", shown.getString("kind"));
  }

  @Test
  void listsThemNewestFirstPageByPage() {
    var first = a.get("/invoices?limit=2");
    var second = a.get("/invoices?limit=2&cursor=" + first.json().getString("nextCursor"));

    assertEquals(List.of("G-3", "R-2"), numbers(first));
    assertEquals(List.of("R-1/Ä"), numbers(second));
  }

  @ParameterizedTest
  @CsvSource({
    "kind=credit_note, G-3",
    "number=R-2, R-2",
    "dateFrom=2026-07-01, G-3 R-2",
    "dateTo=2026-06-30, R-1/Ä",
    "portalId=practice, G-3 R-2 R-1/Ä",
    "portalId=another, ''",
    "companyId=0193a1c0-0000-7000-8000-000000000001, ''",
    "portalAccountId=0193a1c0-0000-7000-8000-000000000001, ''",
  })
  void findsThemByEachFilter(String filter, String found) {
    assertEquals(found, String.join(" ", numbers(a.get("/invoices?" + filter))));
  }

  @Test
  void findsOneByItsDocument() {
    String sha256 = all.get(0).document().sha256();

    assertEquals(List.of("R-1/Ä"), numbers(a.get("/invoices?sha256=" + sha256)));
  }

  @Test
  void givesTheOriginalBytesToKeepAndNotToShow() {
    var document = a.get("/invoices/" + all.get(0).id() + "/document").is(200);

    assertArrayEquals(bytes("R-1/Ä").getBytes(), document.http().body());
    assertEquals("application/pdf", document.header("Content-Type"));
    assertEquals(
        "attachment; filename=\"2026-06-30-R-1__.pdf\";"
            + " filename*=UTF-8''2026-06-30-R-1_%C3%84.pdf",
        document.header("Content-Disposition"));
    assertEquals("\"" + all.get(0).document().sha256() + "\"", document.header("ETag"));
    assertEquals("nosniff", document.header("X-Content-Type-Options"));
    assertEquals("no-store", document.header("Cache-Control"));
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void sendsTheLargestDocumentWhole(HttpClient.Version version) throws Exception {
    var client = HttpClient.newBuilder().version(version).build();
    var answer = client.send(largest(), HttpResponse.BodyHandlers.ofByteArray());

    assertEquals(version, answer.version());
    assertEquals(
        Document.MOST_BYTES, answer.headers().firstValueAsLong("content-length").orElse(-1));
    assertArrayEquals(bytes("G-3").getBytes(), answer.body());
    Wait.until("it closes the file", () -> StoredDocument.openFiles().isEmpty());
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void closesTheDocumentWhenItsReaderLeaves(HttpClient.Version version) throws Exception {
    var client = HttpClient.newBuilder().version(version).build();
    try (var body = client.send(largest(), HttpResponse.BodyHandlers.ofInputStream()).body()) {
      assertEquals('%', body.read());
      assertEquals(1, StoredDocument.openFiles().size());
    }
    Wait.until("it closes the file", () -> StoredDocument.openFiles().isEmpty());
  }

  private static HttpRequest largest() {
    return HttpRequest.newBuilder(
            house.url().resolve("/v1/invoices/" + all.get(2).id() + "/document"))
        .header("Authorization", "Bearer " + house.token(TestHouse.A, "read"))
        .header("X-Tenant-Id", TestHouse.A)
        .timeout(Duration.ofSeconds(30))
        .build();
  }

  @Test
  void answersAForeignInvoiceLikeAnUnknownOne() {
    var b = house.as(TestHouse.B);
    for (String path : List.of("/invoices/" + all.get(0).id(), "/invoices/" + UUID.randomUUID())) {
      b.get(path).is(Problem.NOT_FOUND);
      b.get(path + "/document").is(Problem.NOT_FOUND);
    }
    assertEquals(List.of(), numbers(b.get("/invoices")));
  }
}
