// Sends a file to a caller.
package de.belegbote.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Piece by piece, each when the one before is on its way, so that a slow reader costs an open file
 * and not memory. Not by {@code sendFile}: that of Vert.x 5.0.7 never ends over HTTP/2 when it is
 * given an open file.
 */
public final class Sending {
  private static final int PIECE = 64 * 1024;
  private static final int THREADS = 4;

  private final WorkerExecutor pool;

  /** Reads files on a pool that all of a process share. */
  public Sending(Vertx vertx) {
    this.pool = vertx.createSharedWorkerExecutor("downloads", THREADS);
  }

  /**
   * Sends it from its position to its end and ends the response; whoever reads nothing for as long
   * as the server's idle timeout is cut off.
   *
   * @return fails when the reader is gone or the file cannot be read; the file is left open
   */
  public Future<Void> send(RoutingContext ctx, FileChannel file) {
    HttpServerResponse response = ctx.response();
    Promise<Void> all = Promise.promise();
    pool.executeBlocking(() -> file.size() - file.position(), false)
        .onFailure(all::tryFail)
        .onSuccess(
            size -> {
              response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(size));
              next(response, file, size, all);
            });
    // Not the response's own handlers: those are the access log's.
    int unused =
        ctx.addEndHandler(
            ended -> {
              if (ended.failed()) {
                all.tryFail(ended.cause());
              }
            });
    return all.future().recover(failed -> broken(response, failed));
  }

  // Ends: less is left each time, and a reader that is gone fails the promise.
  private void next(HttpServerResponse response, FileChannel file, long left, Promise<Void> all) {
    if (all.future().isComplete()) {
      return;
    }
    pool.executeBlocking(() -> piece(file), false)
        .compose(piece -> next(response, file, left, piece, all))
        .onFailure(all::tryFail);
  }

  private Future<Void> next(
      HttpServerResponse response, FileChannel file, long left, Buffer piece, Promise<Void> all) {
    long then = left - piece.length();
    if (then == 0) {
      return response.end(piece).onSuccess(all::tryComplete);
    }
    return piece.length() == 0
        ? Future.failedFuture("the file has become shorter")
        : response.write(piece).onSuccess(sent -> next(response, file, then, all));
  }

  private static Buffer piece(FileChannel file) throws IOException {
    var bytes = ByteBuffer.allocate(PIECE);
    int read = file.read(bytes);
    return Buffer.buffer(read <= 0 ? 0 : read).appendBytes(bytes.array(), 0, Math.max(read, 0));
  }

  // Half a document must not look like a whole one.
  private static Future<Void> broken(HttpServerResponse response, Throwable cause) {
    response.reset();
    return Future.failedFuture(cause);
  }
}
