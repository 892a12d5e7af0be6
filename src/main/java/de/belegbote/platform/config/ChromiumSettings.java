// How the second browser engine is found and used.
package de.belegbote.platform.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chromium for the portals whose recipes want it; where it is not installed, they are left out.
 *
 * @param path of the browser's program; empty: where distributions put it
 * @param driver folder of the npm package playwright-core; empty: where the image has it
 * @param most browsers at a time in this process
 * @param sandbox whether its own sandbox is on; off in dev only
 */
public record ChromiumSettings(
    Optional<Path> path, Optional<Path> driver, int most, boolean sandbox) {
  /** Where it usually is, two at a time, in its sandbox. */
  public static final ChromiumSettings USUAL =
      new ChromiumSettings(Optional.empty(), Optional.empty(), 2, true);

  /** Their names and what they mean. */
  static final Map<String, String> SETTINGS =
      Map.of(
          "chromium.path", "Chromium's program (default: where distributions put it)",
          "chromium.driver",
              "folder of playwright-core (default: /opt/belegbote/node_modules/playwright-core)",
          "chromium.most", "Chromium browsers at a time in this process (default: 2)",
          "chromium.sandbox", "Chromium's own sandbox; false in dev only (default: true)");

  static ChromiumSettings of(Map<String, String> values, boolean dev, List<String> problems) {
    String most = values.getOrDefault("chromium.most", "2");
    if (!most.matches("[1-9]|[1-5]\\d")) {
      problems.add("chromium.most: must be a whole number from 1 to 59");
      most = "2";
    }
    String sandbox = values.getOrDefault("chromium.sandbox", "true");
    if (!List.of("true", "false").contains(sandbox)) {
      problems.add("chromium.sandbox: must be true or false");
    } else if (sandbox.equals("false") && !dev) {
      problems.add(
          "chromium.sandbox: may be off in a trial (--dev) only: without it a portal's page that"
              + " breaks out of Chromium is in this service");
    }
    return new ChromiumSettings(
        Optional.ofNullable(values.get("chromium.path")).map(Path::of),
        Optional.ofNullable(values.get("chromium.driver")).map(Path::of),
        Integer.parseInt(most),
        !sandbox.equals("false"));
  }
}
