// Brings documents from one store into another.
package de.belegbote.invoices;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.db.Database;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Goes through the rows of invoices: each document is copied under its own key, read back and
 * compared with the SHA-256 of its row, and only then, if asked for, erased where it came from.
 * Stopped at any moment, it can be begun again: what is there already, and whole, is not copied
 * again. What no row names stays behind.
 */
public final class DocumentMove {
  private static final int PAGE = 100;

  /**
   * What was done.
   *
   * @param copied brought over now
   * @param there already, whole
   * @param lostKeys whole in neither store
   */
  public record Done(int copied, int there, List<String> lostKeys) {
    /** Nothing yet. */
    public static final Done NOTHING = new Done(0, 0, List.of());

    /** Both together. */
    public Done and(Done more) {
      return new Done(
          copied + more.copied,
          there + more.there,
          Stream.concat(lostKeys.stream(), more.lostKeys.stream()).toList());
    }
  }

  private final Database db;
  private final InvoiceStore invoices = new InvoiceStore();
  private final DocumentStore from;
  private final DocumentStore to;
  private final boolean erase;

  /**
   * @param erase whether the copy in {@code from} goes once the one in {@code to} was read back
   */
  public DocumentMove(Database db, DocumentStore from, DocumentStore to, boolean erase) {
    this.db = db;
    this.from = from;
    this.to = to;
    this.erase = erase;
  }

  /** Brings over a tenant's documents; fails as a store or the database does. */
  public Future<Done> move(TenantId tenant) {
    return move(tenant, null, Done.NOTHING);
  }

  // Ends: ids of invoices grow with time, and each page begins after the one before.
  private Future<Done> move(TenantId tenant, UUID after, Done before) {
    return db.inTenant(tenant, c -> invoices.following(c, after, PAGE))
        .compose(
            page ->
                page.isEmpty()
                    ? Future.succeededFuture(before)
                    : page(tenant, page)
                        .compose(
                            done ->
                                move(tenant, page.get(page.size() - 1).id(), before.and(done))));
  }

  private Future<Done> page(TenantId tenant, List<Invoice> page) {
    Future<Done> all = Future.succeededFuture(Done.NOTHING);
    for (Invoice invoice : page) {
      all = all.compose(done -> one(tenant, invoice.document()).map(done::and));
    }
    return all;
  }

  private Future<Done> one(TenantId tenant, DocumentStore.Stored document) {
    return whole(to, tenant, document)
        .map(file -> closed(file, Future.succeededFuture(new Done(0, 1, List.of()))))
        .recover(missing -> isGone(missing) ? copying(tenant, document) : failed(missing))
        .compose(done -> done)
        .compose(done -> erased(tenant, document, done));
  }

  private Future<Future<Done>> copying(TenantId tenant, DocumentStore.Stored document) {
    return whole(from, tenant, document)
        .map(file -> copy(tenant, document, read(file)))
        .recover(
            lost ->
                isGone(lost)
                    ? Future.succeededFuture(
                        Future.succeededFuture(new Done(0, 0, List.of(document.key()))))
                    : failed(lost));
  }

  // What lies there under the key, if anything does, is not whole.
  private Future<Done> copy(TenantId tenant, DocumentStore.Stored document, Buffer bytes) {
    UUID id = UUID.fromString(document.key().substring(3, 39));
    return to.delete(tenant, document.key())
        .compose(gone -> to.put(tenant, id, bytes))
        .compose(
            stored ->
                stored.equals(document)
                    ? whole(to, tenant, document).map(file -> closed(file, stored))
                    : failed(new IllegalStateException("Not the same document: " + stored)))
        .map(same -> new Done(1, 0, List.of()));
  }

  private Future<Done> erased(TenantId tenant, DocumentStore.Stored document, Done done) {
    return erase && done.lostKeys.isEmpty()
        ? from.delete(tenant, document.key()).map(done)
        : Future.succeededFuture(done);
  }

  // Blocks, which keeps nobody waiting in a program that does nothing else.
  private static Buffer read(FileChannel file) {
    try (file) {
      return Buffer.buffer(Channels.newInputStream(file).readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  // Whoever opened it wanted to know no more than that it is whole.
  private static <T> T closed(FileChannel file, T result) {
    try {
      file.close();
      return result;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Future<FileChannel> whole(
      DocumentStore store, TenantId tenant, DocumentStore.Stored document) {
    return store.open(tenant, document.key(), document.sha256());
  }

  // All else, such as a store that does not answer, stops the move.
  private static boolean isGone(Throwable trouble) {
    return trouble instanceof DamagedDocument
        || (trouble instanceof Failure failure && failure.problem() == Problem.NOT_FOUND);
  }

  private static <T> Future<T> failed(Throwable trouble) {
    return Future.failedFuture(trouble);
  }
}
