// What a test does with a document out of a store.
package de.belegbote.testing;

import de.belegbote.invoices.DocumentStore;
import de.belegbote.platform.TenantId;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads it, and counts what of it is open. */
public final class StoredDocument {
  private StoredDocument() {}

  /** All of a document; the store's failure is thrown. */
  public static Buffer read(DocumentStore from, TenantId tenant, DocumentStore.Stored document) {
    try (FileChannel file = Wait.until(from.open(tenant, document.key(), document.sha256()))) {
      return Buffer.buffer(Channels.newInputStream(file).readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Files of documents that this process holds open, nameless ones too (Linux). */
  public static List<String> openFiles() {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors
          .map(StoredDocument::target)
          .filter(
              file -> file.matches(".*(/documents/.*\\.(pdf|xml)|\\.document)( \\(deleted\\))?"))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }
}
