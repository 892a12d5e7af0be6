// The tabs, frames and documents of a Chromium browser, as its driver tells them.
package de.belegbote.fetch.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.WaitUntilState;
import de.belegbote.fetch.browser.BrowserException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** All methods run on the browser's thread. */
final class ChromiumTabs {
  private static final String SCRIPT = script();

  /** The driver's words for a document, an element or a tab that went away. */
  private static final Pattern GONE =
      Pattern.compile(
          "(?i)context was destroyed|cannot find context|handle is disposed|not attached|detached"
              + "|has been closed|target closed|because of a navigation|no frame for given id"
              + "|does not belong to the document|object couldn't be returned|unable to adopt");

  private static final int TRIES = 5;
  private static final int MOST_LOOKS = 20;
  private static final int LOOK_MILLIS = 50;

  private final BrowserContext context;
  private final Map<Frame, Document> documents = new HashMap<>();

  ChromiumTabs(BrowserContext context) {
    this.context = context;
  }

  /** What is kept of a document: what asks it, and what tells it from others. */
  record Document(JSHandle script, Object identity) {}

  /** A frame and what it shows. */
  record Shown(Frame frame, Document document) {}

  /** The newest tab; a new one where all were closed. */
  Page newest() {
    List<Page> tabs = context.pages();
    return tabs.isEmpty() ? context.newPage() : tabs.get(tabs.size() - 1);
  }

  /** Goes to an address in the newest tab, until its document was read; always true. */
  boolean open(String url) {
    var options = new Page.NavigateOptions().setWaitUntil(WaitUntilState.DOMCONTENTLOADED);
    for (int tries = 1; ; tries++) {
      try {
        Page tab = newest();
        // No answer: only the fragment differed, and the old document would pass for a new one.
        if (tab.navigate(url, options) == null) {
          var unused =
              tab.reload(new Page.ReloadOptions().setWaitUntil(WaitUntilState.DOMCONTENTLOADED));
        }
        return true;
      } catch (PlaywrightException e) {
        // What Chromium shows for the fault before this may come only now, and gets in the way.
        if (tries == TRIES || !String.valueOf(e.getMessage()).contains("chrome-error:")) {
          throw e;
        }
      }
    }
  }

  /** Lets the events come in that wait since the last call. */
  void pump() {
    try {
      newest().waitForTimeout(1);
    } catch (PlaywrightException e) {
      if (!isGone(e) || !context.browser().isConnected()) {
        throw e;
      }
    }
  }

  /**
   * All tabs, newest first, each followed by its frames at any depth. Where one document has gone
   * and the next has not come yet there is nothing to see, so it looks again, for a second at most.
   */
  List<Shown> frames() {
    List<Shown> shown = look();
    for (int looks = 0; shown.isEmpty() && looks < MOST_LOOKS; looks++) {
      newest().waitForTimeout(LOOK_MILLIS);
      shown = look();
    }
    return shown;
  }

  private List<Shown> look() {
    documents.keySet().removeIf(Frame::isDetached);
    List<Shown> all = new ArrayList<>();
    List<Page> tabs = context.pages();
    for (int i = tabs.size() - 1; i >= 0; i--) {
      if (!tabs.get(i).isClosed()) {
        collect(tabs.get(i).mainFrame(), all);
      }
    }
    return all;
  }

  private void collect(Frame frame, List<Shown> all) {
    try {
      all.add(new Shown(frame, document(frame)));
    } catch (PlaywrightException e) {
      if (!isGone(e)) {
        throw e;
      }
      // It went away while it was looked at; the next look sees what came instead.
      return;
    }
    frame.childFrames().forEach(inner -> collect(inner, all));
  }

  /** What is known of the document that a frame shows now. */
  Document document(Frame frame) {
    Document known = documents.get(frame);
    if (known != null) {
      try {
        Object there = known.script().evaluate("script => true");
        if (Boolean.TRUE.equals(there)) {
          return known;
        }
      } catch (PlaywrightException e) {
        if (!isGone(e)) {
          throw e;
        }
        documents.remove(frame);
      }
    }
    Document fresh = new Document(frame.evaluateHandle(SCRIPT), new Object());
    documents.put(frame, fresh);
    return fresh;
  }

  /** Whether it means no more than that a document, an element or a tab is not there any more. */
  static boolean isGone(PlaywrightException e) {
    return GONE.matcher(String.valueOf(e.getMessage())).find();
  }

  /**
   * What it means when the driver fails.
   *
   * @param context null before the browser was started
   * @param e kept back, for its words may hold addresses and what stood on a page
   */
  static BrowserException fault(BrowserContext context, PlaywrightException e) {
    String words = String.valueOf(e.getMessage());
    boolean alive = context != null && context.browser().isConnected();
    if (!alive || words.contains("crashed") || words.contains("pipe closed")) {
      return new BrowserException(Kind.CRASHED, "The browser ended unexpectedly", null);
    }
    if (e instanceof TimeoutError) {
      return new BrowserException(Kind.TIMED_OUT, "The browser did not answer in time", null);
    }
    return new BrowserException(Kind.CRASHED, "The browser failed", null);
  }

  private static String script() {
    try (var in = ChromiumTabs.class.getResourceAsStream("/browser/document.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
