// An issuer that publishes its keys at an address, and what may go wrong there.
package de.belegbote.http;

import de.belegbote.platform.tls.DevCertificates;
import de.belegbote.testing.TokenKey;
import de.belegbote.testing.Wait;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback; what it answers can be changed while it runs. */
final class Issuer implements AutoCloseable {
  private static final String NAME = "localhost";

  private final Vertx vertx = Vertx.vertx();
  private final DevCertificates certificates = DevCertificates.create(List.of(NAME), Instant.now());
  private final AtomicInteger asked = new AtomicInteger();
  private final boolean tls;
  private final HttpServer server;
  private volatile Handler<HttpServerRequest> answer;

  Issuer(boolean tls, TokenKey... keys) {
    this.tls = tls;
    publishes(keys);
    var options = new HttpServerOptions().setHost("127.0.0.1").setPort(0);
    if (tls) {
      options.setSsl(true).setKeyCertOptions(certificates.serverKeys());
    }
    server =
        Wait.until(
            vertx
                .createHttpServer(options)
                .requestHandler(
                    request -> {
                      asked.incrementAndGet();
                      answer.handle(request);
                    })
                .listen());
  }

  /** Publishes these keys from now on. */
  void publishes(TokenKey... keys) {
    answers(TokenKey.set(keys).encode());
  }

  void answers(String text) {
    does(
        request -> {
          var unused = request.response().putHeader("Content-Type", "application/json").end(text);
        });
  }

  void does(Handler<HttpServerRequest> other) {
    answer = other;
  }

  /** Accepts requests and answers none. */
  void hangs() {
    does(request -> {});
  }

  /** How often somebody asked. */
  int asked() {
    return asked.get();
  }

  /** Where its keys are; the name is the certificate's, without TLS it is the address. */
  String url() {
    return (tls ? "https://" + NAME : "http://127.0.0.1") + ":" + server.actualPort() + "/keys";
  }

  /** Who vouches for its certificate. */
  String authority() throws java.security.cert.CertificateEncodingException {
    byte[] der = certificates.authority().getEncoded();
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END CERTIFICATE-----\n";
  }

  @Override
  public void close() {
    Wait.until(vertx.close());
  }
}
