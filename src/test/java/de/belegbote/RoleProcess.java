// The program as an operator starts it, in a process of its own.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Started by settings in its environment only; keeps all it writes. */
final class RoleProcess implements AutoCloseable {
  private static final long LOOK_MS = 100;
  private static final int MOST_LOOKS = 1_800;

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final String name;
  private final int managementPort = freePort();
  private final Process process;

  /**
   * Starts it; whether it came up is waited for with {@link #awaitReady}.
   *
   * @param jvm options of the JVM
   * @param settings by the names of environment variables; the ports are chosen here
   */
  RoleProcess(String name, List<String> jvm, Map<String, String> settings) {
    this.name = name;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx384m"));
    // Where the search for leaks looks.
    command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    command.addAll(jvm);
    command.add("de.belegbote.Main");
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    var environment = builder.environment();
    environment.put("CLASSPATH", System.getProperty("java.class.path"));
    environment.put("BELEGBOTE_PORT", "0");
    environment.put("BELEGBOTE_MANAGEMENT_PORT", String.valueOf(managementPort));
    environment.putAll(settings);
    try {
      process = builder.start();
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
    var reader =
        new Thread(
            () -> process.inputReader(StandardCharsets.UTF_8).lines().forEach(lines::add),
            "output of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  // Nothing tells the port of a process in production, so it is chosen here and set.
  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }

  /** Waits until it says that it is ready; fails when it ends before, or after three minutes. */
  void awaitReady() {
    try {
      for (int i = 0; i < MOST_LOOKS; i++) {
        if (lines.stream().anyMatch(line -> line.startsWith("Belegbote is ready"))) {
          return;
        }
        assertTrue(process.isAlive(), () -> name + " has ended:\n" + output());
        TimeUnit.MILLISECONDS.sleep(LOOK_MS);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    throw new AssertionError(name + " does not get ready:\n" + output());
  }

  /** An address on loopback that it said, behind some words. */
  URI said(String words) {
    var address = Pattern.compile(Pattern.quote(words) + "\\s*(http://127[^ /]+)");
    return lines.stream()
        .map(address::matcher)
        .filter(found -> found.find())
        .map(found -> URI.create(found.group(1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " did not say " + words + ":\n" + output()));
  }

  /** The operator's port. */
  URI management() {
    return URI.create("http://127.0.0.1:" + managementPort);
  }

  /** All it has written. */
  String output() {
    return String.join("\n", lines);
  }

  /** Ends it as an operator does; fails when it does not end. */
  @Override
  public void close() {
    process.toHandle().destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(name + " did not end:\n" + output());
      }
    } catch (InterruptedException stop) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
