// Opens a throw-away browser for each run, behind the proxy.
package de.belegbote.fetch.browser;

import java.security.KeyStore;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;

/** The one place a run gets its browser from; each gets a pass of its own through the proxy. */
public final class Browsers {
  /** The engine there is, as recipes name it. */
  public static final String HTMLUNIT = "htmlunit";

  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  private final EgressProxy proxy;
  private final KeyStore extraTrust;

  /**
   * @param extraTrust authorities trusted beside the JDK's own; null for none
   */
  public Browsers(EgressProxy proxy, KeyStore extraTrust) {
    this.proxy = proxy;
    this.extraTrust = extraTrust;
  }

  /** A browser and the pass it goes out with; closing it ends both. */
  public record Open(HtmlUnitBrowser browser, EgressPass pass) implements AutoCloseable {
    /** Frees the run that uses it, wherever it waits; from any thread, without blocking. */
    public void cut() {
      browser.expire();
      pass.close();
    }

    @Override
    public void close() {
      browser.close();
      pass.close();
    }
  }

  /**
   * Opens a browser with an empty profile.
   *
   * @param language what it asks portals for
   * @param deadline from now; every call after it fails
   */
  public Open open(Locale language, Duration deadline) {
    EgressPass pass = proxy.pass();
    try {
      return new Open(
          new HtmlUnitBrowser(
              new BrowserSettings(
                  "127.0.0.1",
                  proxy.port(),
                  pass.user(),
                  pass.password(),
                  extraTrust,
                  deadline,
                  language.toLanguageTag(),
                  null,
                  ZONE,
                  BrowserSettings.Limits.usual())),
          pass);
    } catch (RuntimeException failed) {
      pass.close();
      throw failed;
    }
  }
}
