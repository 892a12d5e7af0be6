// Documents as files: whole or not there, for their owner's eyes only.
package de.belegbote.invoices;

import static de.belegbote.testing.StoredDocument.read;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.testing.Wait;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryDocumentStoreTest extends DocumentStoreContract {

  @TempDir Path temp;
  private final Vertx vertx = Vertx.vertx();
  private Path folder;
  private DirectoryDocumentStore store;

  @BeforeEach
  void open() {
    folder = temp.resolve("documents");
    store = new DirectoryDocumentStore(vertx, folder);
  }

  @AfterEach
  void close() {
    Wait.until(store.close());
    Wait.until(vertx.close());
  }

  @Test
  void isReadableByItsOwnerOnly() throws IOException {
    Wait.until(store.put(tenant, Ids.next(), PDF));
    try (var all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        assertEquals(
            Files.isDirectory(path) ? "rwx------" : "rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(path)),
            path.toString());
      }
    }
  }

  @Test
  void leavesNothingBehindOfWhatIsRefused() throws IOException {
    var page = Buffer.buffer("<html>Please sign in</html>");
    assertEquals(
        Problem.UNSUPPORTED_MEDIA_TYPE,
        Wait.failure(store.put(tenant, Ids.next(), page)).problem());
    var large = Buffer.buffer("%PDF-").appendBytes(new byte[Document.MOST_BYTES]);
    assertEquals(Problem.TOO_LARGE, Wait.failure(store.put(tenant, Ids.next(), large)).problem());
    assertEquals(Set.of(), files());
  }

  @Test
  void showsNoHalfDocumentWhileWriting() throws Exception {
    UUID id = Ids.next();
    String key = id.toString().substring(34) + "/" + id + ".pdf";
    Path place = folder.resolve(tenant.toString()).resolve(key);
    var large = Buffer.buffer("%PDF-").appendBytes(new byte[Document.MOST_BYTES - 5]);
    var put = store.put(tenant, id, large);
    while (!put.isComplete()) {
      if (Files.exists(place)) {
        assertEquals(Document.MOST_BYTES, Files.size(place));
      }
    }
    assertEquals(key, Wait.until(put).key());
    assertEquals(Set.of(key), files());
  }

  @Test
  void leavesNothingBehindWhenTheDiskRefuses() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(tenant.toString()), "a file where the folder should be");
    assertEquals(Problem.UNAVAILABLE, Wait.failure(store.put(tenant, Ids.next(), PDF)).problem());
  }

  @Test
  void listsWhatIsOldHalvesIncluded() throws IOException {
    var old = Wait.until(store.put(tenant, Ids.next(), PDF));
    var young = Wait.until(store.put(tenant, Ids.next(), Buffer.buffer("<Invoice/>")));
    Path half = folder.resolve(tenant.toString()).resolve(old.key() + ".half");
    Files.write(half, new byte[3]);
    var hourAgo = FileTime.from(Instant.now().minusSeconds(7_200));
    Files.setLastModifiedTime(half, hourAgo);
    Files.setLastModifiedTime(folder.resolve(tenant.toString()).resolve(old.key()), hourAgo);
    var before = Instant.now().minusSeconds(3_600);
    assertEquals(
        List.of(old.key(), old.key() + ".half"),
        Wait.until(store.writtenBefore(tenant, before, null)));
    assertTrue(young.key().endsWith(".xml"));
    Wait.until(store.delete(tenant, old.key() + ".half"));
    assertFalse(Files.exists(half));
  }

  @Test
  void listsPageByPageWithoutGapOrRepeat() throws IOException {
    var made = new TreeSet<String>();
    for (int i = 0; i < 2_345; i++) {
      UUID id = Ids.next();
      String key = id.toString().substring(34) + "/" + id + ".pdf";
      Path place = folder.resolve(tenant.toString()).resolve(key);
      Files.createDirectories(place.getParent());
      Files.createFile(place);
      made.add(key);
    }
    var seen = new ArrayList<String>();
    List<String> page = Wait.until(store.writtenBefore(tenant, future, null));
    while (!page.isEmpty()) {
      assertTrue(page.size() <= 1_000);
      seen.addAll(page);
      page = Wait.until(store.writtenBefore(tenant, future, page.get(page.size() - 1)));
    }
    assertEquals(List.copyOf(made), seen);
  }

  @Override
  DocumentStore store() {
    return store;
  }

  @Override
  void damage(String key) throws IOException {
    Files.writeString(folder.resolve(tenant.toString()).resolve(key), "%PDF-1.7 an invoicE");
  }

  @Test
  void writesOverWhatAKilledProcessLeft() throws IOException {
    UUID id = Ids.next();
    Path place = folder.resolve(tenant.toString()).resolve(id.toString().substring(34));
    Files.createDirectories(place);
    Files.writeString(place.resolve(id + ".pdf.half"), "%PDF-1.7 a longer text than the document");
    var stored = Wait.until(store.put(tenant, id, PDF));
    assertEquals(PDF, read(store, tenant, stored));
  }

  private Set<String> files() throws IOException {
    if (!Files.exists(folder)) {
      return Set.of();
    }
    try (var all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.resolve(tenant.toString()).relativize(file).toString())
          .collect(toSet());
    }
  }
}
