// Removes files that no invoice names.
package de.belegbote.invoices;

import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.Database;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Cleans up after a run that was stopped between writing a document and committing its invoice, or
 * while writing it, and after invoices that were erased. To be run hourly by the fetch role.
 */
public final class OrphanSweep {
  // Far longer than a run takes from a document to its row.
  private static final Duration GRACE = Duration.ofHours(1);

  private final Database db;
  private final DocumentStore documents;
  private final InvoiceStore invoices;
  private final TimeSource time;

  public OrphanSweep(Database db, DocumentStore documents, InvoiceStore invoices, TimeSource time) {
    this.db = db;
    this.documents = documents;
    this.invoices = invoices;
    this.time = time;
  }

  /**
   * Removes a tenant's documents that are older than an hour and that no invoice names.
   *
   * @return how many; fails as the document store or the database does, the rest stays for next
   *     time
   */
  public Future<Integer> sweep(TenantId tenant) {
    return sweep(tenant, time.now().minus(GRACE), null, 0);
  }

  // Ends: each page begins beyond the one before, and nothing new is written before a past time.
  private Future<Integer> sweep(TenantId tenant, Instant before, String after, int removed) {
    return documents
        .writtenBefore(tenant, before, after)
        .compose(
            keys ->
                keys.isEmpty()
                    ? Future.succeededFuture(removed)
                    : removeUnnamed(tenant, keys)
                        .compose(
                            more ->
                                sweep(tenant, before, keys.get(keys.size() - 1), removed + more)));
  }

  private Future<Integer> removeUnnamed(TenantId tenant, List<String> keys) {
    return db.inTenant(tenant, c -> invoices.named(c, keys))
        .compose(named -> removeAllBut(named, tenant, keys));
  }

  private Future<Integer> removeAllBut(Set<String> named, TenantId tenant, List<String> keys) {
    var unnamed = keys.stream().filter(key -> !named.contains(key)).toList();
    Future<Void> all = Future.succeededFuture();
    for (String key : unnamed) {
      all = all.compose(done -> documents.delete(tenant, key));
    }
    return all.map(unnamed.size());
  }
}
