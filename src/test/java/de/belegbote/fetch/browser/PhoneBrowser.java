// A phone's browser for tests of our own pages.
package de.belegbote.fetch.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.Map;

/** One headless Chromium for a whole test class; one thread. */
public final class PhoneBrowser implements AutoCloseable {
  private static final int WIDTH = 390;
  private static final int HEIGHT = 844;

  private final Playwright playwright;
  private final Browser browser;

  /**
   * Starts it.
   *
   * @param folder where it may write
   */
  public PhoneBrowser(Path folder) {
    ChromiumProgram program = InstalledChromium.program();
    ChromiumDriver.startsFor(program, folder);
    playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of()));
    browser =
        playwright
            .chromium()
            .launch(
                new LaunchOptions()
                    .setExecutablePath(program.chromium())
                    .setChromiumSandbox(program.sandbox())
                    .setEnv(ChromiumDriver.environment(folder)));
  }

  /** An empty page of a phone that has visited nothing; close its context after use. */
  public Page page(String language) {
    return browser
        .newContext(
            new Browser.NewContextOptions()
                .setViewportSize(WIDTH, HEIGHT)
                .setIsMobile(true)
                .setHasTouch(true)
                .setLocale(language))
        .newPage();
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
