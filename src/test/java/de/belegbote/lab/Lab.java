// Plays portals under their real host names, behind the product's own egress proxy.
package de.belegbote.lab;

import com.google.errorprone.annotations.MustBeClosed;
import de.belegbote.fetch.browser.BrowserSettings;
import de.belegbote.fetch.browser.Browsers;
import de.belegbote.fetch.browser.ChromiumBrowser;
import de.belegbote.fetch.browser.EgressPass;
import de.belegbote.fetch.browser.EgressProxy;
import de.belegbote.fetch.browser.HtmlUnitBrowser;
import de.belegbote.fetch.browser.InstalledChromium;
import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.platform.egress.EgressGuard;
import de.belegbote.platform.tls.DevCertificates;
import de.belegbote.testing.Wait;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * One listener with one certificate for all hosts, and a proxy that routes them there: a recipe
 * runs as it is shipped. It plays one portal at a time.
 */
final class Lab implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final DevCertificates tls;
  private final EgressProxy proxy;
  private volatile Stage stage;

  /** A portal, and what was taken away from it. */
  record Stage(LabPortal portal, Taken taken) {
    synchronized Reply answer(Ask ask) {
      return taken.answer(ask, portal::answer);
    }
  }

  Lab(Collection<String> hosts) {
    // TLS is checked by the machine's own clock.
    tls = DevCertificates.create(Set.copyOf(hosts), Instant.now());
    var server =
        Wait.until(
            vertx
                .createHttpServer(
                    new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setKeyCertOptions(tls.serverKeys()))
                .requestHandler(this::take)
                .listen());
    var here = SocketAddress.inetSocketAddress(server.actualPort(), "127.0.0.1");
    Map<String, SocketAddress> routes = new HashMap<>();
    hosts.forEach(host -> routes.put(host + ":443", here));
    proxy =
        Wait.until(
            EgressProxy.listen(vertx, new EgressGuard(vertx, routes), EgressPass.Limits.usual()));
  }

  /** From now on this is played. */
  void play(LabPortal portal, Taken taken) {
    stage = new Stage(portal, taken);
  }

  EgressPass pass() {
    return proxy.pass();
  }

  /**
   * Opens a browser; the one place that does.
   *
   * @param engine as recipes name it
   */
  @MustBeClosed
  PortalBrowser browser(String engine, EgressPass pass, String language) {
    BrowserSettings settings = settings(pass, language);
    return engine.equals(Browsers.CHROMIUM)
        ? new ChromiumBrowser(InstalledChromium.program(), settings, pass)
        : new HtmlUnitBrowser(settings);
  }

  private BrowserSettings settings(EgressPass pass, String language) {
    return new BrowserSettings(
        "127.0.0.1",
        proxy.port(),
        pass.user(),
        pass.password(),
        tls.trust(),
        Duration.ofMinutes(2),
        language,
        null,
        ZoneOffset.UTC,
        BrowserSettings.Limits.usual());
  }

  private void take(HttpServerRequest request) {
    request
        .body()
        .onSuccess(body -> reply(request, body))
        .onFailure(broken -> request.connection().close());
  }

  private void reply(HttpServerRequest request, Buffer body) {
    Reply reply = stage.answer(Ask.of(request, body));
    var response = request.response().setStatusCode(reply.status());
    reply.headers().forEach(response::putHeader);
    if (reply.headers().containsKey(Reply.DROPPED)) {
      response.putHeader("Content-Length", String.valueOf(2 * reply.body().length()));
      response.write(reply.body()).onComplete(sent -> request.connection().close());
      return;
    }
    response.end(reply.body()).onFailure(gone -> request.connection().close());
  }

  @Override
  public void close() {
    Wait.until(vertx.close());
  }
}
