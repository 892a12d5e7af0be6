// Reaches servers on loopback by the names they have for the browser.
package de.belegbote.keycloak;

import de.belegbote.platform.TimeSource;
import de.belegbote.platform.tls.DevCertificates;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.client.WebClientSession;
import java.security.KeyStore;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** One certificate for all names, and an HTTPS client that checks it. */
final class Wire {
  static final String LOGIN = "login.belegbote.test";
  static final String SHOP = "shop.belegbote.test";

  static final int HTTPS = 443;

  /** A realm has keys made and a first page is compiled: on a busy machine, half a minute. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private final DevCertificates certificates =
      DevCertificates.create(List.of(LOGIN, SHOP, "localhost"), TimeSource.system().now());
  private final WebClient client;

  Wire(Vertx vertx) {
    var trust = new PemTrustOptions().addCertValue(Buffer.buffer(pem()));
    client =
        WebClient.create(
            vertx,
            new WebClientOptions().setSsl(true).setTrustOptions(trust).setFollowRedirects(false));
  }

  /** An address on loopback. */
  static SocketAddress at(int port) {
    return SocketAddress.inetSocketAddress(port, "127.0.0.1");
  }

  /** Asks the server at a port for an address of the host, as the browser would name it. */
  HttpRequest<Buffer> to(HttpMethod method, String host, int port, String path) {
    return client.request(method, at(port), HTTPS, host, path).timeout(PATIENCE.toMillis());
  }

  /** A browser without pages: keeps cookies. */
  WebClientSession session() {
    return WebClientSession.create(client);
  }

  /** Options of a server on a free port of loopback that shows the certificate. */
  HttpServerOptions server() {
    return new HttpServerOptions()
        .setHost("127.0.0.1")
        .setPort(0)
        .setSsl(true)
        .setKeyCertOptions(keys());
  }

  PfxOptions keys() {
    return certificates.serverKeys();
  }

  /** What a browser has to trust. */
  KeyStore trust() {
    return certificates.trust();
  }

  /** The same as text. */
  String pem() {
    try {
      byte[] der = certificates.authority().getEncoded();
      String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
      return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
