// What every store of documents does, whatever it is made of.
package de.belegbote.invoices;

import static de.belegbote.testing.StoredDocument.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TenantId;
import de.belegbote.testing.StoredDocument;
import de.belegbote.testing.Wait;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each test has tenants of its own, so that they can share a bucket. */
abstract class DocumentStoreContract {
  static final Buffer PDF = Buffer.buffer("%PDF-1.7 an invoice");

  final TenantId tenant = new TenantId(UUID.randomUUID());
  final TenantId other = new TenantId(UUID.randomUUID());
  final Instant future = Instant.now().plusSeconds(60);

  /** The store under test. */
  abstract DocumentStore store();

  /** Changes the stored bytes behind the store's back. */
  abstract void damage(String key) throws Exception;

  private List<String> all(TenantId of) {
    return Wait.until(store().writtenBefore(of, future, null));
  }

  @Test
  void givesBackWhatWasPut() {
    var stored = Wait.until(store().put(tenant, Ids.next(), Buffer.buffer("junk" + PDF)));
    assertEquals(PDF, read(store(), tenant, stored));
    assertEquals(PDF.length(), stored.size());
    assertEquals("application/pdf", stored.contentType());
    assertEquals(Document.of(PDF).sha256(), stored.sha256());
  }

  @Test
  void keepsTheLargestDocumentThereCanBe() {
    var large = Buffer.buffer("%PDF-").appendBytes(new byte[Document.MOST_BYTES - 5]);
    var stored = Wait.until(store().put(tenant, Ids.next(), large));
    assertEquals(large, read(store(), tenant, stored));
  }

  @Test
  void holdsOneFileOpenUntilTheReaderClosesIt() throws IOException {
    var stored = Wait.until(store().put(tenant, Ids.next(), PDF));
    try (var file = Wait.until(store().open(tenant, stored.key(), stored.sha256()))) {
      assertEquals(PDF.length(), file.size());
      assertEquals(1, StoredDocument.openFiles().size());
    }
    assertEquals(List.of(), StoredDocument.openFiles());
  }

  @Test
  void makesTheKeyOfIdsOnly() {
    UUID id = UUID.fromString("01920c60-2b3c-7d4e-8f90-a1b2c3d4e5f6");
    assertEquals(
        "f6/01920c60-2b3c-7d4e-8f90-a1b2c3d4e5f6.pdf",
        Wait.until(store().put(tenant, id, PDF)).key());
  }

  @Test
  void keepsTenantsApart() {
    var stored = Wait.until(store().put(tenant, Ids.next(), PDF));
    assertEquals(
        Problem.NOT_FOUND,
        Wait.failure(store().open(other, stored.key(), stored.sha256())).problem());
    Wait.until(store().delete(other, stored.key()));
    assertEquals(List.of(), all(other));
    assertEquals(PDF, read(store(), tenant, stored));
  }

  @Test
  void handsOutNoDamagedDocument() throws Exception {
    var stored = Wait.until(store().put(tenant, Ids.next(), PDF));
    damage(stored.key());
    assertInstanceOf(
        DamagedDocument.class, Wait.cause(store().open(tenant, stored.key(), stored.sha256())));
    assertEquals(List.of(), StoredDocument.openFiles());
  }

  @Test
  void keepsNothingThatIsRefused() {
    var page = Buffer.buffer("<html>Please sign in</html>");
    assertEquals(
        Problem.UNSUPPORTED_MEDIA_TYPE,
        Wait.failure(store().put(tenant, Ids.next(), page)).problem());
    var large = Buffer.buffer("%PDF-").appendBytes(new byte[Document.MOST_BYTES]);
    assertEquals(Problem.TOO_LARGE, Wait.failure(store().put(tenant, Ids.next(), large)).problem());
    assertEquals(List.of(), all(tenant));
  }

  @Test
  void neverReplacesADocument() {
    UUID id = Ids.next();
    var stored = Wait.until(store().put(tenant, id, PDF));
    assertInstanceOf(
        IllegalStateException.class,
        Wait.cause(store().put(tenant, id, Buffer.buffer("%PDF-other"))));
    assertEquals(PDF, read(store(), tenant, stored));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret",
        "f6/../../x.pdf",
        "/etc/passwd",
        "",
        "f6/01920c60-2b3c-7d4e-8f90-a1b2c3d4e5f6.exe",
        "f6/01920c60-2b3c-7d4e-8f90-a1b2c3d4e5f6.pdf\n"
      })
  void refusesKeysThatAreNotItsOwn(String key) {
    assertEquals(Problem.NOT_FOUND, Wait.failure(store().open(tenant, key, "")).problem());
    assertEquals(Problem.NOT_FOUND, Wait.failure(store().delete(tenant, key)).problem());
  }

  @Test
  void deletesTwiceWithoutComplaint() {
    var stored = Wait.until(store().put(tenant, Ids.next(), PDF));
    Wait.until(store().delete(tenant, stored.key()));
    Wait.until(store().delete(tenant, stored.key()));
    assertEquals(
        Problem.NOT_FOUND,
        Wait.failure(store().open(tenant, stored.key(), stored.sha256())).problem());
  }

  @Test
  void listsOnlyWhatIsOldEnough() {
    var stored = Wait.until(store().put(tenant, Ids.next(), PDF));
    assertEquals(
        List.of(),
        Wait.until(store().writtenBefore(tenant, Instant.now().minusSeconds(3_600), null)));
    assertEquals(List.of(stored.key()), all(tenant));
  }

  @Test
  void listsInOrderFromAnyPlace() {
    var made = new TreeSet<String>();
    for (int i = 0; i < 25; i++) {
      made.add(Wait.until(store().put(tenant, Ids.next(), Buffer.buffer("<I/>"))).key());
    }
    var seen = new ArrayList<String>();
    List<String> page = all(tenant);
    while (!page.isEmpty()) {
      assertTrue(page.size() <= 1_000);
      seen.addAll(page);
      page = Wait.until(store().writtenBefore(tenant, future, page.get(page.size() - 1)));
    }
    assertEquals(List.copyOf(made), seen);
    String middle = seen.get(12);
    assertEquals(seen.get(13), Wait.until(store().writtenBefore(tenant, future, middle)).get(0));
  }
}
