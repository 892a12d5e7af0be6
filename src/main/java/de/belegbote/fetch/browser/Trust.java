// The certificate authorities a browser believes.
package de.belegbote.fetch.browser;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Builds TLS contexts that trust the JDK's own authorities, and more where asked to. */
final class Trust {
  private Trust() {}

  /**
   * A context for clients.
   *
   * @param extra certificates to trust beside the JDK's own; null for none
   */
  static SSLContext context(KeyStore extra) {
    try {
      KeyStore all = KeyStore.getInstance("PKCS12");
      all.load(null, null);
      for (TrustManager manager : managers(null)) {
        if (manager instanceof X509TrustManager own) {
          for (X509Certificate certificate : own.getAcceptedIssuers()) {
            all.setCertificateEntry("jdk-" + all.size(), certificate);
          }
        }
      }
      if (extra != null) {
        for (String alias : Collections.list(extra.aliases())) {
          Certificate certificate = extra.getCertificate(alias);
          all.setCertificateEntry("extra-" + all.size(), certificate);
        }
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(all), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the trusted certificates cannot be read", e);
    }
  }

  private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
