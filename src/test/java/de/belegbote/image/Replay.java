// A command of .ci/replay-dockerfile as a process of its own.
package de.belegbote.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What it prints goes to a file, so that it never waits for a reader. */
final class Replay {
  /** What the script makes; kept for the next time. */
  static final Path FOLDER = Path.of("target/image").toAbsolutePath();

  private static final String JDK = Path.of("target/jdk-25").toAbsolutePath().toString();
  private static final String JAR = Path.of("target/belegbote.jar").toAbsolutePath().toString();

  final Process process;
  private final Path output;

  /** Starts it, with further variables. */
  Replay(Path output, Map<String, String> environment, String... arguments) throws IOException {
    this.output = output;
    var command = new ArrayList<>(List.of(".ci/replay-dockerfile"));
    command.addAll(List.of(arguments));
    command.add(2, FOLDER.toString());
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("BELEGBOTE_"));
    builder.environment().putAll(Map.of("JDK", JDK, "JAR", JAR));
    builder.environment().putAll(environment);
    process = builder.redirectOutput(output.toFile()).start();
  }

  /** All it printed so far. */
  String said() {
    try {
      return Files.readString(output);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /** Waits for its end. */
  int ends(long minutes) throws InterruptedException {
    if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
      process.destroy();
      throw new AssertionError("it did not end: " + said());
    }
    return process.exitValue();
  }

  /** Waits until it printed a text; fails when it ended before, or after two minutes. */
  void says(String text) throws InterruptedException {
    for (int i = 0; i < 600 && process.isAlive(); i++) {
      if (said().contains(text)) {
        return;
      }
      Thread.sleep(200);
    }
    throw new AssertionError("it did not say \"" + text + "\": " + said());
  }
}
