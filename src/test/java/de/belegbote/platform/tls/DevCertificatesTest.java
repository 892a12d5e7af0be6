// The trial certificates must satisfy the same verifiers a real portal's do.
package de.belegbote.platform.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DevCertificatesTest {
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private static final List<String> HOSTS = List.of("portal.test", "www.portal.test");

  @Test
  void makesAChainThatTheJdkTrusts() throws Exception {
    DevCertificates made = DevCertificates.create(HOSTS, now);

    verifier(made).checkServerTrusted(chain(made), "ECDHE_ECDSA");
    made.server().verify(made.authority().getPublicKey());
    made.authority().verify(made.authority().getPublicKey());
    assertEquals(
        List.of(List.of(2, "portal.test"), List.of(2, "www.portal.test")),
        List.copyOf(made.server().getSubjectAlternativeNames()));
    assertEquals(List.of("1.3.6.1.5.5.7.3.1"), made.server().getExtendedKeyUsage());
    assertEquals(0, made.authority().getBasicConstraints());
    assertEquals(-1, made.server().getBasicConstraints());
    assertEquals(Date.from(now.minus(Duration.ofHours(1))), made.server().getNotBefore());
    assertEquals(Date.from(now.plus(Duration.ofDays(397))), made.server().getNotAfter());
  }

  @Test
  void refusesTheChainOfAnotherAuthority() throws Exception {
    DevCertificates made = DevCertificates.create(HOSTS, now);
    X509TrustManager other = verifier(DevCertificates.create(HOSTS, now));

    assertThrows(
        CertificateException.class, () -> other.checkServerTrusted(chain(made), "ECDHE_ECDSA"));
  }

  @Test
  void keepsTheCertificateInAFileOnlyTheOwnerReads(@TempDir Path folder) throws Exception {
    DevCertificates first = DevCertificates.loadOrCreate(folder.resolve("tls"), HOSTS, now);
    DevCertificates second =
        DevCertificates.loadOrCreate(
            folder.resolve("tls"), List.of("www.portal.test", "portal.test"), now);

    assertArrayEquals(first.server().getEncoded(), second.server().getEncoded());
    try (var files = Files.list(folder.resolve("tls"))) {
      List<Path> all = files.toList();
      assertEquals(1, all.size());
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(all.get(0))));
    }
  }

  @Test
  void makesAnotherForOtherHostsAndBeforeItEnds(@TempDir Path folder) {
    DevCertificates first = DevCertificates.loadOrCreate(folder, HOSTS, now);

    DevCertificates otherHosts = DevCertificates.loadOrCreate(folder, List.of("portal.test"), now);
    DevCertificates later =
        DevCertificates.loadOrCreate(
            folder, List.of("portal.test"), now.plus(Duration.ofDays(368)));

    assertNotEquals(first.server(), otherHosts.server());
    assertNotEquals(otherHosts.server(), later.server());
  }

  @Test
  void needsAHost() {
    assertThrows(IllegalArgumentException.class, () -> DevCertificates.create(List.of(), now));
  }

  /** Values from X.690 8.19.5, 8.3 and RFC 5280's own examples, written out by hand. */
  @ParameterizedTest
  @CsvSource({
    "oid 2.100.3, 0603813403",
    "oid 1.2.840.10045.4.3.2, 06082a8648ce3d040302",
    "integer 127, 02017f",
    "integer 128, 02020080",
    "time 2049-12-31T23:59:59Z, 170d3439313233313233353935395a",
    "time 2050-01-01T00:00:00Z, 180f32303530303130313030303030305a",
  })
  void writesDer(String value, String hex) {
    String[] parts = value.split(" ", 2);
    byte[] bytes =
        switch (parts[0]) {
          case "oid" -> Der.oid(parts[1]);
          case "integer" -> Der.integer(new java.math.BigInteger(parts[1]));
          default -> Der.time(Instant.parse(parts[1]));
        };
    assertEquals(hex, HexFormat.of().formatHex(bytes));
  }

  @ParameterizedTest
  @CsvSource({"0, 0400", "127, 047f", "128, 048180", "255, 0481ff", "256, 04820100"})
  void writesLengths(int size, String head) {
    assertEquals(
        head, HexFormat.of().formatHex(Der.octets(new byte[size])).substring(0, head.length()));
  }

  private static X509Certificate[] chain(DevCertificates made) {
    return new X509Certificate[] {made.server(), made.authority()};
  }

  private static X509TrustManager verifier(DevCertificates trusted) throws Exception {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(trusted.trust());
    return (X509TrustManager) factory.getTrustManagers()[0];
  }
}
