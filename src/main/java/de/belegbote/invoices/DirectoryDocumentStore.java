// Documents as files in a folder of their own.
package de.belegbote.invoices;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TenantId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * {@code <folder>/<tenant>/<last two digits of the id>/<id>.pdf}; folders 0700, files 0600. A file
 * is written beside its place, forced to disk and then renamed, so a reader never sees half of one.
 * The work runs on the worker pool {@code documents}.
 */
public final class DirectoryDocumentStore implements DocumentStore {
  private static final int PAGE = 1_000;
  private static final int THREADS = 4;
  private static final String HALF = ".half";
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path folder;
  private final WorkerExecutor pool;

  /**
   * @param folder made when the first document comes; on a file system that knows POSIX modes
   */
  public DirectoryDocumentStore(Vertx vertx, Path folder) {
    this.folder = folder.toAbsolutePath();
    this.pool = vertx.createSharedWorkerExecutor("documents", THREADS, 60, TimeUnit.SECONDS);
  }

  @Override
  public Future<Stored> put(TenantId tenant, UUID id, Buffer bytes) {
    return onPool(() -> write(tenant, id, Document.of(bytes)));
  }

  @Override
  public Future<FileChannel> open(TenantId tenant, String key, String sha256) {
    return onPool(
        () ->
            Document.checked(
                key, sha256, FileChannel.open(file(tenant, key), StandardOpenOption.READ)));
  }

  @Override
  public Future<Void> delete(TenantId tenant, String key) {
    return onPool(() -> Files.deleteIfExists(file(tenant, key))).mapEmpty();
  }

  @Override
  public Future<List<String>> writtenBefore(TenantId tenant, Instant time, String after) {
    return onPool(() -> list(folder.resolve(tenant.toString()), time, after));
  }

  /** Ends the pool; nothing may be asked afterwards. */
  public Future<Void> close() {
    return pool.close();
  }

  private <T> Future<T> onPool(Callable<T> work) {
    return pool.executeBlocking(work, false).recover(DirectoryDocumentStore::translate);
  }

  private static <T> Future<T> translate(Throwable cause) {
    if (cause instanceof NoSuchFileException) {
      return Future.failedFuture(
          new Failure(Problem.NOT_FOUND, "The document is not stored any more.", cause));
    }
    return cause instanceof IOException
        ? Future.failedFuture(
            new Failure(
                Problem.UNAVAILABLE, "The documents cannot be reached; try again later.", cause))
        : Future.failedFuture(cause);
  }

  private Stored write(TenantId tenant, UUID id, Document document) throws IOException {
    String key = document.key(id);
    Path place = file(tenant, key);
    if (Files.exists(place)) {
      throw new IllegalStateException("There is a document " + key + " already");
    }
    makeFolder(place.getParent());
    Path half = place.resolveSibling(place.getFileName() + HALF);
    try {
      writeForced(half, document.bytes());
      Files.move(half, place, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(half);
    }
    force(place.getParent());
    return new Stored(
        key, document.sha256(), document.bytes().length(), document.type().mediaType());
  }

  private static void writeForced(Path file, Buffer bytes) throws IOException {
    // What a killed process left of the same document is written over.
    var anew =
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try (var channel = FileChannel.open(file, anew, OWNERS_FILE)) {
      Document.stream(bytes).transferTo(Channels.newOutputStream(channel));
      channel.force(true);
    }
  }

  // A new folder is safe only when its entry in the folder above is.
  private static void makeFolder(Path wanted) throws IOException {
    if (!Files.isDirectory(wanted)) {
      makeFolder(wanted.getParent());
      Files.createDirectories(wanted, OWNERS_FOLDER);
      force(wanted.getParent());
    }
  }

  private static void force(Path entries) throws IOException {
    try (var channel = FileChannel.open(entries, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static List<String> list(Path ofTenant, Instant before, String after) throws IOException {
    List<String> keys = new ArrayList<>();
    for (Path part : sorted(ofTenant)) {
      if (after != null && part.getFileName().toString().compareTo(after.substring(0, 2)) < 0) {
        continue;
      }
      for (Path file : sorted(part)) {
        String key = part.getFileName() + "/" + file.getFileName();
        if ((after == null || key.compareTo(after) > 0) && isOlder(file, before)) {
          keys.add(key);
        }
        if (keys.size() == PAGE) {
          return keys;
        }
      }
    }
    return keys;
  }

  private static List<Path> sorted(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  private static boolean isOlder(Path file, Instant time) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(time);
    } catch (NoSuchFileException goneMeanwhile) {
      return false;
    }
  }

  private Path file(TenantId tenant, String key) throws NoSuchFileException {
    String whole = key.endsWith(HALF) ? key.substring(0, key.length() - HALF.length()) : key;
    if (!Document.isKey(whole)) {
      throw new NoSuchFileException("not a key of ours");
    }
    return folder.resolve(tenant.toString()).resolve(key);
  }
}
