// Starts Chromium once, to see whether it and its sandbox work on this machine.
package de.belegbote.fetch.browser;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Opens a browser as a run does, with its driver, and asks it for its name; without a network.
 * Blocks for some seconds, a minute at most.
 */
public final class ChromiumProbe {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int DISCARD = 9;

  private final ChromiumProgram program;

  public ChromiumProbe(ChromiumProgram program) {
    this.program = program;
  }

  /** Why it does not work; empty when it does. */
  public Optional<String> fault() {
    try (var pass = new EgressPass(EgressPass.Limits.usual(), gone -> {});
        var browser = new ChromiumBrowser(program, settings(pass), pass)) {
      return browser.pages().isEmpty() ? Optional.of("it shows no page") : Optional.empty();
    } catch (BrowserException e) {
      return Optional.of(e.getMessage());
    } catch (UncheckedIOException e) {
      return Optional.of(e.getMessage() + " below java.io.tmpdir");
    }
  }

  private static BrowserSettings settings(EgressPass pass) {
    return new BrowserSettings(
        "127.0.0.1",
        DISCARD,
        pass.user(),
        pass.password(),
        null,
        LONGEST,
        "de-DE",
        null,
        ZoneOffset.UTC,
        new BrowserSettings.Limits(1, 1_000_000, LONGEST));
  }
}
