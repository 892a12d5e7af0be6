// How an answer ends, by the method and the version of HTTP.
package de.belegbote.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** What the library leaves to its caller; everything that may answer HEAD or refuse ends here. */
public final class Ending {
  private Ending() {}

  /** Sends a body, but for HEAD its length only (RFC 9110, 9.3.2). */
  public static Future<Void> end(HttpServerRequest request, Buffer body) {
    if (!request.method().equals(HttpMethod.HEAD)) {
      return request.response().end(body);
    }
    return request.response().putHeader("Content-Length", String.valueOf(body.length())).end();
  }

  /** Says that the connection ends with this answer; forbidden in HTTP/2 (RFC 9113, 8.2.2). */
  public static void closing(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) {
      request.response().putHeader("Connection", "close");
    }
  }
}
