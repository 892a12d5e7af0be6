// A request as it reached a lab portal.
package de.belegbote.lab;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request.
 *
 * @param path without the query
 */
record Ask(
    String method,
    String host,
    String path,
    Map<String, List<String>> query,
    MultiMap headers,
    Buffer body) {
  static Ask of(HttpServerRequest request, Buffer body) {
    var uri = new QueryStringDecoder(request.uri());
    return new Ask(
        request.method().name(),
        request.authority().host(),
        uri.path(),
        uri.parameters(),
        request.headers(),
        body);
  }

  Ask at(String otherPath) {
    return new Ask(method, host, otherPath, query, headers, body);
  }

  /** Without query: what may be shown. */
  String address() {
    return "https://" + host + path;
  }

  Optional<String> cookie(String name) {
    return headers.getAll("Cookie").stream()
        .flatMap(line -> List.of(line.split("; *")).stream())
        .filter(cookie -> cookie.startsWith(name + "="))
        .map(cookie -> cookie.substring(name.length() + 1))
        .findFirst();
  }

  /** The fields of a form; none when the body is no form. */
  Map<String, List<String>> form() {
    String type = headers.get("Content-Type");
    return type != null && type.startsWith("application/x-www-form-urlencoded")
        ? new QueryStringDecoder(body.toString(), false).parameters()
        : Map.of();
  }

  /** The body as JSON; empty when it says it is something else. */
  Optional<JsonObject> json() {
    String type = headers.get("Content-Type");
    return type != null && type.startsWith("application/json")
        ? Optional.of(body.toJsonObject())
        : Optional.empty();
  }
}
