// The program as an operator starts it: in a process of its own, for production.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.Problem;
import de.belegbote.testing.ApiClient;
import de.belegbote.testing.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class MainIT {
  @TempDir Path folder;

  private Process start(int databasePort, String... more) throws IOException {
    return start(databasePort, Map.of(), more);
  }

  private Process start(int databasePort, Map<String, String> environment, String... more)
      throws IOException {
    Path tenants = Files.createDirectories(folder.resolve("tenants"));
    Files.writeString(tenants.resolve("a.yaml"), TestHouse.tenant(TestHouse.A, ""));
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "de.belegbote.Main"));
    command.addAll(List.of(more));
    var process = new ProcessBuilder(command).redirectErrorStream(true);
    process
        .environment()
        .putAll(
            Map.of(
                "BELEGBOTE_DATA", folder.resolve("data").toString(),
                "BELEGBOTE_TENANTS", tenants.toString(),
                "BELEGBOTE_LISTEN", "127.0.0.1",
                "BELEGBOTE_PORT", "0",
                "BELEGBOTE_MANAGEMENT_PORT", "0",
                "BELEGBOTE_DATABASE_HOST", "127.0.0.1",
                "BELEGBOTE_DATABASE_PORT", String.valueOf(databasePort),
                "BELEGBOTE_DATABASE_TENANT_PASSWORD", "unused",
                "BELEGBOTE_DATABASE_QUEUE_PASSWORD", "unused",
                "BELEGBOTE_LOG", "info"));
    process.environment().put("BELEGBOTE_PUBLIC_URL", "https://belege.example.com");
    process.environment().put("BELEGBOTE_SECRETS_STORE", "vault");
    process.environment().put("BELEGBOTE_SECRETS_VAULT_ADDRESS", "https://127.0.0.1:" + freePort());
    process.environment().put("BELEGBOTE_SECRETS_VAULT_AUTH", "token");
    for (String part : List.of("API", "FETCH", "WEBHOOKS")) {
      process.environment().put("BELEGBOTE_SECRETS_VAULT_" + part + "_TOKEN", "unused");
    }
    process.environment().putAll(environment);
    return process.start();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Takes in all that a process prints: one whose output nobody reads stops when it prints. */
  private static final class Output {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    Output(Process process) {
      var reader = new Thread(() -> process.inputReader().lines().forEach(lines::add), "output");
      reader.setDaemon(true);
      reader.start();
    }

    /** The next line with this part; those before it are gone. */
    String next(String part) throws InterruptedException {
      var seen = new ArrayList<String>();
      for (var line = line(); line != null; line = line()) {
        if (line.contains(part)) {
          return line;
        }
        seen.add(line);
      }
      throw new AssertionError("no line with " + part + " in " + seen);
    }

    private String line() throws InterruptedException {
      return lines.poll(40, TimeUnit.SECONDS);
    }
  }

  @Test
  @Timeout(60)
  void writesJsonAndSaysThatTheDatabaseIsAway() throws IOException, InterruptedException {
    Process process = start(freePort());
    var out = new Output(process);
    try {
      String url = out.next("is ready").replaceFirst(".*(http://127[^ ]+).*", "$1");

      var answer =
          new ApiClient(URI.create(url), Map.of("X-API-KEY", "bb_some-key")).get("/tenant");

      answer.is(Problem.UNAVAILABLE);
      assertTrue(Integer.parseInt(answer.header("Retry-After")) > 0);
      var line = new JsonObject(out.next("\"de.belegbote.access\""));
      assertEquals("request", line.getString("formattedMessage"));
      var pairs = new JsonObject();
      line.getJsonArray("kvpList", new JsonArray())
          .forEach(pair -> pairs.mergeIn((JsonObject) pair));
      assertEquals("/v1/tenant", pairs.getString("route"));
      assertEquals("503", pairs.getString("status"));
      assertEquals(answer.header("X-Request-Id"), pairs.getString("requestId"));
    } finally {
      process.destroy();
      assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it did not end");
    }
  }

  @Test
  @Timeout(60)
  void saysWhatIsWrongWithTheSettingsAndEnds() throws IOException, InterruptedException {
    Process process = start(1, "--log=loud");
    assertTrue(new Output(process).next("log:").contains("loud is none of"));
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    assertEquals(1, process.exitValue());
  }

  @Test
  @Timeout(60)
  void saysWhichTenantFileIsBrokenAndEnds() throws IOException, InterruptedException {
    Path tenants = Files.createDirectories(folder.resolve("broken"));
    Files.writeString(tenants.resolve("b.yaml"), "id: 7\n");
    Process process = start(1, Map.of("BELEGBOTE_TENANTS", tenants.toString()));
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    assertEquals(1, process.exitValue());
    assertTrue(said.contains("Belegbote cannot start:"), said);
    assertTrue(said.contains("tenants: b.yaml: ") && said.contains("; mend the file"), said);
    assertFalse(said.contains("\tat "), said);
  }

  @Test
  @Timeout(60)
  void makesKeysAndRefusesAFolderThatLacksOne() throws IOException, InterruptedException {
    Path keys = folder.resolve("keys");
    Process made = start(1, "keys", keys.toString());
    assertTrue(new Output(made).next("holds the keys").contains("new: api.keyset.json"));
    assertTrue(made.waitFor(20, TimeUnit.SECONDS));
    assertEquals(0, made.exitValue());

    Files.delete(keys.resolve("print.key"));
    Process refused = start(1, "--keys=" + keys);
    assertTrue(new Output(refused).next("keys:").contains("lacks print.key"));
    assertTrue(refused.waitFor(20, TimeUnit.SECONDS));
    assertEquals(1, refused.exitValue());
  }

  @Test
  @Timeout(60)
  void migratesAndSaysWhatIsMissingForIt() throws Exception {
    Process lacking = start(1, "migrate");
    assertTrue(new Output(lacking).next("database.owner-password").contains("is missing"));
    assertTrue(lacking.waitFor(20, TimeUnit.SECONDS));
    assertEquals(1, lacking.exitValue());

    try (var database = TestDatabase.createUnmigrated()) {
      var settings = database.settings();
      Process migration =
          start(
              settings.port(),
              Map.of("BELEGBOTE_DATABASE_OWNER_PASSWORD", settings.ownerPassword().reveal()),
              "migrate",
              "--database.tls=false",
              "--database.name=" + settings.database());
      assertTrue(new Output(migration).next("schema").contains("up to date"));
      assertTrue(migration.waitFor(20, TimeUnit.SECONDS));
      assertEquals(0, migration.exitValue());
      try (var connection = database.connect("belegbote_owner");
          var statement = connection.createStatement();
          var rows = statement.executeQuery("select count(*) from belegbote.company")) {
        assertTrue(rows.next());
      }
    }
  }
}
