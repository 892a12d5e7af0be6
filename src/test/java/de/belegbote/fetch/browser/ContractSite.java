// A web site of a few hosts behind the egress proxy, with pages that a test writes.
package de.belegbote.fetch.browser;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.platform.egress.EgressGuard;
import de.belegbote.platform.tls.DevCertificates;
import de.belegbote.testing.Wait;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.KeyStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Answers over TLS for {@link #HOSTS}; what has no page is 404. Keeps a list of what was asked. */
final class ContractSite implements AutoCloseable {
  static final String SHOP = "shop.example";
  static final String LOGIN = "login.example";
  static final Set<String> HOSTS = Set.of(SHOP, LOGIN);

  /** Shows a certificate of an authority that nobody trusts. */
  static final String IMPOSTOR = "impostor.example";

  /** Takes no connection. */
  static final String DEAD = "dead.example";

  /** What reached the site: method, host and path, cookies, all fields by lower-case name, body. */
  record Asked(String what, String cookie, Map<String, String> headers, String body) {}

  private final Vertx vertx = Vertx.vertx();
  private final DevCertificates tls = DevCertificates.create(HOSTS, Instant.now());
  private final Map<String, Consumer<HttpServerRequest>> pages = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final EgressProxy proxy;

  ContractSite() {
    server = listen(tls);
    var impostor = listen(DevCertificates.create(Set.of(IMPOSTOR), Instant.now()));
    Map<String, SocketAddress> routes = new HashMap<>();
    HOSTS.forEach(host -> routes.put(host + ":443", address(server.actualPort())));
    routes.put(IMPOSTOR + ":443", address(impostor.actualPort()));
    routes.put(DEAD + ":443", address(closedPort()));
    var guard = new EgressGuard(vertx, routes);
    proxy = Wait.until(EgressProxy.listen(vertx, guard, EgressPass.Limits.usual()));
  }

  private HttpServer listen(DevCertificates keys) {
    var options = new HttpServerOptions().setSsl(true).setKeyCertOptions(keys.serverKeys());
    options.setHost("127.0.0.1").setPort(0).setCompressionSupported(true);
    return Wait.until(vertx.createHttpServer(options).requestHandler(this::answer).listen());
  }

  private static SocketAddress address(int port) {
    return SocketAddress.inetSocketAddress(port, "127.0.0.1");
  }

  private static int closedPort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(HttpServerRequest request) {
    String host = request.authority().host();
    request
        .body()
        .onSuccess(
            body -> {
              Map<String, String> headers = new HashMap<>();
              request.headers().forEach((n, v) -> headers.put(n.toLowerCase(Locale.ROOT), v));
              String what = request.method() + " " + host + request.uri();
              String cookie = headers.getOrDefault("cookie", "");
              asked.add(new Asked(what, cookie, Map.copyOf(headers), body.toString()));
              pages.getOrDefault(host + request.path(), ContractSite::missing).accept(request);
            })
        .onFailure(broken -> request.connection().close());
  }

  private static void missing(HttpServerRequest request) {
    request.response().setStatusCode(404).putHeader("Content-Type", "text/html");
    send(request, Buffer.buffer("<p id=missing>not here</p>"));
  }

  /** Answers; a browser that left in the meantime is no fault of the site. */
  static void send(HttpServerRequest request, Buffer body) {
    request.response().end(body).onFailure(left -> request.connection().close());
  }

  /** An HTML page of the shop. */
  @CanIgnoreReturnValue
  ContractSite page(String path, String html) {
    return page(SHOP, path, html);
  }

  @CanIgnoreReturnValue
  ContractSite page(String host, String path, String html) {
    return file(host, path, "text/html; charset=utf-8", Buffer.buffer(html), Map.of());
  }

  /** Any file. */
  @CanIgnoreReturnValue
  ContractSite file(
      String host, String path, String type, Buffer bytes, Map<String, String> headers) {
    return on(
        host,
        path,
        request -> {
          headers.forEach(request.response()::putHeader);
          request.response().putHeader("Content-Type", type);
          send(request, bytes);
        });
  }

  /** Redirects. */
  @CanIgnoreReturnValue
  ContractSite redirect(String host, String path, int status, String location) {
    return on(
        host,
        path,
        request -> {
          request.response().setStatusCode(status).putHeader("Location", location);
          send(request, Buffer.buffer());
        });
  }

  /** Answers as the handler does, whose request was read to its end. */
  @CanIgnoreReturnValue
  ContractSite on(String host, String path, Consumer<HttpServerRequest> handler) {
    pages.put(host + path, handler);
    return this;
  }

  /** Forgets pages and what was asked. */
  void clear() {
    pages.clear();
    asked.clear();
  }

  /** Everything asked so far, icons aside, which browsers ask for by themselves. */
  List<Asked> asked() {
    return asked.stream().filter(one -> !one.what().endsWith("/favicon.ico")).toList();
  }

  /** The same, method, host and path only. */
  List<String> askedFor() {
    return asked().stream().map(Asked::what).toList();
  }

  /** The one request of that method, host and path; fails unless there was exactly one. */
  @CanIgnoreReturnValue
  Asked only(String what) {
    List<Asked> found = asked().stream().filter(one -> one.what().equals(what)).toList();
    if (found.size() != 1) {
      throw new AssertionError(what + " was asked " + found.size() + " times: " + askedFor());
    }
    return found.get(0);
  }

  Vertx vertx() {
    return vertx;
  }

  EgressProxy proxy() {
    return proxy;
  }

  KeyStore trust() {
    return tls.trust();
  }

  @Override
  public void close() {
    Wait.until(proxy.close());
    Wait.until(vertx.close());
  }
}
