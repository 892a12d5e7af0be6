// HtmlUnit's browser with what it must not do taken away.
package de.belegbote.fetch.browser;

import de.belegbote.fetch.browser.BrowserException.Kind;
import java.io.IOException;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.htmlunit.BrowserVersion;
import org.htmlunit.DefaultCredentialsProvider;
import org.htmlunit.SilentCssErrorHandler;
import org.htmlunit.WebClient;
import org.htmlunit.WebRequest;
import org.htmlunit.WebRequest.FetchDestination;
import org.htmlunit.WebResponse;
import org.htmlunit.WebWindow;
import org.htmlunit.javascript.SilentJavaScriptErrorListener;

/** Remembers the fault of a navigation that a page's script began, which HtmlUnit only logs. */
final class GuardedClient extends WebClient {
  private static final Set<String> LOADABLE = Set.of("https", "about", "data", "blob");
  private static final Set<FetchDestination> DOCUMENTS =
      Set.of(FetchDestination.DOCUMENT, FetchDestination.IFRAME, FetchDestination.FRAME);
  private static final int NETWORK_MILLIS = 30_000;
  private static final int SCRIPT_MILLIS = 15_000;

  private final int pages;
  private final AtomicInteger loaded = new AtomicInteger();
  private final AtomicReference<BrowserFault> fault = new AtomicReference<>();
  private final GuardedConnection connection;

  GuardedClient(BrowserSettings settings) {
    super(version(settings), settings.proxyHost(), settings.proxyPort());
    pages = settings.limits().pages();
    connection = new GuardedConnection(this, settings);
    setWebConnection(connection);
    DefaultCredentialsProvider login = new DefaultCredentialsProvider();
    login.addCredentials(
        settings.proxyUser(),
        settings.proxyPassword().reveal().toCharArray(),
        settings.proxyHost(),
        settings.proxyPort(),
        null);
    setCredentialsProvider(login);
    getOptions().setSSLContext(Trust.context(settings.extraTrust()));
    getOptions().setTimeout(NETWORK_MILLIS);
    setJavaScriptTimeout(SCRIPT_MILLIS);
    getOptions().setFetchPolyfillEnabled(true);
    getOptions().setWebSocketEnabled(false);
    getOptions().setHistoryPageCacheLimit(1);
    getOptions().setThrowExceptionOnScriptError(false);
    getOptions().setThrowExceptionOnFailingStatusCode(false);
    getOptions().setPrintContentOnFailingStatusCode(false);
    setJavaScriptErrorListener(new SilentJavaScriptErrorListener());
    setCssErrorHandler(new SilentCssErrorHandler());
    setIncorrectnessListener((message, origin) -> {});
    // Dismissed, as a person does who did not ask for it; HtmlUnit itself would agree.
    setConfirmHandler((page, question) -> false);
  }

  GuardedConnection connection() {
    return connection;
  }

  /** The fault of a navigation that was not reported yet, or null. */
  BrowserFault takeFault() {
    return fault.getAndSet(null);
  }

  /** Keeps a fault for the next call of the run. */
  void report(BrowserFault found) {
    fault.set(found);
  }

  @Override
  public WebResponse loadWebResponse(WebRequest request) throws IOException {
    String scheme = request.getUrl().getProtocol();
    if (!LOADABLE.contains(scheme)) {
      throw new BrowserFault(
          Kind.REFUSED, "Addresses of scheme " + scheme + " are not allowed", null);
    }
    if (DOCUMENTS.contains(request.getFetchDestination()) && loaded.incrementAndGet() > pages) {
      throw new BrowserFault(Kind.TOO_MUCH, "The run loaded more than " + pages + " pages", null);
    }
    return super.loadWebResponse(request);
  }

  @Override
  public void download(
      WebWindow window,
      String target,
      WebRequest request,
      boolean checkHash,
      String attachmentName,
      String description) {
    try {
      super.download(window, target, request, checkHash, attachmentName, description);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof BrowserFault known) {
        report(known);
        return;
      }
      throw e;
    }
  }

  private static BrowserVersion version(BrowserSettings settings) {
    BrowserVersion.BrowserVersionBuilder builder =
        new BrowserVersion.BrowserVersionBuilder(BrowserVersion.CHROME)
            .setBrowserLanguage(settings.language())
            .setAcceptLanguageHeader(settings.language())
            .setSystemTimezone(TimeZone.getTimeZone(settings.zone()));
    return settings.userAgent() == null
        ? builder.build()
        : builder.setUserAgent(settings.userAgent()).build();
  }
}
