// Names, certificates and addresses: whom a sending really reaches.
package de.belegbote.webhooks;

import static de.belegbote.webhooks.WebhookHouse.STRICT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.standardwebhooks.exceptions.WebhookVerificationException;
import de.belegbote.platform.tls.DevCertificates;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookTlsIT {
  @TempDir Path folder;
  private WebhookHouse house;

  @BeforeEach
  void start() {
    house = new WebhookHouse(folder);
  }

  @AfterEach
  void stop() {
    house.close();
  }

  @Test
  void connectsByTheVettedAddressWithTheNameInHostAndCertificate()
      throws GeneralSecurityException, WebhookVerificationException {
    var certificates = DevCertificates.create(List.of("hooks.example.com"), Instant.now());
    var receiver = receiver(certificates);
    var endpoint = house.endpoint(STRICT, "https://hooks.example.com:8443/hook");
    house.work(trusting(certificates), Duration.ofSeconds(15));
    house.event(STRICT);
    var got = receiver.next();
    got.verify(endpoint.secret());
    assertEquals("hooks.example.com:8443", got.host());
    assertEquals("delivered", house.delivery(STRICT, endpoint.id(), 1).getString("state"));
  }

  @Test
  void refusesACertificateOfAnotherName() throws GeneralSecurityException {
    var certificates = DevCertificates.create(List.of("other.example.com"), Instant.now());
    assertRefused(certificates, trusting(certificates));
  }

  @Test
  void refusesACertificateOfAnUnknownAuthority() {
    var certificates = DevCertificates.create(List.of("hooks.example.com"), Instant.now());
    assertRefused(certificates, new HttpClientOptions());
  }

  private void assertRefused(DevCertificates certificates, HttpClientOptions options) {
    var receiver = receiver(certificates);
    var endpoint = house.endpoint(STRICT, "https://hooks.example.com:8443/hook");
    house.work(options, Duration.ofSeconds(15));
    house.event(STRICT);
    var delivery = house.delivery(STRICT, endpoint.id(), 1);
    String error = delivery.getJsonArray("attempts").getJsonObject(0).getString("error");
    assertTrue(error.contains("TLS"), error);
    receiver.hasNothingMore();
  }

  private Receiver receiver(DevCertificates certificates) {
    var receiver =
        new Receiver(
            house.vertx,
            new HttpServerOptions().setSsl(true).setKeyCertOptions(certificates.serverKeys()));
    house.routes.put(
        "hooks.example.com:8443", SocketAddress.inetSocketAddress(receiver.port(), "127.0.0.1"));
    return receiver;
  }

  private static HttpClientOptions trusting(DevCertificates certificates)
      throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    try {
      factory.init(certificates.trust());
    } catch (java.security.KeyStoreException broken) {
      throw new GeneralSecurityException(broken);
    }
    return new HttpClientOptions()
        .setTrustOptions(TrustOptions.wrap(factory.getTrustManagers()[0]));
  }
}
