// The cheap engine: HtmlUnit behind the port.
package de.belegbote.fetch.browser;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.fetch.browser.BrowserException.Kind;
import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import org.htmlunit.FailingHttpStatusCodeException;
import org.htmlunit.TopLevelWindow;
import org.htmlunit.WebRequest;
import org.htmlunit.WebWindow;
import org.htmlunit.html.FrameWindow;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.http.Cookie;
import org.htmlunit.javascript.background.JavaScriptJob;
import org.htmlunit.javascript.background.JavaScriptJobManager;
import org.htmlunit.util.UrlUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HtmlUnit {@code WebClient} on one thread. All calls wait for that thread no longer than the
 * run's deadline; a hung engine is left behind and {@link #abandoned} says so.
 */
public final class HtmlUnitBrowser implements PortalBrowser {
  private static final Logger LOG = LoggerFactory.getLogger(HtmlUnitBrowser.class);
  private static final Duration CLOSE = Duration.ofSeconds(4);
  private static final Duration STOP = Duration.ofSeconds(1);

  private final BrowserThread thread;
  private final GuardedClient client;
  private final SessionRequest session;
  private final DownloadCatcher downloads;
  private final HtmlUnitJar jar;
  private final Map<Object, Object> identities = Collections.synchronizedMap(new WeakHashMap<>());
  private boolean closed;
  private boolean abandoned;

  /** Opens a browser with an empty profile; nothing is loaded yet. */
  public HtmlUnitBrowser(BrowserSettings settings) {
    thread = new BrowserThread("browser-htmlunit", settings.deadline(), settings.limits().call());
    client = thread.call(() -> new GuardedClient(settings));
    downloads = new DownloadCatcher();
    session = new SessionRequest(client, settings);
    jar = new HtmlUnitJar(client);
    client.setAttachmentHandler(downloads);
    client.addWebWindowListener(downloads);
    client.setRefreshHandler(
        (page, url, seconds) ->
            thread.later(Duration.ofSeconds(seconds), () -> refresh(page, url)));
  }

  @Override
  public void open(String url) {
    URL address = Https.address(url);
    forgetDownload();
    run(
        () -> {
          WebRequest request = new WebRequest(address);
          request.setAdditionalHeader("Accept", client.getBrowserVersion().getHtmlAcceptHeader());
          request.setAdditionalHeader(
              "Accept-Encoding", client.getBrowserVersion().getAcceptEncodingHeader());
          List<TopLevelWindow> tabs = client.getTopLevelWindows();
          TopLevelWindow tab = tabs.get(tabs.size() - 1);
          org.htmlunit.Page old = tab.getEnclosedPage();
          if (old != null && UrlUtils.sameFile(old.getUrl(), address)) {
            // Where only the fragment differs the engine would keep the old document.
            var unused = client.getPage(tab, WebRequest.newAboutBlankRequest());
          }
          return client.getPage(tab, request);
        });
  }

  @Override
  public List<Page> pages() {
    return run(
        () -> {
          List<Page> all = new ArrayList<>();
          List<TopLevelWindow> tabs = new ArrayList<>(client.getTopLevelWindows());
          Collections.reverse(tabs);
          tabs.forEach(tab -> collect(tab, all));
          return List.copyOf(all);
        });
  }

  private void collect(WebWindow window, List<Page> all) {
    org.htmlunit.Page page = window.getEnclosedPage();
    if (page == null) {
      return;
    }
    all.add(new HtmlUnitPage(this, page));
    if (page instanceof HtmlPage document) {
      for (FrameWindow frame : locked(document, document::getFrames)) {
        collect(frame, all);
      }
    }
  }

  @Override
  public boolean busy() {
    return run(
        () ->
            client.connection().busy()
                || client.getWebWindows().stream()
                    .map(WebWindow::getJobManager)
                    .anyMatch(HtmlUnitBrowser::hasWork));
  }

  /** Requests of scripts wait as jobs that are to run at once; timers are not counted. */
  private static boolean hasWork(JavaScriptJobManager jobs) {
    return jobs.getJobCount(JavaScriptJob::isExecuteAsap) > 0;
  }

  @Override
  public void idle(Duration time) {
    thread.idle(time);
    run(() -> true);
  }

  @Override
  public Answer request(Request request) {
    URL address = Https.address(request.url());
    return run(() -> session.send(request, address));
  }

  @Override
  public void setCookie(String host, String name, String value) {
    run(
        () -> {
          client.getCookieManager().addCookie(new Cookie(host, name, value, "/", null, true));
          return true;
        });
  }

  @Override
  public Optional<String> cookie(String url, String name) {
    URL address = Https.address(url);
    return run(
        () ->
            client.getCookies(address).stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(Cookie::getValue)
                .findFirst());
  }

  @Override
  public KeptSession keep() {
    return run(
        () ->
            KeptSession.of(
                jar.cookies(),
                jar.storage(),
                client.getBrowserVersion().getUserAgent(),
                client.getBrowserVersion().getSystemTimezone().toZoneId()));
  }

  @Override
  public void resume(KeptSession kept) {
    run(
        () -> {
          jar.replace(kept.json());
          return true;
        });
  }

  @Override
  public Optional<Answer> download() {
    return run(downloads::caught);
  }

  @Override
  public void expire() {
    thread.expire();
  }

  /**
   * Whether {@link #close} had to leave a hung engine behind, which never gives its memory back.
   */
  public boolean abandoned() {
    return abandoned;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    // A script that runs away ends at its next instruction; a request ends with its connection.
    client.setJavaScriptTimeout(1);
    client.connection().close();
    identities.clear();
    Thread closer = new Thread(this::closeClient, "browser-close");
    closer.setDaemon(true);
    closer.start();
    try {
      closer.join(CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean hangs = closer.isAlive();
    abandoned = !thread.stop(hangs ? Duration.ZERO : STOP) || hangs;
    if (abandoned) {
      LOG.warn("A browser did not end within 5 seconds and is left behind");
    }
  }

  private void closeClient() {
    try {
      client.close();
    } catch (RuntimeException | Error e) {
      LOG.warn("A browser ended with an error: {}", e.getClass().getName());
    }
  }

  /** What was downloaded before is not the fruit of what is done now. */
  void forgetDownload() {
    downloads.forget();
  }

  Object identity(org.htmlunit.Page page) {
    return identities.computeIfAbsent(page, seen -> new Object());
  }

  /** Runs on the browser's thread; what HtmlUnit throws becomes a {@link BrowserException}. */
  @CanIgnoreReturnValue
  <T> T run(Callable<T> work) {
    return thread.call(
        () -> {
          T result = translated(work);
          BrowserFault fault = client.takeFault();
          if (fault != null) {
            throw fault.unwrapped();
          }
          return result;
        });
  }

  /** Reads while no script of the page runs. */
  static <T> T locked(Object page, Callable<T> work) {
    synchronized (page) {
      try {
        return work.call();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static <T> T translated(Callable<T> work) throws Exception {
    try {
      return work.call();
    } catch (BrowserException | IllegalArgumentException e) {
      throw e;
    } catch (FailingHttpStatusCodeException e) {
      throw new BrowserException(Kind.TOO_MUCH, "The portal redirects more than 20 times", e);
    } catch (IOException | RuntimeException e) {
      throw translated(e);
    }
  }

  private static BrowserException translated(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BrowserFault fault) {
        return fault.unwrapped();
      }
    }
    return e instanceof IOException
        ? new BrowserException(Kind.UNREACHABLE, "The connection to the portal broke", e)
        : new BrowserException(Kind.CRASHED, "The browser failed", e);
  }

  private void refresh(org.htmlunit.Page page, URL url) {
    try {
      if (page.equals(page.getEnclosingWindow().getEnclosedPage())) {
        client.getPage(page.getEnclosingWindow(), new WebRequest(url));
      }
    } catch (BrowserFault fault) {
      client.report(fault);
    } catch (IOException | RuntimeException e) {
      LOG.debug("A page's refresh failed", e);
    }
  }
}
