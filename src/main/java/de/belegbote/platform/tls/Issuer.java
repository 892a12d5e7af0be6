// Writes and signs X.509 certificates, which the JDK can read but not make.
package de.belegbote.platform.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;

/** An authority as RFC 5280 knows it: version 3, ECDSA with SHA-256, one step above its servers. */
final class Issuer {
  private static final byte[] ECDSA_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
  private static final byte[] VERSION_3 = Der.tagged(0xa0, Der.integer(BigInteger.TWO));
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] name;
  private final KeyPair keys;
  private final byte[] validity;
  private final X509Certificate authority;

  /**
   * @param name what people read as the issuer
   * @param keys of an elliptic curve
   * @param from its certificate and all it signs are valid from here
   * @param until to here
   */
  Issuer(String name, KeyPair keys, Instant from, Instant until) throws GeneralSecurityException {
    this.name = name(name);
    this.keys = keys;
    this.validity = Der.sequence(Der.time(from), Der.time(until));
    this.authority =
        sign(
            this.name,
            keys.getPublic(),
            // An authority that may sign servers, but no further authority.
            critical("2.5.29.19", Der.sequence(Der.yes(), Der.integer(BigInteger.ZERO))),
            critical("2.5.29.15", Der.bits(2, new byte[] {0b0000_0100})));
  }

  X509Certificate authority() {
    return authority;
  }

  /** A certificate for a server that answers under these DNS names; the first is its subject. */
  X509Certificate server(Collection<String> hosts, PublicKey key) throws GeneralSecurityException {
    byte[][] names =
        hosts.stream()
            .map(host -> Der.tagged(0x82, host.getBytes(StandardCharsets.US_ASCII)))
            .toArray(byte[][]::new);
    return sign(
        name(hosts.iterator().next()),
        key,
        critical("2.5.29.19", Der.sequence()),
        critical("2.5.29.15", Der.bits(7, new byte[] {(byte) 0b1000_0000})),
        extension("2.5.29.37", Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1"))),
        extension("2.5.29.17", Der.sequence(names)));
  }

  private X509Certificate sign(byte[] subject, PublicKey subjectKey, byte[]... extensions)
      throws GeneralSecurityException {
    byte[][] all = Arrays.copyOf(extensions, extensions.length + 2);
    all[extensions.length] = extension("2.5.29.14", Der.octets(keyId(subjectKey)));
    all[extensions.length + 1] =
        extension("2.5.29.35", Der.sequence(Der.tagged(0x80, keyId(keys.getPublic()))));
    byte[] body =
        Der.sequence(
            VERSION_3,
            Der.integer(new BigInteger(126, RANDOM).setBit(126)),
            ECDSA_SHA256,
            name,
            validity,
            subject,
            subjectKey.getEncoded(),
            Der.tagged(0xa3, Der.sequence(all)));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate());
    signature.update(body);
    byte[] whole = Der.sequence(body, ECDSA_SHA256, Der.bits(0, signature.sign()));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(whole));
  }

  private static byte[] name(String commonName) {
    return Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.text(commonName))));
  }

  private static byte[] extension(String oid, byte[] value) {
    return Der.sequence(Der.oid(oid), Der.octets(value));
  }

  private static byte[] critical(String oid, byte[] value) {
    return Der.sequence(Der.oid(oid), Der.yes(), Der.octets(value));
  }

  /** RFC 7093 method 1: the left 160 bits of the SHA-256 of the key. */
  private static byte[] keyId(PublicKey key) throws GeneralSecurityException {
    return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()), 20);
  }
}
