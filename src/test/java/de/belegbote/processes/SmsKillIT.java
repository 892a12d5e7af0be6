// The process dies after it asked the carrier and before it notes the answer: no second message.
package de.belegbote.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.TestHouse;
import de.belegbote.enrolment.TwilioDouble;
import de.belegbote.platform.Problem;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.testing.ApiClient;
import de.belegbote.testing.TestDatabase;
import de.belegbote.testing.Wait;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SmsKillIT {
  @TempDir Path folder;

  /** The program, killed by {@link #close}. */
  private record Running(Process process, ApiClient api) implements AutoCloseable {
    @Override
    public void close() {
      process.destroyForcibly();
      try {
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it did not end");
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(stop);
      }
    }
  }

  private Running start(TestDatabase database, TwilioDouble twilio) throws IOException {
    Path tenants = Files.createDirectories(folder.resolve("tenants"));
    Files.writeString(
        tenants.resolve("a.yaml"), TestHouse.tenant(TestHouse.A, "sms: {from: Belegbote}"));
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "de.belegbote.Main",
                "--dev",
                "--roles=api",
                "--database.tls=false",
                "--twilio.url=" + twilio.url())
            .redirectErrorStream(true);
    var settings = database.settings();
    builder
        .environment()
        .putAll(
            Map.of(
                "CLASSPATH", System.getProperty("java.class.path"),
                "BELEGBOTE_DATA", folder.resolve("data").toString(),
                "BELEGBOTE_TENANTS", tenants.toString(),
                "BELEGBOTE_DATABASE_HOST", settings.host(),
                "BELEGBOTE_DATABASE_PORT", String.valueOf(settings.port()),
                "BELEGBOTE_DATABASE_NAME", settings.database(),
                "BELEGBOTE_DATABASE_TENANT_PASSWORD", settings.tenantPassword().reveal(),
                "BELEGBOTE_DATABASE_QUEUE_PASSWORD", settings.queuePassword().reveal(),
                "BELEGBOTE_TWILIO_ACCOUNT_SID", TwilioDouble.ACCOUNT,
                "BELEGBOTE_TWILIO_AUTH_TOKEN", twilio.token()));
    for (String port : List.of("PORT", "MANAGEMENT_PORT", "PRACTICE_PORT")) {
      builder.environment().put("BELEGBOTE_" + port, "0");
    }
    var process = builder.start();
    String url = null;
    var lines = process.inputReader();
    for (var line = lines.readLine(); line != null && url == null; line = lines.readLine()) {
      url = line.contains("is ready") ? line.replaceFirst(".*(http://127[^ ]+).*", "$1") : null;
    }
    assertTrue(url != null, "it did not start");
    var drain = new Thread(() -> lines.lines().forEach(line -> {}), "output");
    drain.setDaemon(true);
    drain.start();
    return new Running(process, new ApiClient(URI.create(url), Map.of("Authorization", token())));
  }

  private static String token() {
    long now = Instant.now().getEpochSecond();
    return "Bearer "
        + TestHouse.sign(
            new JsonObject()
                .put("iss", "https://issuer.belegbote.test")
                .put("aud", TestHouse.A)
                .put("sub", "tester")
                .put("scope", TestHouse.ALL)
                .put("iat", now)
                .put("exp", now + 3600));
  }

  private static void age(TestDatabase database) throws SQLException {
    try (var behind = database.connect(EmbeddedPostgres.SUPERUSER);
        var statement = behind.createStatement()) {
      statement.execute(
          "update belegbote.idempotency set created_at = created_at - interval '61 seconds'");
    }
  }

  @Test
  @Timeout(120)
  void staysUnknownAndIsNotSentAgain() throws IOException, SQLException {
    try (var database = TestDatabase.create();
        var twilio = new TwilioDouble()) {
      String links;
      var sms = new JsonObject().put("delivery", "sms").put("phoneNumber", "+4915112345678");
      try (var first = start(database, twilio)) {
        var api = first.api();
        String company =
            api.post("/companies", new JsonObject().put("name", "x")).json().getString("id");
        var account = TestHouse.account(company, "maria", "pw-maria-1");
        links =
            "/logins/"
                + api.post("/portal-accounts", account).is(201).json().getString("loginId")
                + "/upload-links";
        twilio.next(request -> {});
        String path = links;
        var unused =
            CompletableFuture.runAsync(
                () -> api.with("Idempotency-Key", "one").post(path, sms).is(201));
        Wait.until("the carrier was asked", () -> twilio.asked() == 1);
      }

      try (var second = start(database, twilio)) {
        var api = second.api();
        assertEquals("unknown", state(api, links));
        var once = api.with("Idempotency-Key", "one");
        once.post(links, sms).is(Problem.REQUEST_IN_PROGRESS);
        age(database);
        var repeat = once.post(links, sms).is(201);

        assertEquals("true", repeat.header("Idempotent-Replayed"));
        assertEquals("unknown", repeat.json().getJsonObject("sms").getString("state"));
        assertEquals(1, api.get(links).items().size());
        assertEquals(1, twilio.asked());
      }
    }
  }

  private static String state(ApiClient api, String links) {
    return api.get(links).items().get(0).getJsonObject("sms").getString("state");
  }
}
