// The kept library, set up once: address, namespace, trust, no retries of its own.
package de.belegbote.secrets.vault;

import de.belegbote.platform.config.VaultSettings;
import io.github.jopenlibs.vault.EnvironmentLoader;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.api.Auth;
import io.github.jopenlibs.vault.api.Logical;
import io.github.jopenlibs.vault.response.HealthResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Paths are given whole ({@code mount/data/…}), so the driver's engine version is 1, which leaves
 * them alone. Without a client of ours it would build one for each call, with a thread each.
 */
final class VaultDriver {
  private final VaultSettings settings;
  private final HttpClient http;
  private final int seconds;

  VaultDriver(VaultSettings settings) {
    this.settings = settings;
    this.seconds = (int) Math.max(1, settings.deadline().toSeconds());
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.deadline());
    settings.authority().ifPresent(file -> builder.sslContext(trusting(file)));
    this.http = builder.build();
  }

  /** For requests that carry a token. */
  Logical logical(VaultToken token) {
    return vault(token.value().reveal()).logical().withNameSpace(settings.namespace());
  }

  /** For what concerns a token itself. */
  Auth auth(VaultToken token) {
    return vault(token.value().reveal()).auth().withNameSpace(settings.namespace());
  }

  /** For signing in. */
  Auth auth() {
    return vault("").auth().withNameSpace(settings.namespace());
  }

  /** What a server says of itself to everybody. */
  HealthResponse health() throws VaultException {
    return vault("").debug().health();
  }

  private Vault vault(String token) {
    try {
      var config =
          new VaultConfig()
              .environmentLoader(new Nothing())
              .address(settings.address().toString())
              .token(token)
              .openTimeout(seconds)
              .readTimeout(seconds)
              .httpClient(http)
              .build();
      return Vault.create(config, 1).withRetries(0, 0);
    } catch (VaultException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static SSLContext trusting(Path file) {
    try (InputStream pem = Files.newInputStream(file)) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("authority-" + store.size(), one);
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException unusable) {
      throw new IllegalStateException("The authorities in " + file + " cannot be used", unusable);
    }
  }

  // What the driver would take from VAULT_* and the home folder is not what the operator set.
  private static final class Nothing extends EnvironmentLoader {
    private static final long serialVersionUID = 1;

    @Override
    public String loadVariable(String name) {
      return null;
    }
  }
}
