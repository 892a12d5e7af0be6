// What a start without --dev refuses, and what it leaves out (docs/security.md, start-up).
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.ChromiumSettings;
import de.belegbote.platform.config.Config;
import de.belegbote.platform.config.ConfigException;
import de.belegbote.platform.config.DocumentSettings;
import de.belegbote.platform.config.VaultSettings;
import de.belegbote.platform.config.VaultSettings.Right;
import de.belegbote.platform.crypto.KeyFiles;
import de.belegbote.testing.TestDatabase;
import de.belegbote.testing.vault.VaultDouble;
import de.belegbote.testing.vault.VaultSetup;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProductionStartIT {
  @TempDir Path folder;
  private final TestDatabase database = TestDatabase.create();
  private final VaultDouble vault = VaultDouble.start(Clock.systemUTC());
  private final VaultSetup setup = VaultSetup.on(vault);

  @AfterEach
  void stop() {
    vault.close();
    database.close();
  }

  private House start(VaultSettings vaultSettings) throws IOException {
    Path tenants = Files.createDirectories(folder.resolve("tenants"));
    Files.writeString(tenants.resolve("a.yaml"), TestHouse.tenant(TestHouse.A, ""));
    return House.start(
        new Config(
            false,
            EnumSet.of(Config.Role.API, Config.Role.WEBHOOKS),
            folder.resolve("data"),
            folder.resolve("data"),
            "127.0.0.1",
            0,
            0,
            URI.create("https://belegbote.test"),
            Optional.of(tenants),
            Optional.empty(),
            Optional.of(database.settings()),
            Optional.empty(),
            DocumentSettings.DIRECTORY,
            0,
            Optional.of(vaultSettings),
            ChromiumSettings.USUAL,
            "info"),
        TimeSource.system());
  }

  private String refusal(VaultSettings vaultSettings) {
    return assertThrows(ConfigException.class, () -> start(vaultSettings)).getMessage();
  }

  @Test
  void refusesVaultsRootToken() {
    assertTrue(refusal(setup.withRoot(Right.API).settings()).contains("root token"));
  }

  @Test
  void refusesAPartThatMayMoreInVaultThanItNeeds() {
    String text = refusal(setup.confused(Right.API, Right.OPERATOR).settings());
    assertTrue(text.contains("secrets.vault.api") && text.contains("may also [read]"), text);
  }

  @Test
  void refusesAPartThatMayLessInVaultThanItNeeds() {
    String text = refusal(setup.confused(Right.WEBHOOKS, Right.API).settings());
    assertTrue(text.contains("secrets.vault.webhooks") && text.contains("lacks [read]"), text);
  }

  @Test
  void servesNoHelperOfATrial() throws Exception {
    var house = start(setup.settings());
    try {
      assertEquals(0, house.ports().practice(), "the practice portal listens");
      assertEquals(200, status(house.ports().management(), "/health/live"));
      for (String path : List.of("/dev/token", "/dev/outbox")) {
        assertEquals(404, status(house.ports().management(), path), path);
        assertEquals(404, status(house.ports().http(), path), path);
      }
    } finally {
      house.stop();
    }
  }

  private static int status(int port, String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }

  @Test
  void makesKeysOfItsOwnForEachInstallation() throws IOException {
    for (String one : List.of("a", "b")) {
      var unused = KeyFiles.in(folder.resolve(one));
    }
    for (String file :
        List.of("api.keyset.json", "secrets.keyset.json", "print.key", "token.keyset.json")) {
      assertNotEquals(
          -1,
          Files.mismatch(folder.resolve("a").resolve(file), folder.resolve("b").resolve(file)),
          file);
    }
  }

  @Test
  void bringsNoKeyThatCouldSignAToken() throws IOException {
    try (var files = Files.walk(Path.of("tenants"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file);
        assertTrue(!text.contains("PRIVATE KEY"), file::toString);
        assertTrue(
            !text.matches("(?s).*[\"' {,]d[\"']?\\s*:\\s*[\"'][\\w-]{20,}.*"), file::toString);
      }
    }
    assertTrue(
        new JsonObject()
            .put("d", "x".repeat(43))
            .encode()
            .matches("(?s).*[\"' {,]d[\"']?\\s*:\\s*[\"'][\\w-]{20,}.*"),
        "the pattern sees no private key");
  }
}
