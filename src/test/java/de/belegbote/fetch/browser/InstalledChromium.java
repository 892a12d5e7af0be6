// The Chromium of the machine that the tests run on.
package de.belegbote.fetch.browser;

import java.util.Optional;

/** Looked for as the program itself does; .ci/run puts its driver into target/playwright. */
public final class InstalledChromium {
  private InstalledChromium() {}

  /** Without its sandbox where the tests run as root, as they do in containers. */
  public static ChromiumProgram program() {
    boolean root = System.getProperty("user.name").equals("root");
    var found = ChromiumProgram.find(Optional.empty(), Optional.empty(), !root);
    return found
        .program()
        .orElseThrow(() -> new AssertionError(String.join("; ", found.missing())));
  }
}
