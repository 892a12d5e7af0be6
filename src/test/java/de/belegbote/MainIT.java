// The program as an operator starts it: in a process of its own, for production.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.Problem;
import de.belegbote.testing.ApiClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class MainIT {
  @TempDir Path folder;

  private Process start(int databasePort, String... more) throws IOException {
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
    return process.start();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String next(BufferedReader out, String part) throws IOException {
    var seen = new ArrayList<String>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.contains(part)) {
        return line;
      }
      seen.add(line);
    }
    throw new AssertionError("no line with " + part + " in " + seen);
  }

  @Test
  @Timeout(60)
  void writesJsonAndSaysThatTheDatabaseIsAway() throws IOException, InterruptedException {
    Process process = start(freePort());
    try (var out = process.inputReader()) {
      String url = next(out, "is ready").replaceFirst(".*(http://127[^ ]+).*", "$1");

      var answer =
          new ApiClient(URI.create(url), Map.of("X-API-KEY", "bb_some-key")).get("/tenant");

      answer.is(Problem.UNAVAILABLE);
      assertTrue(Integer.parseInt(answer.header("Retry-After")) > 0);
      var line = new JsonObject(next(out, "\"de.belegbote.access\""));
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
    try (var out = process.inputReader()) {
      assertTrue(next(out, "log:").contains("loud is none of"));
    }
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    assertEquals(1, process.exitValue());
  }
}
