// Opens a throw-away browser for each run, behind the proxy.
package de.belegbote.fetch.browser;

import com.google.errorprone.annotations.MustBeClosed;
import de.belegbote.fetch.browser.BrowserException.Kind;
import java.security.KeyStore;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The one place a run gets its browser from; each gets a pass of its own through the proxy. */
public final class Browsers {
  /** The engine that is part of this program, as recipes name it. */
  public static final String HTMLUNIT = "htmlunit";

  /** The engine that has to be installed, as recipes name it. */
  public static final String CHROMIUM = "chromium";

  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final Duration TURN = Duration.ofMinutes(15);

  private final EgressProxy proxy;
  private final KeyStore extraTrust;
  private final Optional<ChromiumProgram> chromium;
  private final Semaphore places;

  /**
   * @param extraTrust authorities trusted beside the JDK's own; null for none
   * @param chromium empty where it is not installed
   * @param most Chromium browsers at a time; who wants one more waits, 15 minutes at most
   */
  public Browsers(
      EgressProxy proxy, KeyStore extraTrust, Optional<ChromiumProgram> chromium, int most) {
    this.proxy = proxy;
    this.extraTrust = extraTrust;
    this.chromium = chromium;
    this.places = new Semaphore(most, true);
  }

  /** A browser and the pass it goes out with; closing it ends both. */
  public record Open(PortalBrowser browser, EgressPass pass, Runnable left)
      implements AutoCloseable {
    /** Frees the run that uses it, wherever it waits; from any thread, without blocking. */
    public void cut() {
      browser.expire();
      pass.close();
    }

    @Override
    public void close() {
      browser.close();
      pass.close();
      left.run();
    }
  }

  /** Whether there is an engine of that name. */
  public boolean have(String engine) {
    return engine.equals(HTMLUNIT) || (engine.equals(CHROMIUM) && chromium.isPresent());
  }

  /**
   * Opens a browser.
   *
   * @param engine as recipes name it
   * @param language what it asks portals for
   * @param deadline from now; every call after it fails
   * @param session of an earlier run that it goes on with; empty: an empty profile
   * @throws BrowserException CRASHED when it does not start, TIMED_OUT when all places stay taken
   */
  @MustBeClosed
  public Open open(
      String engine, Locale language, Duration deadline, Optional<KeptSession> session) {
    boolean drawn = engine.equals(CHROMIUM);
    if (drawn) {
      takePlace();
    }
    Runnable left = drawn ? places::release : () -> {};
    EgressPass pass = proxy.pass();
    Open opened = null;
    try {
      BrowserSettings settings = settings(pass, language, deadline, session, drawn);
      PortalBrowser browser =
          drawn
              ? new ChromiumBrowser(chromium.orElseThrow(Browsers::missing), settings, pass)
              : new HtmlUnitBrowser(settings);
      opened = new Open(browser, pass, left);
      session.ifPresent(browser::resume);
      return opened;
    } catch (RuntimeException failed) {
      if (opened != null) {
        opened.close();
      } else {
        pass.close();
        left.run();
      }
      throw failed;
    }
  }

  private static BrowserException missing() {
    return new BrowserException(Kind.CRASHED, "Chromium is not installed here", null);
  }

  private void takePlace() {
    try {
      if (!places.tryAcquire(TURN.toSeconds(), TimeUnit.SECONDS)) {
        throw new BrowserException(
            Kind.TIMED_OUT, "No Chromium came free; raise chromium.most", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrowserException(Kind.TIMED_OUT, "The wait for a Chromium was ended", e);
    }
  }

  // A drawing browser has more ways to tell its version than its name, so it keeps its own.
  private BrowserSettings settings(
      EgressPass pass,
      Locale language,
      Duration deadline,
      Optional<KeptSession> session,
      boolean drawn) {
    return new BrowserSettings(
        "127.0.0.1",
        proxy.port(),
        pass.user(),
        pass.password(),
        extraTrust,
        deadline,
        language.toLanguageTag(),
        drawn ? null : session.map(KeptSession::userAgent).orElse(null),
        session.map(KeptSession::zone).orElse(ZONE),
        BrowserSettings.Limits.usual());
  }
}
