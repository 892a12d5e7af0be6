// A Keycloak server of its own for one test class.
package de.belegbote.keycloak;

import de.belegbote.platform.Secret;
import de.belegbote.platform.crypto.Tokens;
import de.belegbote.testing.Wait;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Keycloak as its makers ship it, in production mode: HTTPS on free ports of loopback, its database
 * in memory. The first start of a fresh distribution takes half a minute more, for it optimises
 * itself once.
 */
final class Keycloak implements AutoCloseable {
  static final String ADMIN = "belegbote-test";

  // 36 s on two idle cores; four minutes were seen on busy ones.
  private static final Duration START = Duration.ofMinutes(6);
  private static final Duration END = Duration.ofSeconds(20);
  private static final long LOOK_MILLIS = 500;
  private static final int TAIL = 4_000;

  // What it says once it listens: Quarkus names the ports that it was given for 0.
  private static final Pattern LISTENING =
      Pattern.compile(
          "Listening on: https://127\\.0\\.0\\.1:(\\d+)\\."
              + " Management interface listening on https://127\\.0\\.0\\.1:(\\d+)\\.");

  private final Secret adminSecret = new Secret(Tokens.random(24));
  private final Thread atExit = new Thread(this::end, "keycloak-end");
  private final Path log;
  private final Process process;
  private int port;

  private Keycloak(Wire wire, Path distribution, Path folder) throws IOException {
    log = folder.resolve("keycloak.log");
    Path keys = folder.resolve("server.p12");
    Files.write(keys, wire.keys().getValue().getBytes());
    var builder =
        new ProcessBuilder(
                distribution.resolve("bin/kc.sh").toString(),
                "start",
                "--db=dev-mem",
                "--cache=local",
                "--health-enabled=true",
                "--hostname=https://" + Wire.LOGIN,
                "--http-host=127.0.0.1",
                "--https-port=0",
                "--http-management-port=0",
                "--https-key-store-file=" + keys,
                "--https-key-store-password=" + wire.keys().getPassword())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("KC_") || name.startsWith("JAVA_OPTS"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx512m");
    environment.put("KC_BOOTSTRAP_ADMIN_CLIENT_ID", ADMIN);
    environment.put("KC_BOOTSTRAP_ADMIN_CLIENT_SECRET", adminSecret.reveal());
    process = builder.start();
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts it and waits until it says that it is ready.
   *
   * @param folder for its log and its key; the caller removes it
   * @throws AssertionError with the end of its log when it ends or is not ready within 6 minutes
   */
  static Keycloak start(Wire wire, Path folder) throws IOException {
    Path distribution = Distribution.folder().orElseThrow();
    var keycloak = new Keycloak(wire, distribution, folder);
    try {
      keycloak.awaitReady(wire);
      return keycloak;
    } catch (IOException | RuntimeException | Error failed) {
      keycloak.close();
      throw failed;
    }
  }

  /** Where it listens. */
  int port() {
    return port;
  }

  /** Secret of the service account {@link #ADMIN}, which may do everything. */
  Secret adminSecret() {
    return adminSecret;
  }

  private void awaitReady(Wire wire) throws IOException {
    long until = System.nanoTime() + START.toNanos();
    int management = 0;
    while (System.nanoTime() < until && process.isAlive()) {
      Matcher listening = LISTENING.matcher(Files.readString(log));
      if (management == 0 && listening.find()) {
        port = Integer.parseInt(listening.group(1));
        management = Integer.parseInt(listening.group(2));
      }
      // It listens long before its database is set up.
      if (management != 0 && isReady(wire, management)) {
        return;
      }
      sleep();
    }
    String text = Files.readString(log);
    throw new AssertionError(
        "Keycloak did not get ready: " + text.substring(Math.max(0, text.length() - TAIL)));
  }

  private static boolean isReady(Wire wire, int management) {
    return Wait.until(
        wire.to(HttpMethod.GET, Wire.LOGIN, management, "/health/ready")
            .send()
            .map(HttpResponse::statusCode)
            .map(status -> status == 200)
            // A call that fails on a busy machine is no answer yet; the loop asks again.
            .otherwise(false),
        Wire.PATIENCE);
  }

  private static void sleep() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  @Override
  public void close() {
    end();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  // The script passes the signal on; what does not end by it is ended.
  private void end() {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    process.destroy();
    long until = System.nanoTime() + END.toNanos();
    while (System.nanoTime() < until && all.stream().anyMatch(ProcessHandle::isAlive)) {
      sleep();
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
