// A throw-away certificate authority for trials and tests, with one server certificate.
package de.belegbote.platform.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PfxOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An authority and a server certificate signed by it (RFC 5280, ECDSA P-256). The authority's key
 * is dropped once it has signed, so nobody can ever issue a second certificate from it: it is safe
 * to trust, and other hosts mean a new authority.
 */
public final class DevCertificates {
  private static final Duration LIFE = Duration.ofDays(397);
  private static final Duration SKEW = Duration.ofHours(1);
  private static final Duration RENEW_BEFORE = Duration.ofDays(30);
  private static final String FILE = "dev-server.p12";
  private static final String ALIAS = "server";

  /** No secret: PKCS12 wants a password; what guards the key is that its file has mode 0600. */
  private static final String PASSWORD = "dev-only";

  private final KeyStore store;
  private final X509Certificate server;
  private final X509Certificate authority;

  private DevCertificates(KeyStore store) throws GeneralSecurityException {
    Certificate[] chain = store.getCertificateChain(ALIAS);
    this.store = store;
    this.server = (X509Certificate) chain[0];
    this.authority = (X509Certificate) chain[1];
  }

  /**
   * Makes a new authority and server certificate, kept in memory only.
   *
   * @param hosts names the certificate is for, lower-case; at least one
   * @param now valid from an hour before this moment, for 397 days
   */
  public static DevCertificates create(Collection<String> hosts, Instant now) {
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("a certificate needs a host");
    }
    try {
      KeyPair authorityKeys = keys();
      KeyPair serverKeys = keys();
      Issuer issuer =
          new Issuer("Belegbote trial authority", authorityKeys, now.minus(SKEW), now.plus(LIFE));
      X509Certificate server = issuer.server(hosts, serverKeys.getPublic());
      return new DevCertificates(keyStore(serverKeys.getPrivate(), server, issuer.authority()));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK cannot make a certificate", e);
    }
  }

  /**
   * Takes the certificate that lies in the folder, or makes one and puts it there (mode 0600) when
   * there is none, it is for other hosts, or it ends within 30 days.
   *
   * @throws UncheckedIOException the folder cannot be read or written
   */
  public static DevCertificates loadOrCreate(Path folder, Collection<String> hosts, Instant now) {
    Path file = folder.resolve(FILE);
    return load(file)
        .filter(found -> found.hosts().equals(new TreeSet<>(hosts)))
        .filter(found -> found.notAfter().isAfter(now.plus(RENEW_BEFORE)))
        .orElseGet(() -> create(hosts, now).save(file));
  }

  /** What a Vert.x server needs to show this certificate: set it as key and certificate options. */
  public PfxOptions serverKeys() {
    return new PfxOptions().setValue(Buffer.buffer(bytes())).setPassword(PASSWORD).setAlias(ALIAS);
  }

  /** A key store that holds the authority and nothing else, to be trusted beside the JDK's own. */
  public KeyStore trust() {
    try {
      KeyStore trust = KeyStore.getInstance("PKCS12");
      trust.load(null, null);
      trust.setCertificateEntry("dev-authority", authority);
      return trust;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK cannot make a key store", e);
    }
  }

  public X509Certificate authority() {
    return authority;
  }

  public X509Certificate server() {
    return server;
  }

  private Instant notAfter() {
    return server.getNotAfter().toInstant();
  }

  private Set<String> hosts() {
    try {
      Set<String> hosts = new TreeSet<>();
      for (List<?> name :
          Optional.ofNullable(server.getSubjectAlternativeNames()).orElse(Set.of())) {
        hosts.add(String.valueOf(name.get(1)));
      }
      return hosts;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the stored certificate cannot be read", e);
    }
  }

  private static Optional<DevCertificates> load(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(Files.readAllBytes(file)), PASSWORD.toCharArray());
      return Optional.of(new DevCertificates(store));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + "; delete it to get a new one", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot read " + file + "; delete it to get a new one", e);
    }
  }

  private DevCertificates save(Path file) {
    try {
      Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
      // Temporary files are born with mode 0600, so the key never lies open, not even for a moment.
      Path fresh = Files.createTempFile(folder, FILE, ".new");
      Files.write(fresh, bytes());
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private byte[] bytes() {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      store.store(out, PASSWORD.toCharArray());
      return out.toByteArray();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK cannot write a key store", e);
    }
  }

  private static KeyStore keyStore(PrivateKey key, X509Certificate... chain)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(ALIAS, key, PASSWORD.toCharArray(), chain);
    return store;
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }
}
