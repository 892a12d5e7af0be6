// What becomes of a run, and of the others, when its Chromium dies or does not start.
package de.belegbote.fetch.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.fetch.browser.BrowserException.Kind;
import de.belegbote.testing.RequiresTool;
import de.belegbote.testing.Wait;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RequiresTool("playwright")
class ChromiumCrashIT {
  private static final String MARK = "--diagnostic-dir=";

  private final ContractSite site = new ContractSite();

  @AfterEach
  void close() {
    site.close();
    assertEquals(List.of(), folders(), "a folder was left behind");
    assertEquals(List.of(), drivers(), "a driver was left behind");
  }

  private ChromiumBrowser start(ChromiumProgram program) {
    EgressPass pass = site.proxy().pass();
    return new ChromiumBrowser(
        program,
        new BrowserSettings(
            "127.0.0.1",
            site.proxy().port(),
            pass.user(),
            pass.password(),
            site.trust(),
            Duration.ofMinutes(3),
            "de-DE",
            null,
            ZoneOffset.UTC,
            BrowserSettings.Limits.usual()),
        pass);
  }

  /** The drivers of this process, oldest first. */
  private static List<ProcessHandle> drivers() {
    return ProcessHandle.current()
        .children()
        .filter(child -> folder(child).isPresent() && child.isAlive())
        .sorted()
        .toList();
  }

  private static Optional<Path> folder(ProcessHandle driver) {
    return Arrays.stream(driver.info().arguments().orElse(new String[0]))
        .filter(argument -> argument.startsWith(MARK))
        .map(argument -> Path.of(argument.substring(MARK.length())))
        .findFirst();
  }

  private static List<Path> folders() {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(one -> one.getFileName().toString().startsWith("belegbote-browser-"))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The browser's main process, which started all its others. */
  private static ProcessHandle browserOf(ProcessHandle driver) {
    return driver.children().findFirst().orElseThrow();
  }

  @Test
  void endsOnlyItsOwnRunWhenTheBrowserIsKilled() {
    site.page("/", "<p id=p>here</p>").on("shop.example", "/hang", request -> {});
    ChromiumProgram program = InstalledChromium.program();
    try (var dying = start(program)) {
      ProcessHandle driver = drivers().get(0);
      try (var living = start(program)) {
        living.open("https://shop.example/");
        site.vertx().setTimer(1_500, later -> browserOf(driver).destroyForcibly());
        BrowserContract.fails(Kind.CRASHED, () -> dying.open("https://shop.example/hang"));
        BrowserContract.fails(Kind.CRASHED, dying::pages);
        assertEquals("here", living.pages().get(0).find("#p").get(0).text());
      }
    }
  }

  @Test
  void endsTheRunAndTheBrowserWhenTheDriverIsKilled() {
    site.page("/", "<p id=p>here</p>");
    List<ProcessHandle> all;
    try (var dying = start(InstalledChromium.program())) {
      dying.open("https://shop.example/");
      ProcessHandle driver = drivers().get(0);
      all = driver.descendants().toList();
      assertTrue(all.size() > 2, "a browser is several processes");
      assertTrue(driver.destroyForcibly());
      BrowserContract.fails(Kind.CRASHED, dying::pages);
    }
    Wait.until("its processes are gone", () -> all.stream().noneMatch(ChromiumCrashIT::runs));
  }

  // A process that ended may still be listed until somebody asks for its exit code.
  private static boolean runs(ProcessHandle process) {
    try {
      String status = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return !status.contains(") Z ");
    } catch (IOException gone) {
      return false;
    }
  }

  @Test
  void keepsItsFolderAndItsEnvironmentToItself() throws IOException {
    site.page("/", "<p id=p>here</p>");
    try (var open = start(InstalledChromium.program())) {
      open.open("https://shop.example/");
      ProcessHandle driver = drivers().get(0);
      assertEquals(
          "rwx------",
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(folder(driver).orElseThrow())));
      for (ProcessHandle process : List.of(driver, browserOf(driver))) {
        Set<String> known =
            Set.of("PATH", "HOME", "TMPDIR", "LANG", "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD");
        var names = environment(process);
        names.removeAll(known);
        names.removeIf(name -> name.startsWith("PW_") || name.startsWith("CHROME_"));
        assertEquals(Set.of(), names, "our own environment holds secrets");
      }
    }
  }

  private static Set<String> environment(ProcessHandle process) throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/environ"));
    var names = new TreeSet<String>();
    for (String one : new String(bytes, StandardCharsets.UTF_8).split("\0", -1)) {
      if (!one.isEmpty()) {
        assertFalse(names.contains(one.split("=", 2)[0]), "twice");
        names.add(one.split("=", 2)[0]);
      }
    }
    return names;
  }

  @Test
  void tellsWhyItDoesNotStart() {
    ChromiumProgram real = InstalledChromium.program();
    var broken =
        new ChromiumProgram(
            Path.of("/bin/false"), real.node(), real.driver(), real.certutil(), real.sandbox());
    var fault = BrowserContract.fails(Kind.CRASHED, () -> start(broken).close());
    assertTrue(fault.getMessage().startsWith("Chromium does not start: "), fault.getMessage());
  }

  @Test
  void saysWhatItTakesToTrustAnotherAuthority() {
    ChromiumProgram real = InstalledChromium.program();
    var without =
        new ChromiumProgram(
            real.chromium(), real.node(), real.driver(), Optional.empty(), real.sandbox());
    var fault = BrowserContract.fails(Kind.CRASHED, () -> start(without).close());
    assertTrue(fault.getMessage().contains("libnss3-tools"), fault.getMessage());
  }
}
