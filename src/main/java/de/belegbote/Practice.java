// The practice portal of a trial, and the way our own browsers find it.
package de.belegbote;

import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.Config;
import de.belegbote.platform.tls.DevCertificates;
import de.belegbote.sandbox.PracticePortal;
import de.belegbote.sandbox.PracticePortalVerticle;
import io.vertx.core.net.SocketAddress;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;

/**
 * Reached under its name through the proxy, as every portal is.
 *
 * @param trust the authority that signed its certificate
 */
record Practice(PracticePortalVerticle portal, KeyStore trust) {
  private static final String HOST = "practice.belegbote.test";

  static Practice of(Config config, TimeSource time) {
    var certificates =
        DevCertificates.loadOrCreate(config.data().resolve("tls"), List.of(HOST), time.now());
    var settings =
        new PracticePortal.Settings(
            config.practicePort(),
            0,
            certificates.serverKeys(),
            config.data().resolve("practice.json"),
            time);
    return new Practice(new PracticePortalVerticle(settings), certificates.trust());
  }

  /** Once deployed: what the proxy connects to for its name. */
  Map<String, SocketAddress> routes() {
    return Map.of(HOST + ":443", SocketAddress.inetSocketAddress(portal.httpsPort(), "127.0.0.1"));
  }
}
