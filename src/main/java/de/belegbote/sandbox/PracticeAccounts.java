// Keeps the practice accounts in memory and in one file, so that a restart forgets no seed.
package de.belegbote.sandbox;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Practice accounts by canonical user name. Used on one event loop only; the file, readable by its
 * owner alone, is replaced as a whole.
 */
final class PracticeAccounts {
  /** Old practice accounts are not worth more than this many. */
  private static final int LIMIT = 10_000;

  private final Path file;
  private final WorkerExecutor worker;
  private final Map<String, PracticeAccount> accounts;
  private Future<Void> lastWrite = Future.succeededFuture();
  private Promise<Void> nextWrite;

  private PracticeAccounts(
      Path file, WorkerExecutor worker, Map<String, PracticeAccount> accounts) {
    this.file = file;
    this.worker = worker;
    this.accounts = accounts;
  }

  /** Fails with {@link Failure} if the file is there but cannot be understood. */
  static Future<PracticeAccounts> open(Path file, WorkerExecutor worker) {
    return worker
        .executeBlocking(() -> read(file))
        .map(accounts -> new PracticeAccounts(file, worker, accounts));
  }

  /** The account of that name, made now if it is new. */
  PracticeAccount get(String username, Instant now) {
    PracticeAccount known = accounts.get(username);
    return known == null ? PracticeAccount.of(now) : known;
  }

  /** Takes effect at once; the future ends when it is in the file. */
  Future<Void> put(String username, PracticeAccount account) {
    if (account.equals(accounts.get(username))) {
      return Future.succeededFuture();
    }
    if (accounts.size() >= LIMIT && !accounts.containsKey(username)) {
      return Future.failedFuture(
          new IllegalStateException(
              "the practice portal holds %d accounts; delete %s to start afresh"
                  .formatted(LIMIT, file)));
    }
    accounts.put(username, account);
    return save();
  }

  /** One write at a time; all changes made while one runs share the next. */
  private Future<Void> save() {
    if (nextWrite != null) {
      return nextWrite.future();
    }
    Promise<Void> mine = Promise.promise();
    nextWrite = mine;
    lastWrite = lastWrite.transform(before -> write());
    lastWrite.onComplete(mine);
    return mine.future();
  }

  private Future<Void> write() {
    nextWrite = null;
    var json = new JsonObject();
    accounts.forEach((username, account) -> json.put(username, account.toJson()));
    return worker.executeBlocking(
        () -> {
          replace(file, json.encodePrettily());
          return null;
        });
  }

  private static void replace(Path file, String text) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    var mine = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Path created = Files.createFile(draft, mine);
    try (var channel = FileChannel.open(created, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Map<String, PracticeAccount> read(Path file) throws IOException {
    var accounts = new HashMap<String, PracticeAccount>();
    if (!Files.exists(file)) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return accounts;
    }
    try {
      var json = new JsonObject(Files.readString(file));
      for (String username : json.fieldNames()) {
        accounts.put(username, PracticeAccount.fromJson(json.getJsonObject(username)));
      }
      return accounts;
    } catch (RuntimeException notOurs) {
      throw new Failure(
          Problem.UNAVAILABLE,
          "The practice portal's file " + file + " cannot be read; delete it to start afresh.",
          notOurs);
    }
  }
}
