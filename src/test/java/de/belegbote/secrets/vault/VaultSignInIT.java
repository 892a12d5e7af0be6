// The ways to a token, TLS with an authority of one's own, and rights that are too many.
package de.belegbote.secrets.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.VaultSettings;
import de.belegbote.platform.config.VaultSettings.Right;
import de.belegbote.platform.tls.DevCertificates;
import de.belegbote.testing.Wait;
import de.belegbote.testing.vault.VaultDouble;
import de.belegbote.testing.vault.VaultSetup;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultSignInIT {
  private static final Secret PASSWORD = new Secret("correct horse");

  @TempDir Path folder;
  private VaultDouble vault;
  private VaultSetup setup;

  @BeforeEach
  void start() {
    vault = VaultDouble.start(Clock.systemUTC());
    setup = VaultSetup.on(vault);
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  private static void writes(VaultSettings settings) {
    try (var stores = new VaultStores(settings, TimeSource.system())) {
      Wait.until(stores.api().create(stores.tenant, "login", "password", PASSWORD));
    }
  }

  private static void fails(VaultSettings settings, String why) {
    try (var stores = new VaultStores(settings, TimeSource.system())) {
      var failure = Wait.failure(stores.api().create(stores.tenant, "login", "password", PASSWORD));
      assertEquals(Problem.UNAVAILABLE, failure.problem());
      assertTrue(failure.detail().contains(why), failure::detail);
    }
  }

  @Test
  void signsInAsAPodWithTheTokenOfTheMoment() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "first.pod.token\n");
    setup.withKubernetes(Right.API, "belege/api", file);
    vault.serviceAccount("first.pod.token", "belege/api");
    vault.serviceAccount("second.pod.token", "belege/api");
    vault.serviceAccount("foreign.pod.token", "belege/other");
    try (var stores = new VaultStores(setup.settings(), TimeSource.system())) {
      Wait.until(stores.api().create(stores.tenant, "login", "password", PASSWORD));
      vault.revokeAll();
      assertEquals(file, Files.writeString(file, "second.pod.token"));
      Wait.until(stores.api().create(stores.tenant, "login", "password", PASSWORD));
    }
    assertTrue(vault.seen().stream().anyMatch(one -> one.body().contains("second.pod.token")));
    assertEquals(file, Files.writeString(file, "foreign.pod.token"));
    fails(setup.settings(), "does not let");
    Files.delete(file);
    fails(setup.settings(), "cannot be read");
  }

  @Test
  void takesATokenThatSomebodyMade() {
    writes(setup.withToken(Right.API).settings());
    assertTrue(vault.seen().stream().noneMatch(one -> one.path().endsWith("revoke-self")));
  }

  @Test
  void trustsTheAuthorityItIsGivenAndNoOther() {
    var certificates =
        DevCertificates.loadOrCreate(folder.resolve("tls"), List.of("localhost"), Instant.now());
    var options = new HttpServerOptions().setSsl(true).setKeyCertOptions(certificates.serverKeys());
    try (var secured = VaultDouble.start(Clock.systemUTC(), options)) {
      var address = URI.create(secured.url().replace("127.0.0.1", "localhost"));
      var wait = Duration.ofSeconds(5);
      var authority = Optional.of(pem(certificates.authority()));
      fails(setup.settings(address, Optional.empty(), wait), "does not answer");
      fails(setup.settings(URI.create(secured.url()), authority, wait), "does not answer");
      assertEquals(List.of(), secured.seen());
      // Its own Vault has no such role: that it says so means that it was reached.
      fails(setup.settings(address, authority, wait), "Nothing is lost");
      assertEquals(1, secured.seen().size());
    }
  }

  private Path pem(X509Certificate authority) {
    try {
      String body = Base64.getMimeEncoder().encodeToString(authority.getEncoded());
      return Files.writeString(
          folder.resolve("ca.pem"),
          "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
    } catch (IOException | CertificateEncodingException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Test
  void findsTheRootToken() {
    try (var stores = new VaultStores(setup.withRoot(Right.API).settings(), TimeSource.system())) {
      var findings = Wait.until(stores.api().findings());
      assertEquals(1, findings.size(), findings::toString);
      assertTrue(findings.get(0).contains("root token"), findings::toString);
    }
  }

  @Test
  void findsAnApiThatCouldRead() {
    setup.policy(
        "api-create-only",
        setup.shipped("api-create-only").replace("\"create\"", "\"create\", \"read\""));
    try (var stores = new VaultStores(setup.settings(), TimeSource.system())) {
      var findings = Wait.until(stores.api().findings());
      assertEquals(2, findings.size(), findings::toString);
      assertTrue(findings.get(0).contains("may also [read]"), findings::toString);
    }
  }

  @Test
  void findsCredentialsThatWereMixedUp() {
    setup.confused(Right.API, Right.FETCH);
    try (var stores = new VaultStores(setup.settings(), TimeSource.system())) {
      var findings = Wait.until(stores.api().findings());
      assertTrue(findings.get(0).contains("lacks [create]"), findings::toString);
      assertTrue(findings.get(1).contains("may also [read]"), findings::toString);
    }
  }
}
