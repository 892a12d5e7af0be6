// The browser in front of which a person sits, for tests of the pages.
package de.belegbote.fetch.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Unlike the fetcher's it reaches the loopback address; used by one thread only. */
public final class PeopleBrowser implements AutoCloseable {
  private final Playwright playwright;
  private final Browser browser;

  /**
   * Starts it.
   *
   * @param folder of the test; everything that driver and browser write stays in there
   * @param switches further ones of Chromium
   */
  public PeopleBrowser(Path folder, String... switches) {
    var program = InstalledChromium.program();
    ChromiumDriver.startsFor(program, folder);
    playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of()));
    browser =
        playwright
            .chromium()
            .launch(
                new LaunchOptions()
                    .setExecutablePath(program.chromium())
                    .setChromiumSandbox(program.sandbox())
                    .setEnv(ChromiumDriver.environment(folder))
                    .setArgs(List.of(switches)));
  }

  public Browser browser() {
    return browser;
  }

  @Override
  public void close() {
    playwright.close();
  }
}
