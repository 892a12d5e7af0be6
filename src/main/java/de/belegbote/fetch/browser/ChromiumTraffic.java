// What the pages of a Chromium browser ask for, and what comes of it.
package de.belegbote.fetch.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import de.belegbote.fetch.browser.BrowserException.Kind;
import java.net.URI;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Told by the driver's events, which come on the browser's own thread while a call waits there. */
final class ChromiumTraffic {
  // They stay open for as long as the page wants them to.
  private static final Set<String> ENDLESS = Set.of("eventsource", "websocket", "ping", "media");
  private static final Pattern ERROR = Pattern.compile("net::(ERR_[A-Z0-9_]+)");
  private static final int ANSWERS_KEPT = 200;

  private final int pages;
  private final EgressPass pass;
  private final Set<Request> underWay = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<Frame, Response> coming = new HashMap<>();
  private final Map<Frame, Response> shown = new HashMap<>();
  private final Map<String, Response> answers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Response> eldest) {
          return size() > ANSWERS_KEPT;
        }
      };
  private int loaded;
  private Response file;
  private BrowserException fault;

  ChromiumTraffic(BrowserContext context, int pages, EgressPass pass) {
    this.pages = pages;
    this.pass = pass;
    context.onRequest(this::asked);
    context.onResponse(this::answered);
    context.onRequestFinished(underWay::remove);
    context.onRequestFailed(this::failed);
    context.onPage(this::watch);
    context.pages().forEach(this::watch);
  }

  private void watch(Page page) {
    page.onFrameNavigated(this::navigated);
    page.onFrameDetached(
        frame -> {
          coming.remove(frame);
          shown.remove(frame);
        });
    page.onCrash(
        tab -> report(new BrowserException(Kind.CRASHED, "A page made the browser crash", null)));
    page.onClose(tab -> underWay.removeIf(request -> isOf(request, tab)));
    // A new tab is told of when its first document has come, whose answer had no frame then.
    Response first = answers.get(page.url());
    if (first != null) {
      coming.putIfAbsent(page.mainFrame(), first);
      navigated(page.mainFrame());
    }
  }

  private static boolean isOf(Request request, Page tab) {
    return frame(request).map(frame -> frame.page().equals(tab)).orElse(true);
  }

  // A request of a tab that is only just being made has no frame yet.
  private static Optional<Frame> frame(Request request) {
    try {
      return Optional.of(request.frame());
    } catch (PlaywrightException none) {
      return Optional.empty();
    }
  }

  private void asked(Request request) {
    if (!ENDLESS.contains(request.resourceType())) {
      underWay.add(request);
    }
    if (request.isNavigationRequest() && request.redirectedFrom() == null && ++loaded > pages) {
      report(
          new BrowserException(
              Kind.TOO_MUCH, "The run loaded more than " + pages + " pages", null));
    }
  }

  private void answered(Response response) {
    Request request = response.request();
    if (request.isNavigationRequest()) {
      answers.put(response.url(), response);
      frame(request).ifPresent(frame -> coming.put(frame, response));
    }
  }

  private void failed(Request request) {
    underWay.remove(request);
    boolean aborted = request.failure() == null || request.failure().contains("ERR_ABORTED");
    boolean top =
        request.isNavigationRequest()
            && frame(request).map(frame -> frame.parentFrame() == null).orElse(true);
    if (top && !aborted) {
      report(fault(request.failure(), request.url()));
    }
  }

  private void navigated(Frame frame) {
    Response response = coming.remove(frame);
    if (response != null) {
      shown.put(frame, response);
      if (frame.parentFrame() == null && !isHtml(response)) {
        file = response;
      }
    } else if (!frame.url().startsWith("https:")) {
      shown.remove(frame);
    }
  }

  private static boolean isHtml(Response response) {
    String type = response.headers().getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
    return type.isEmpty() || type.startsWith("text/html") || type.startsWith("application/xhtml");
  }

  /** Whether anything is being waited for. */
  boolean busy() {
    return !underWay.isEmpty();
  }

  /** The answer a frame's document came with. */
  Optional<Response> document(Frame frame) {
    return Optional.ofNullable(shown.get(frame));
  }

  /** The newest answer to a navigation to that address. */
  Optional<Response> answer(String url) {
    return Optional.ofNullable(answers.get(url));
  }

  /** The newest document of a tab that is no HTML page. */
  Optional<Response> file() {
    return Optional.ofNullable(file);
  }

  void forgetFile() {
    file = null;
  }

  /** Keeps a fault for the next call of the run. */
  void report(BrowserException problem) {
    if (fault == null) {
      fault = problem;
    }
  }

  /** The fault that was not reported yet, or null. */
  BrowserException takeFault() {
    BrowserException taken = fault;
    fault = null;
    return taken;
  }

  /**
   * Whether a navigation that the driver calls failed is none: a file, an answer without a body, or
   * a page that went on by itself. Always true; what is a fault is thrown.
   */
  boolean onward(PlaywrightException e, String url) {
    String words = e.getMessage();
    if (words.contains("Download is starting")
        || words.contains("net::ERR_ABORTED")
        || words.contains("interrupted by another navigation")) {
      return true;
    }
    if (!words.contains("net::")) {
      throw e;
    }
    fault = null;
    throw fault(words, url);
  }

  /**
   * What Chromium's word for a fault means.
   *
   * @param words in which the driver tells it; kept back, for they may hold the whole address
   * @param url whose host is named
   */
  BrowserException fault(String words, String url) {
    Matcher found = ERROR.matcher(words);
    String error = found.find() ? found.group(1) : "";
    String host = host(url);
    if (error.equals("ERR_TUNNEL_CONNECTION_FAILED") || error.startsWith("ERR_PROXY")) {
      return pass.refusal(host)
          .orElseGet(
              () -> new BrowserException(Kind.UNREACHABLE, host + " took no connection", null));
    }
    if (error.equals("ERR_TOO_MANY_REDIRECTS")) {
      return new BrowserException(Kind.TOO_MUCH, host + " redirects more than 20 times", null);
    }
    if (error.startsWith("ERR_CERT") || error.startsWith("ERR_SSL")) {
      return new BrowserException(
          Kind.UNREACHABLE, "The TLS connection to " + host + " cannot be trusted", null);
    }
    if (error.startsWith("ERR_BLOCKED")
        || Set.of("ERR_UNSAFE_PORT", "ERR_DISALLOWED_URL_SCHEME", "ERR_UNKNOWN_URL_SCHEME")
            .contains(error)) {
      return new BrowserException(Kind.REFUSED, "An address at " + host + " is not allowed", null);
    }
    return new BrowserException(
        Kind.UNREACHABLE, host + " did not answer" + (error.isEmpty() ? "" : ", " + error), null);
  }

  private static String host(String url) {
    try {
      return String.valueOf(URI.create(url).getHost());
    } catch (IllegalArgumentException unreadable) {
      return "the portal";
    }
  }
}
