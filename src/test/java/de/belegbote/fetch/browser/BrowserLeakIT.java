// Runs one after the other leave the machine as it was.
package de.belegbote.fetch.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.testing.RequiresTool;
import de.belegbote.testing.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code -Psoak} does a hundred of them. */
class BrowserLeakIT {
  private static final int RUNS = Integer.getInteger("belegbote.browser-runs", 3);

  /** What a run may not add to, however many runs there are. */
  private static final long HEAP = 20_000_000;

  private final ContractSite site = new ContractSite();

  @AfterEach
  void close() {
    site.close();
  }

  /** What can be counted from outside; the heap only grossly. */
  private record Left(Set<String> files, long processes, int threads, int descriptors) {
    static Left now() {
      return new Left(
          temporary(),
          ProcessHandle.current().descendants().count(),
          Thread.getAllStackTraces().size(),
          list(Path.of("/proc/self/fd")).size());
    }

    boolean atMost(Left before) {
      return before.files.containsAll(files)
          && processes <= before.processes
          && threads <= before.threads
          && descriptors <= before.descriptors;
    }
  }

  // Not /tmp: browsers of tests that run beside this one write there.
  private static Set<String> temporary() {
    return list(Path.of(System.getProperty("java.io.tmpdir"))).stream()
        .filter(name -> name.matches("(?i).*(belegbote-browser|chromium|playwright).*"))
        .collect(Collectors.toSet());
  }

  private static Set<String> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private void run(BiFunction<BrowserSettings, EgressPass, PortalBrowser> engine) {
    try (var pass = site.proxy().pass();
        var browser =
            engine.apply(
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
                pass)) {
      browser.open("https://shop.example/");
      browser.pages().get(0).find("#a").get(0).click();
      Wait.until("the file came", () -> browser.download().isPresent());
      assertEquals(
          200, browser.request(PortalBrowser.Request.get("https://shop.example/")).status());
    }
  }

  private void leaveNothing(BiFunction<BrowserSettings, EgressPass, PortalBrowser> engine) {
    site.page(
        "/",
        "<a id=a href=/file download>a</a><script>setInterval(() => fetch('/x'), 500);"
            + "window.kept = new Array(100000).fill('x');</script>");
    site.file(
        "shop.example",
        "/file",
        "application/pdf",
        io.vertx.core.buffer.Buffer.buffer("%PDF-1.4"),
        java.util.Map.of("Content-Disposition", "attachment"));
    // Twice, because the first ones load classes and open pools that stay.
    run(engine);
    run(engine);
    long heap = heap();
    Left before = Left.now();
    for (int i = 0; i < RUNS; i++) {
      run(engine);
    }
    Wait.until("nothing is left of " + RUNS + " runs: " + before, () -> Left.now().atMost(before));
    long grown = heap() - heap;
    assertTrue(grown < HEAP, RUNS + " runs left " + grown + " bytes on the heap");
  }

  @Test
  void leavesNothingOfHtmlUnit() {
    leaveNothing((settings, pass) -> new HtmlUnitBrowser(settings));
  }

  @Test
  @RequiresTool("playwright")
  void leavesNothingOfChromium() {
    ChromiumProgram program = InstalledChromium.program();
    leaveNothing((settings, pass) -> new ChromiumBrowser(program, settings, pass));
  }
}
