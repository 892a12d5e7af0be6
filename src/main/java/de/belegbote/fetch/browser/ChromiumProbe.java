// Starts Chromium once, to see whether it and its sandbox work on this machine.
package de.belegbote.fetch.browser;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Shows an empty page without a network; blocks for some seconds, a minute at most. */
public final class ChromiumProbe {
  private static final int SECONDS = 60;

  private final ChromiumProgram program;

  public ChromiumProbe(ChromiumProgram program) {
    this.program = program;
  }

  /** Why it does not work; empty when it does. */
  public Optional<String> fault() {
    ChromiumProfile profile = ChromiumProfile.create();
    try {
      return Optional.ofNullable(start(profile));
    } catch (IOException e) {
      return Optional.of("it cannot be run");
    } finally {
      profile.kill();
      profile.delete();
    }
  }

  private String start(ChromiumProfile profile) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                program.chromium().toString(),
                "--headless",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--proxy-server=127.0.0.1:9",
                "--user-data-dir=" + profile.data(),
                "--dump-dom",
                "about:blank"));
    if (!program.sandbox()) {
      command.add(1, "--no-sandbox");
    }
    var words = profile.folder().resolve("words");
    var shown = profile.folder().resolve("shown");
    var builder =
        new ProcessBuilder(command).redirectError(words.toFile()).redirectOutput(shown.toFile());
    builder.environment().clear();
    builder.environment().putAll(ChromiumDriver.environment(profile.folder()));
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        return "it did not come up within " + SECONDS + " seconds";
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the wait for it was ended";
    }
    boolean drawn =
        java.nio.file.Files.readString(shown, StandardCharsets.UTF_8).contains("<html>");
    return drawn && process.exitValue() == 0
        ? null
        : ChromiumStart.reason(java.nio.file.Files.readString(words, StandardCharsets.UTF_8));
  }
}
