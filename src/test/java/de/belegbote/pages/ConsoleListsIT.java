// The console's lists: invoices with their documents, diaries, keys.
package de.belegbote.pages;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.TestHouse;
import de.belegbote.invoices.Invoice;
import de.belegbote.platform.Ids;
import de.belegbote.testing.StoredDocument;
import de.belegbote.testing.Wait;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleListsIT {
  @TempDir static Path folder;
  private static ConsoleStock stock;
  private static Invoice june;
  private static Invoice july;

  @BeforeAll
  static void start() {
    stock = new ConsoleStock(folder);
    june = stock.stored(ConsoleStock.FORMULA, "2026-06-30");
    july = stock.stored("R-2", "2026-07-31");
  }

  @AfterAll
  static void stop() {
    stock.close();
  }

  private static Map<String, byte[]> unzip(byte[] bytes) throws IOException {
    var files = new TreeMap<String, byte[]>();
    try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    }
    return files;
  }

  @Test
  void listsInvoicesAndGivesTheOriginal() {
    var browser = stock.signedIn("read");
    var page = browser.get("invoices?dateFrom=2026-07-01");
    assertEquals(200, page.status(), page::html);
    assertTrue(page.html().contains("document?id&#x3D;" + july.id()), page::html);
    assertFalse(page.html().contains(june.id().toString()), "filtered");

    var document = browser.get("document?id=" + july.id());
    assertArrayEquals(ConsoleStock.bytes("R-2"), document.http().body());
    assertTrue(document.header("Content-Disposition").startsWith("attachment;"));
    assertEquals("nosniff", document.header("X-Content-Type-Options"));
    assertEquals("no-store", document.header("Cache-Control"));
    assertEquals(404, browser.get("document?id=" + Ids.next()).status());
    assertEquals(400, browser.get("document?id=..%2Fx").status());
    Wait.until("it closes the files", () -> StoredDocument.openFiles().isEmpty());
  }

  @Test
  void sendsAllAsAnArchiveWithAnIndexThatRunsNothing() throws IOException {
    var answer = stock.signedIn("read").get("archive");
    assertEquals("application/zip", answer.header("Content-Type"));
    assertTrue(answer.header("Content-Disposition").startsWith("attachment;"));
    var files = unzip(answer.http().body());
    assertEquals(3, files.size(), files::toString);
    assertArrayEquals(ConsoleStock.bytes("R-2"), files.get("2026-07-31_" + july.id() + ".pdf"));
    assertArrayEquals(
        ConsoleStock.bytes(ConsoleStock.FORMULA), files.get("2026-06-30_" + june.id() + ".pdf"));
    String index = new String(files.get("index.csv"), StandardCharsets.UTF_8);
    assertTrue(index.contains("\"'=HYPERLINK(\"\"x\"\")\""), index);
    assertTrue(index.contains("\"-12.50\",\"EUR\""), index);
    Wait.until("it closes the files", () -> StoredDocument.openFiles().isEmpty());
  }

  @Test
  void archivesWhatTheFiltersLeave() throws IOException {
    var files = unzip(stock.signedIn("read").get("archive?dateTo=2026-06-30").http().body());
    assertEquals(2, files.size(), files::toString);
  }

  @Test
  void givesNothingOfItToOthers() {
    var other = new ConsoleBrowser(stock.house.url());
    assertEquals(303, other.get("document?id=" + july.id()).status());
    assertEquals(303, other.get("archive").status());
    other.signIn(stock.house.token(TestHouse.B, TestHouse.ALL));
    assertEquals(404, other.get("document?id=" + july.id()).status());
    assertFalse(other.get("invoices").html().contains(july.id().toString()));
    assertEquals(403, stock.signedIn("webhooks").get("archive").status());
  }

  @ParameterizedTest
  @CsvSource({
    "invoices, read",
    "fetches, read",
    "deliveries, webhooks",
    "audit, admin",
    "uses, admin",
    "keys, admin"
  })
  void opensEachPlaceToItsScopeOnly(String place, String scope) {
    var page = stock.signedIn(scope + (scope.equals("webhooks") ? " read" : "")).get(place);
    assertEquals(200, page.status(), page::html);
    assertEquals(
        403, stock.signedIn(scope.equals("read") ? "webhooks" : "read").get(place).status());
  }

  @Test
  void showsAKeyOnceAndRevokesIt() {
    var browser = stock.signedIn("read admin");
    var page = browser.get("keys");
    assertFalse(page.html().contains("value=\"write\""), "nobody gives what they lack");
    var fields = new HashMap<String, String>();
    fields.put("form", page.form());
    fields.put("once", Ids.next().toString());
    fields.put("how", "make");
    fields.put("name", "Buchhaltung");
    fields.put("scope", "read");
    var made = browser.post("keys", fields);
    var key = Pattern.compile("id=\"key\"[^>]* value=\"([A-Za-z0-9_-]+)\"").matcher(made.html());
    assertTrue(key.find(), made::html);
    assertEquals("no-store", made.header("Cache-Control"));
    var caller = stock.house.nobody().with("X-API-KEY", key.group(1));
    caller.get("/companies").is(200);
    assertFalse(browser.post("keys", fields).html().contains(key.group(1)), "shown twice");
    var list = browser.get("keys");
    assertFalse(list.html().contains(key.group(1)));

    var id = Pattern.compile("name=\"key\" value=\"([0-9a-f-]{36})\"").matcher(list.html());
    assertTrue(id.find(), list::html);
    fields.put("how", "revoke");
    fields.put("key", id.group(1));
    assertEquals(303, browser.post("keys", fields).status());
    assertEquals(401, caller.get("/companies").status());
  }
}
