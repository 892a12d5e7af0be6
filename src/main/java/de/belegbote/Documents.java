// The stores of documents that the settings name.
package de.belegbote;

import de.belegbote.invoices.DirectoryDocumentStore;
import de.belegbote.invoices.DocumentStore;
import de.belegbote.invoices.S3DocumentStore;
import de.belegbote.platform.config.Config;
import io.vertx.core.Vertx;
import java.util.Optional;

/**
 * Both, so that documents can move from one to the other.
 *
 * @param directory below the data folder
 * @param s3 where a bucket is named
 */
record Documents(DocumentStore directory, Optional<DocumentStore> s3) {
  /** Makes them; nothing is asked of either yet. */
  static Documents of(Vertx vertx, Config config) {
    return new Documents(
        new DirectoryDocumentStore(vertx, config.data().resolve("documents")),
        config.documents().s3().map(s3 -> new S3DocumentStore(vertx, s3)));
  }

  /** The one that the service works with. */
  DocumentStore inUse(Config config) {
    return config.documents().inS3() ? s3.orElseThrow() : directory;
  }
}
