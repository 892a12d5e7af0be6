// The parts of the second engine that are installed on this machine.
package de.belegbote.fetch.browser;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The distribution's Chromium and what drives it.
 *
 * @param chromium the browser
 * @param node Node.js 20 or later
 * @param driver folder of the npm package playwright-core, of the version of our library
 * @param certutil NSS's tool, needed only to trust an authority beside the public ones
 * @param sandbox whether Chromium's own sandbox is on; never off in production
 */
public record ChromiumProgram(
    Path chromium, Path node, Path driver, Optional<Path> certutil, boolean sandbox) {
  /** The version that playwright-core must have: that of com.microsoft.playwright. */
  public static final String VERSION = "1.62.0";

  // Debian's own launcher adds switches and looks around on the machine: the program behind it.
  private static final List<String> BROWSERS =
      List.of(
          "/usr/lib/chromium/chromium",
          "/usr/bin/chromium",
          "/usr/bin/chromium-browser",
          "/usr/bin/google-chrome");

  private static final List<String> DRIVERS =
      List.of(
          "/opt/belegbote/node_modules/playwright-core",
          "target/playwright/node_modules/playwright-core");

  /**
   * What is there, or what is missing.
   *
   * @param program empty unless everything is there
   * @param missing one line for each missing part, with what to do
   */
  public record Found(Optional<ChromiumProgram> program, List<String> missing) {}

  /**
   * Looks for the parts.
   *
   * @param chromium path of the browser; empty: where distributions put it
   * @param driver folder of playwright-core; empty: where the image has it
   */
  public static Found find(Optional<Path> chromium, Optional<Path> driver, boolean sandbox) {
    List<String> missing = new ArrayList<>();
    Optional<Path> browser = first(chromium, BROWSERS).filter(Files::isExecutable);
    Optional<Path> core = first(driver, DRIVERS).filter(ChromiumProgram::isRightVersion);
    Optional<Path> node = onPath("node");
    if (browser.isEmpty()) {
      missing.add(
          "there is no Chromium at %s: install the package chromium, or name it by chromium.path"
              .formatted(chromium.map(Path::toString).orElse("the usual places")));
    }
    if (node.isEmpty()) {
      missing.add("there is no Node.js on the PATH: install version 20 or later");
    }
    if (core.isEmpty()) {
      missing.add(
          "there is no playwright-core %s at %s: npm install playwright-core@%s, and name its folder by"
                  .formatted(VERSION, driver.map(Path::toString).orElse(DRIVERS.get(0)), VERSION)
              + " chromium.driver");
    }
    if (System.getenv().getOrDefault("DEBUG", "").contains("pw:")) {
      missing.add("DEBUG would write what is typed into the log: take pw: out of it");
    }
    return missing.isEmpty()
        ? new Found(
            Optional.of(
                new ChromiumProgram(
                    browser.orElseThrow(),
                    node.orElseThrow(),
                    core.orElseThrow(),
                    onPath("certutil"),
                    sandbox)),
            List.of())
        : new Found(Optional.empty(), List.copyOf(missing));
  }

  private static Optional<Path> first(Optional<Path> named, List<String> usual) {
    return named.isPresent()
        ? named.map(Path::toAbsolutePath)
        : usual.stream().map(Path::of).filter(Files::exists).map(Path::toAbsolutePath).findFirst();
  }

  private static boolean isRightVersion(Path core) {
    try {
      return Files.isRegularFile(core.resolve("cli.js"))
          && Files.readString(core.resolve("package.json"))
              .contains("\"version\": \"" + VERSION + "\"");
    } catch (java.io.IOException unreadable) {
      return false;
    }
  }

  private static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
