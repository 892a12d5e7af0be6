// The practice portal as a server: sessions, forged requests, restarts, limits, HTTPS.
package de.belegbote.sandbox;

import static de.belegbote.sandbox.RunningPortal.ANNA;
import static de.belegbote.sandbox.RunningPortal.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.otp.OtpAuth;
import de.belegbote.platform.Failure;
import de.belegbote.platform.tls.DevCertificates;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.codec.BodyCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PracticePortalIT {
  @RegisterExtension private final RunningPortal portal = new RunningPortal();

  @Test
  void forgetsASessionAfterAQuarterOfAnHour() throws Exception {
    Visitor visitor = portal.visitor().signIn(ANNA);
    String document = visitor.rows().get(0).get(4);
    portal.turn(Duration.ofMinutes(14));
    assertEquals("/invoices", visitor.open("/invoices").path());
    portal.turn(Duration.ofMinutes(14));
    assertEquals("/invoices", visitor.open("/invoices").path());
    portal.turn(Duration.ofMinutes(15));
    assertEquals("/", visitor.open(document).path());
    assertEquals("/", visitor.open("/invoices").path());
    assertEquals("/invoices", visitor.signIn(ANNA).path());
  }

  @Test
  void refusesPostsWithoutTheFormsToken() throws Exception {
    Visitor visitor = portal.visitor().open("/");
    var fields = Map.of("username", ANNA, "password", PracticePortal.PASSWORD);
    assertEquals(403, visitor.post("/sign-in", fields).status());
    assertEquals("/", visitor.open("/invoices").path());
    visitor.signIn(ANNA);
    String foreign = portal.visitor().open("/").read("name=\"_csrf\" value=\"(.*?)\"");
    assertEquals(403, visitor.post("/security/deactivate", Map.of("_csrf", foreign)).status());
  }

  @Test
  void givesASignedInBrowserANewSession() throws Exception {
    Visitor visitor = portal.visitor().open("/");
    String before = visitor.cookie().getValue();
    visitor.signIn(ANNA);
    assertNotEquals(before, visitor.cookie().getValue());
    assertTrue(visitor.cookie().isHttpOnly());
    assertFalse(visitor.cookie().getSecure());
  }

  @Test
  void remembersSeedsAndUsedStepsOverARestart() throws Exception {
    OtpAuth auth = portal.activated(ANNA);
    Path file = portal.stateFile();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    portal.restart();
    Visitor visitor = portal.visitor().signIn(ANNA).submit("code", "code", portal.code(auth, 0));
    assertTrue(visitor.shows("class=\"error\""), "the step was used before the restart");
    assertEquals("/invoices", visitor.submit("code", "code", portal.code(auth, 1)).path());
  }

  @Test
  void refusesToStartOnAFileItCannotRead() throws Exception {
    portal.stop();
    Files.writeString(portal.stateFile(), "{\"half");
    var failure = assertThrows(ExecutionException.class, () -> portal.start(1_000));
    assertTrue(failure.getCause().getMessage().contains("delete it to start afresh"));
  }

  @Test
  void saysWhichPortIsTaken() throws Exception {
    var settings = portal.settings(portal.port(), null);
    var failure =
        assertThrows(
            ExecutionException.class,
            () -> await(portal.vertx().deployVerticle(new PracticePortalVerticle(settings))));
    String said = ((Failure) failure.getCause()).detail();
    assertTrue(said.startsWith("Port " + portal.port() + " "), said);
  }

  @Test
  void sendsStrictHeadersAndShowsErrorsInItsOwnPages() throws Exception {
    Visitor visitor = portal.visitor().open("/");
    assertTrue(visitor.header("Content-Security-Policy").startsWith("default-src 'none'"));
    assertEquals("nosniff", visitor.header("X-Content-Type-Options"));
    assertEquals("no-store", visitor.header("Cache-Control"));
    assertEquals(404, visitor.open("/nothing").status());
    assertTrue(visitor.shows("Diese Seite gibt es nicht."));
    assertEquals(200, visitor.open("/style.css").status());
    String token = visitor.open("/").read("name=\"_csrf\" value=\"(.*?)\"");
    assertEquals(405, visitor.post("/invoices", Map.of("_csrf", token)).status());
    assertEquals(413, visitor.post("/sign-in", Map.of("username", "x".repeat(9_000))).status());
  }

  @Test
  void speaksEnglishToWhoPrefersIt() throws Exception {
    Visitor visitor = portal.visitor();
    visitor.headers.put("Accept-Language", "en-GB,de;q=0.5");
    assertTrue(visitor.open("/").shows("<html lang=\"en\">") && visitor.shows("User name"));
    assertEquals("Gutschrift", visitor.signIn(ANNA).rows().get(2).get(3));
    visitor.headers.put("Accept-Language", "fr");
    assertTrue(visitor.open("/").shows("<html lang=\"de\">"));
  }

  @Test
  void servesTheSameAccountsOverHttpsWithSecureCookies() throws Exception {
    var certificates = DevCertificates.create(List.of(PracticePortal.HOST), Instant.now());
    var both = new PracticePortalVerticle(portal.settings(0, certificates.serverKeys()));
    await(portal.vertx().deployVerticle(both));
    var trust = new PemTrustOptions().addCertValue(pem(certificates.authority()));
    var client =
        WebClient.create(
            portal.vertx(), new WebClientOptions().setSsl(true).setTrustOptions(trust));
    var answer =
        await(
            client
                .request(
                    HttpMethod.GET,
                    SocketAddress.inetSocketAddress(both.httpsPort(), "127.0.0.1"),
                    443,
                    PracticePortal.HOST,
                    "/")
                .as(BodyCodec.string())
                .send());
    assertTrue(answer.body().contains("<form id=\"login\""));
    assertTrue(answer.getHeader("Set-Cookie").contains("; Secure"), answer.headers()::toString);
    assertNotEquals(both.httpPort(), both.httpsPort());
  }

  @Test
  void servesOneBrowserManyThingsAtOnce() throws Exception {
    Visitor visitor = portal.visitor().signIn(ANNA).open("/security");
    var paths = List.of("/security", "/security/qr.png", "/invoices", "/style.css");
    var statuses =
        IntStream.range(0, 80)
            .parallel()
            .map(
                i -> {
                  var same = portal.visitor();
                  same.headers.put("Cookie", visitor.cookie().toString());
                  return status(same, paths.get(i % 4));
                })
            .boxed()
            .toList();
    assertEquals(Set.of(200), Set.copyOf(statuses));
  }

  @Test
  void slowsDownWhoAsksTooOften() throws Exception {
    portal.stop();
    portal.start(1);
    // A burst of 200 against one a second: some are refused however slow the machine.
    var burst =
        IntStream.range(0, 200)
            .parallel()
            .map(i -> status(portal.visitor(), "/style.css"))
            .boxed()
            .toList();
    assertTrue(burst.contains(429) && burst.contains(200), burst.toString());
  }

  private static Buffer pem(X509Certificate certificate) throws Exception {
    String base64 = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
    return Buffer.buffer(
        "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
  }

  private static int status(Visitor visitor, String path) {
    try {
      visitor.open(path);
      return visitor.path().equals(path) ? visitor.status() : 303;
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }
}
