// Migrations and queries over TLS, whose server the JVM's own authorities have to vouch for.
package de.belegbote.platform.db;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.Failure;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.platform.tls.DevCertificates;
import de.belegbote.testing.TestDatabase;
import de.belegbote.testing.Wait;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTlsIT {
  private static final String PASSWORD = "dev-only";
  private static final String TRUST = "javax.net.ssl.trustStore";

  @TempDir Path folder;
  private final DevCertificates certificates =
      DevCertificates.create(List.of("localhost"), Instant.now());
  private final Vertx vertx = Vertx.vertx();
  private TestDatabase server;
  private SSLContext before;

  @BeforeEach
  void switchOn() throws GeneralSecurityException, IOException, SQLException {
    before = SSLContext.getDefault();
    server = TestDatabase.createUnmigrated();
    KeyStore store = KeyStore.getInstance("PKCS12");
    var keys = certificates.serverKeys();
    store.load(
        new ByteArrayInputStream(keys.getValue().getBytes()), keys.getPassword().toCharArray());
    var key = store.getKey(keys.getAlias(), keys.getPassword().toCharArray());
    Path keyFile =
        Files.createFile(
            folder.resolve("server.key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(keyFile, pem("PRIVATE KEY", key.getEncoded()));
    Path chain =
        Files.writeString(
            folder.resolve("server.crt"),
            pem("CERTIFICATE", certificates.server().getEncoded())
                + pem("CERTIFICATE", certificates.authority().getEncoded()));
    asSuperuser(
        "alter system set ssl_key_file = '" + keyFile + "'",
        "alter system set ssl_cert_file = '" + chain + "'",
        "alter system set ssl = 'on'",
        "select pg_reload_conf()");
  }

  @AfterEach
  void switchOff() throws SQLException {
    System.clearProperty(TRUST);
    System.clearProperty(TRUST + "Password");
    SSLContext.setDefault(before);
    asSuperuser(
        "alter system reset ssl",
        "alter system reset ssl_key_file",
        "alter system reset ssl_cert_file",
        "select pg_reload_conf()");
    server.close();
    Wait.until(vertx.close());
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(der));
  }

  private void asSuperuser(String... statements) throws SQLException {
    try (var connection = server.connect(EmbeddedPostgres.SUPERUSER);
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** As if the operator had added the authority to those of the JVM. */
  private void trust() throws GeneralSecurityException, IOException {
    Path file = folder.resolve("trust.p12");
    try (var out = Files.newOutputStream(file)) {
      certificates.trust().store(out, PASSWORD.toCharArray());
    }
    System.setProperty(TRUST, file.toString());
    System.setProperty(TRUST + "Password", PASSWORD);
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(certificates.trust());
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    SSLContext.setDefault(context);
  }

  private DatabaseSettings settings() {
    var plain = server.settings();
    return new DatabaseSettings(
        "localhost",
        plain.port(),
        plain.database(),
        plain.ownerPassword(),
        plain.tenantPassword(),
        plain.queuePassword(),
        true,
        2);
  }

  @Test
  void migratesAndAsksAServerThatTheJvmTrusts() throws GeneralSecurityException, IOException {
    trust();

    Migrations.run(settings());
    var db = new Database(vertx, settings());
    var encrypted =
        Wait.until(
            db.inTenant(
                new TenantId(UUID.randomUUID()),
                c -> c.first("select ssl from pg_stat_ssl where pid = pg_backend_pid()")));

    assertTrue(encrypted.orElseThrow().getBoolean("ssl"));
    Wait.until(db.close());
  }

  @Test
  void migratesAndAsksAServerThatTheNamedAuthorityVouchesFor() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("ca &+.crt"), pem("CERTIFICATE", certificates.authority().getEncoded()));
    var plain = settings();
    var named =
        new DatabaseSettings(
            plain.host(),
            plain.port(),
            plain.database(),
            plain.ownerPassword(),
            plain.tenantPassword(),
            plain.queuePassword(),
            true,
            file,
            2);

    Migrations.run(named);
    var db = new Database(vertx, named);
    Wait.until(db.ping());
    Wait.until(db.close());

    var unknown = new Database(vertx, plain);
    assertTrue(
        Wait.failure(unknown.ping()).getMessage().contains("does not answer"),
        "the JVM alone trusts nobody's server");
    Wait.until(unknown.close());
  }

  @Test
  void refusesAServerThatNobodyVouchesFor() {
    var refused = assertThrows(Failure.class, () -> Migrations.run(settings()));

    assertTrue(
        refused.getMessage().contains("unable to find valid certification path"),
        refused::toString);
  }
}
