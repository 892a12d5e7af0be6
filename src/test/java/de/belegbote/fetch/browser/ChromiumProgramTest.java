// What is said where parts of Chromium are missing.
package de.belegbote.fetch.browser;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChromiumProgramTest {
  @TempDir Path folder;

  private List<String> missing(Path chromium, Path driver) {
    return ChromiumProgram.find(Optional.of(chromium), Optional.of(driver), true).missing();
  }

  private Path driver(String version) throws Exception {
    Path made = Files.createDirectories(folder.resolve(version));
    Files.writeString(made.resolve("cli.js"), "");
    return Files.writeString(
            made.resolve("package.json"), "{\"version\": \"%s\"}".formatted(version))
        .getParent();
  }

  private static boolean names(List<String> lines, String... parts) {
    return lines.stream()
        .anyMatch(line -> List.of(parts).stream().allMatch(part -> line.contains(part)));
  }

  @Test
  void saysWhatIsMissingAndWhatToDo() throws Exception {
    var lines = missing(folder.resolve("no-browser"), folder.resolve("no-driver"));
    assertTrue(names(lines, "no Chromium at " + folder, "chromium.path"), lines.toString());
    assertTrue(names(lines, "npm install playwright-core@", "chromium.driver"), lines.toString());
  }

  @Test
  void takesTheDriverOfItsOwnVersionOnly() throws Exception {
    Path browser = Files.createFile(folder.resolve("chromium"));
    Files.setPosixFilePermissions(browser, PosixFilePermissions.fromString("rwx------"));
    assertTrue(
        names(missing(browser, driver("1.61.0")), "no playwright-core " + ChromiumProgram.VERSION));
    var right = missing(browser, driver(ChromiumProgram.VERSION));
    assertTrue(!names(right, "playwright-core") && !names(right, "no Chromium"), right.toString());
  }

  @Test
  void wantsTheVersionOfTheLibraryEverywhere() throws Exception {
    String pom = Files.readString(Path.of("pom.xml"));
    String npm = Files.readString(Path.of("src/main/node/package.json"));
    assertTrue(pom.contains("<playwright.version>" + ChromiumProgram.VERSION + "<"), "pom.xml");
    assertTrue(npm.contains("\"playwright-core\": \"" + ChromiumProgram.VERSION + "\""), npm);
  }
}
