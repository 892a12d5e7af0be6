// The port to wherever the original documents lie.
package de.belegbote.invoices;

import de.belegbote.platform.TenantId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Keeps documents by keys that are made of our own ids. A document is there whole or not at all:
 * put first, then commit the row that names the key; what no row names is swept away ({@link
 * OrphanSweep}). Where the store does not answer, every method fails with {@link
 * de.belegbote.platform.Problem#UNAVAILABLE}.
 */
public interface DocumentStore {
  /**
   * A document that is safely kept.
   *
   * @param key for {@link #open}; names nothing outside its tenant
   * @param sha256 of the bytes that are kept, 64 hexadecimal digits in lower case
   * @param size in bytes
   * @param contentType application/pdf or application/xml
   */
  record Stored(String key, String sha256, long size, String contentType) {}

  /**
   * Keeps a document; it survives a power cut once the future succeeds.
   *
   * @param id fresh, usually the invoice's
   * @param bytes as fetched; see {@link Document#of} for what is kept and what is refused
   */
  Future<Stored> put(TenantId tenant, UUID id, Buffer bytes);

  /**
   * The document again, read through once and found to be what was kept, before its first byte is
   * handed out; never whole in memory. Fails with NOT_FOUND when there is none, and with an
   * IllegalStateException when its bytes are others.
   *
   * @param sha256 as it was stored, 64 hexadecimal digits in lower case
   * @return from its first byte to its end; for the caller to close, and good as long as it is open
   */
  Future<FileChannel> open(TenantId tenant, String key, String sha256);

  /** Removes a document; one that is gone already is no failure. */
  Future<Void> delete(TenantId tenant, String key);

  /**
   * Keys of a tenant last written before a time, those of half-written documents included; in
   * order, at most 1,000 at once.
   *
   * @param after the key at which the page before ended, or null for the first page
   */
  Future<List<String>> writtenBefore(TenantId tenant, Instant time, String after);
}
