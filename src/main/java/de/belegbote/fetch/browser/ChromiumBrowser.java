// The second engine: the distribution's Chromium behind the port.
package de.belegbote.fetch.browser;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.Cookie;
import de.belegbote.fetch.browser.BrowserException.Kind;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One browser process, one driver and one throw-away profile for one run, on one thread. When any
 * of them dies or hangs, this run ends and no other.
 */
public final class ChromiumBrowser implements PortalBrowser {
  private static final Logger LOG = LoggerFactory.getLogger(ChromiumBrowser.class);
  private static final Duration STOP = Duration.ofSeconds(3);
  private static final long WATCH_MILLIS = 200;
  // Of all that one action brings, against the limit of one answer.
  private static final int ANSWERS_AN_ACTION = 4;

  private final BrowserSettings settings;
  private final EgressPass pass;
  private final ChromiumProfile profile;
  private final BrowserThread thread;
  private Playwright playwright;
  private BrowserContext context;
  private ChromiumTabs tabs;
  private ChromiumTraffic traffic;
  private ChromiumDownloads downloads;
  private ChromiumSession session;
  private volatile long bytesBefore;
  private volatile boolean closed;

  /**
   * Starts a browser with an empty profile; nothing is loaded yet.
   *
   * @param pass that the settings name; what it refused and carried tells why something failed
   * @throws BrowserException CRASHED when it does not start, with what the browser said
   */
  public ChromiumBrowser(ChromiumProgram program, BrowserSettings settings, EgressPass pass) {
    this.settings = settings;
    this.pass = pass;
    profile = ChromiumProfile.create();
    thread = new BrowserThread("browser-chromium", settings.deadline(), settings.limits().call());
    try {
      run(
          () -> {
            start(program);
            return true;
          });
    } catch (RuntimeException failed) {
      close();
      throw failed;
    }
    watch();
  }

  private void start(ChromiumProgram program) {
    if (settings.extraTrust() != null) {
      profile.trust(settings.extraTrust(), program);
    }
    ChromiumDriver.startsFor(program, profile.folder());
    playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of()));
    try {
      context =
          playwright
              .chromium()
              .launchPersistentContext(
                  profile.data(), ChromiumStart.options(program, settings, profile));
    } catch (PlaywrightException e) {
      throw new BrowserException(
          Kind.CRASHED, "Chromium does not start: " + ChromiumStart.reason(e.getMessage()), null);
    }
    context.setDefaultTimeout((double) settings.limits().call().toMillis());
    tabs = new ChromiumTabs(context);
    traffic = new ChromiumTraffic(context, settings.limits().pages(), pass);
    downloads =
        new ChromiumDownloads(
            context.browser().newBrowserCDPSession(),
            traffic,
            profile.downloads(),
            settings.limits().answerBytes());
    String agent = String.valueOf(tabs.newest().evaluate("navigator.userAgent"));
    session = new ChromiumSession(context, ChromiumStart.named(settings, agent));
  }

  // The driver does not tell how large a page becomes while it loads; the proxy's counter does.
  private void watch() {
    CompletableFuture.delayedExecutor(WATCH_MILLIS, TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              long most = (long) settings.limits().answerBytes() * ANSWERS_AN_ACTION;
              if (pass.bytes() - bytesBefore > most) {
                thread.end(
                    new BrowserException(
                        Kind.TOO_MUCH, "One action brought more than " + most + " bytes", null));
                profile.kill();
              } else if (!closed) {
                watch();
              }
            });
  }

  @Override
  public void open(String url) {
    URL address = Https.address(url);
    begins();
    run(
        () -> {
          downloads.forget();
          try {
            return tabs.open(url);
          } catch (PlaywrightException e) {
            return traffic.onward(e, address.toExternalForm());
          }
        });
  }

  @Override
  public List<Page> pages() {
    return run(
        () -> {
          tabs.pump();
          return tabs.frames().stream().<Page>map(this::page).toList();
        });
  }

  private ChromiumPage page(ChromiumTabs.Shown shown) {
    return new ChromiumPage(this, shown.frame(), shown.document());
  }

  @Override
  public boolean busy() {
    return run(
        () -> {
          tabs.pump();
          return traffic.busy() || downloads.busy();
        });
  }

  @Override
  public void idle(Duration time) {
    thread.idle(time);
    run(
        () -> {
          tabs.pump();
          return true;
        });
  }

  @Override
  public Answer request(Request request) {
    URL address = Https.address(request.url());
    begins();
    return run(() -> session.send(request, address));
  }

  @Override
  public void setCookie(String host, String name, String value) {
    run(
        () -> {
          context.addCookies(List.of(new Cookie(name, value).setUrl("https://" + host + "/")));
          return true;
        });
  }

  @Override
  public Optional<String> cookie(String url, String name) {
    URL address = Https.address(url);
    return run(
        () ->
            context.cookies(address.toExternalForm()).stream()
                .filter(cookie -> cookie.name.equals(name))
                .map(cookie -> cookie.value)
                .findFirst());
  }

  @Override
  public KeptSession keep() {
    return run(() -> session.keep());
  }

  @Override
  public void resume(KeptSession kept) {
    run(
        () -> {
          session.resume(kept);
          return true;
        });
  }

  @Override
  public Optional<Answer> download() {
    return run(
        () -> {
          tabs.pump();
          return downloads.caught();
        });
  }

  @Override
  public void expire() {
    thread.expire();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    profile.kill();
    // Everything that could be waited for is dead, so this ends at once.
    if (!thread.stop(this::release, STOP)) {
      LOG.warn("the thread of a browser did not end within {} seconds", STOP.toSeconds());
    }
    profile.delete();
  }

  private void release() {
    try {
      if (session != null) {
        session.close();
      }
      if (playwright != null) {
        playwright.close();
      }
    } catch (RuntimeException dead) {
      LOG.debug("a driver ended: {}", dead.getClass().getName());
    }
  }

  /** What comes from now on is the fruit of a new action. */
  void begins() {
    bytesBefore = pass.bytes();
  }

  /** What was downloaded before is not the fruit of what is done now; on the browser's thread. */
  void forgetDownload() {
    downloads.forget();
  }

  ChromiumTraffic traffic() {
    return traffic;
  }

  ChromiumTabs tabs() {
    return tabs;
  }

  /** Runs on the browser's thread; what the driver throws becomes a {@link BrowserException}. */
  @CanIgnoreReturnValue
  <T> T run(Callable<T> work) {
    return thread.call(
        () -> {
          T result;
          try {
            result = work.call();
          } catch (PlaywrightException e) {
            throw ChromiumTabs.fault(context, e);
          }
          BrowserException fault = traffic.takeFault();
          if (fault != null) {
            throw fault;
          }
          return result;
        });
  }

  /** The same, with what is to be said when the document is not there any more. */
  @CanIgnoreReturnValue
  <T> T ask(T whenGone, Callable<T> work) {
    return run(
        () -> {
          try {
            return work.call();
          } catch (PlaywrightException e) {
            if (ChromiumTabs.isGone(e)) {
              return whenGone;
            }
            throw e;
          }
        });
  }
}
