// Takes a photo out of a multipart request without ever touching the disk.
package de.belegbote.http;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** One file field named {@code photo}; more than 15 MB or a second file ends the request. */
public final class PhotoUpload {
  /** Most bytes of a photo (security rules, point 7). */
  public static final int LIMIT = 15 * 1024 * 1024;

  // Room for boundaries and small fields beside the photo.
  private static final int ROOM = 64 * 1024;

  private final Promise<Buffer> done = Promise.promise();
  private final Buffer bytes = Buffer.buffer();
  private int files;

  private PhotoUpload() {}

  /** Reads the photo of a request that was paused before its body was touched. */
  public static Future<Buffer> read(HttpServerRequest request) {
    String type = Optional.ofNullable(request.getHeader("Content-Type")).orElse("");
    if (!type.startsWith("multipart/form-data")) {
      return Future.failedFuture(
          new Failure(
              Problem.UNSUPPORTED_MEDIA_TYPE,
              "Send the picture as multipart/form-data in the field photo."));
    }
    if (length(request) > LIMIT + ROOM) {
      return Future.failedFuture(tooLarge());
    }
    var upload = new PhotoUpload();
    try {
      request.setExpectMultipart(true);
    } catch (IllegalStateException malformed) {
      return Future.failedFuture(noPhoto(malformed));
    }
    request.uploadHandler(upload::file);
    request.exceptionHandler(broken -> upload.done.tryFail(noPhoto(broken)));
    request.endHandler(end -> upload.end());
    request.resume();
    return upload.done.future();
  }

  private static long length(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    return length != null && length.matches("\\d{1,15}") ? Long.parseLong(length) : 0;
  }

  private void file(HttpServerFileUpload file) {
    files++;
    boolean photo = file.name().equals("photo");
    file.handler(
        chunk -> {
          if (bytes.length() + chunk.length() > LIMIT) {
            done.tryFail(tooLarge());
          } else if (photo && !done.future().isComplete()) {
            bytes.appendBuffer(chunk);
          }
        });
    file.exceptionHandler(broken -> done.tryFail(noPhoto(broken)));
  }

  private void end() {
    if (files != 1 || bytes.length() == 0) {
      done.tryFail(noPhoto(null));
    } else {
      done.tryComplete(bytes);
    }
  }

  private static Failure tooLarge() {
    return new Failure(Problem.TOO_LARGE, "A picture may have 15 MB at most.");
  }

  private static Failure noPhoto(Throwable cause) {
    return new Failure(
        Problem.MALFORMED_BODY, "Exactly one picture is expected in the field photo.", cause);
  }
}
