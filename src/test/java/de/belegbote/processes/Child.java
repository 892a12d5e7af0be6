// A child process of a test: a JVM that carries out fetches until it is killed.
package de.belegbote.processes;

import de.belegbote.FetchProcess;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** Started early, it waits for its order; so a test need not wait for the JVM. */
final class Child {
  private static final int LINES_KEPT = 80;

  private final Process process;
  private final Deque<String> lines = new ArrayDeque<>();
  private final Thread reader;
  private volatile boolean ready;

  /** Starts the JVM; it does nothing yet. */
  Child() {
    // Tuned for a short life: it runs for seconds.
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                FetchProcess.class.getName())
            .redirectErrorStream(true);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    try {
      process = builder.start();
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
    reader = new Thread(this::read, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (var output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        ready |= line.equals(FetchProcess.READY);
        keep(line);
      }
    } catch (IOException ended) {
      keep("(no more output: " + ended.getMessage() + ")");
    }
  }

  private void keep(String line) {
    synchronized (lines) {
      lines.addLast(line);
      if (lines.size() > LINES_KEPT) {
        lines.removeFirst();
      }
    }
  }

  /** Gives it its order, made by {@link FetchProcess#order}. */
  void begin(JsonObject order) {
    try {
      var input = process.getOutputStream();
      input.write((order.encode() + "\n").getBytes(StandardCharsets.UTF_8));
      input.flush();
    } catch (IOException gone) {
      throw new UncheckedIOException(tail(), gone);
    }
  }

  /** Whether it works; fails when it has ended. */
  boolean isReady() {
    if (!process.isAlive()) {
      throw new AssertionError("the process ended with " + process.exitValue() + "\n" + tail());
    }
    return ready;
  }

  /** SIGKILL; returns when it is gone. */
  void kill() {
    process.destroyForcibly();
    ends(20);
  }

  /** SIGTERM. */
  void terminate() {
    // Process.destroy would close its input too, which ends it at once.
    process.toHandle().destroy();
  }

  /** Waits for its end; fails after so many seconds. */
  void ends(long seconds) {
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new AssertionError("it did not end within " + seconds + " s\n" + tail());
      }
      reader.join(TimeUnit.SECONDS.toMillis(seconds));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    }
  }

  /** The last lines it wrote. */
  String tail() {
    synchronized (lines) {
      return "--- process " + process.pid() + "\n" + String.join("\n", lines);
    }
  }
}
