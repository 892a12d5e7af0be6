// What the recipe runner needs of a browser; HtmlUnit or Chromium stands behind it.
package de.belegbote.fetch.browser;

import de.belegbote.platform.Secret;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One throw-away browser for one run: one profile, no memory of earlier runs. Every method blocks
 * and is called on the run's own thread only. Each call ends within the deadline that the browser
 * was opened with; past it, and for every network fault, {@link BrowserException} is thrown with
 * its kind. Addresses whose scheme is not https are refused.
 */
public interface PortalBrowser extends AutoCloseable {
  /** Goes to an address in the newest tab; returns when the page answered and was read. */
  void open(String url);

  /** Documents to look at: all tabs, newest first, each followed by its frames at any depth. */
  List<Page> pages();

  /** Whether a navigation or a request that the last action began is still under way. */
  boolean busy();

  /** Lets scripts and timers of the pages run for about this long. */
  void idle(java.time.Duration time);

  /** A request in the session, without a page: same cookies, same way out, no scripts. */
  Answer request(Request request);

  /** Sets a cookie for a host before a page is opened. */
  void setCookie(String host, String name, String value);

  /** The value of the session's cookie of that name for the address, if there is one. */
  Optional<String> cookie(String url, String name);

  /** Cookies, storage and looks as they are now, for the next run. */
  KeptSession keep();

  /**
   * Takes over cookies and storage of an earlier run and forgets its own. How it looks is said when
   * it is opened.
   */
  void resume(KeptSession session);

  /** Lets every call fail from now on, the one under way too, as past the deadline; any thread. */
  void expire();

  /** Ends tabs, scripts and connections and gives the memory back; never throws. */
  @Override
  void close();

  /** A document in a tab or in a frame, as it stands now. */
  interface Page {
    /** Address of the document. */
    String url();

    /** Another object (by {@code equals}) as soon as the document was replaced. */
    Object identity();

    /** The frames this document stands in, outermost (the tab's own document) first. */
    List<Page> ancestors();

    /** Status of the answer the document came with, 0 where there was none. */
    int status();

    /** A field of the answer the document came with, by its name in any case. */
    Optional<String> header(String name);

    /** Matches of a CSS selector in document order, open shadow roots included. */
    List<Element> find(String css);

    /** What a person could read on it. */
    String text();

    /**
     * A variable of the page's scripts; a map or list as JSON; empty when there is none.
     *
     * @param name names with dots between, see {@link Variables}
     */
    Optional<String> variable(String name);

    /**
     * The page as a PDF, as a person would print it. HtmlUnit lays nothing out and cannot; recipes
     * that print with it are refused when they are loaded.
     *
     * @param hide selectors of what is left out
     */
    default Buffer print(List<String> hide) {
      throw new UnsupportedOperationException("this engine does not print");
    }

    /** Its source as it stands now. */
    String source();
  }

  /** An element of a page. Stale ones (their document is gone) are invisible and ignore actions. */
  interface Element {
    Page page();

    /** Lower-case tag name. */
    String tag();

    /** Value of an attribute; empty when there is none. */
    Optional<String> attribute(String name);

    /** What a person could read in it. */
    String text();

    /** The accessible name: label, aria-label, alt, title, value of a button, or its text. */
    String label();

    /** What a person could see, as recipes.md section 1 defines it. */
    boolean visible();

    /** What stands in the field now; empty for anything that is no field. */
    String value();

    /** Where the form of this field sends to, as an absolute address; empty without a form. */
    Optional<String> formAction();

    /** Matches inside this element, in document order. */
    List<Element> find(String css);

    /**
     * Empties the field and types a secret, key by key. Before each key the guard is asked; when it
     * throws, nothing more is typed.
     */
    void type(Secret text, Runnable guard);

    /**
     * Gives a control its value, hidden ones and selects included, and tells the page's scripts.
     */
    void set(String value);

    /**
     * Clicks. A download or a new tab that this opens is caught and can be asked for afterwards.
     */
    void click();

    /** Scrolls to it, so that what the page adds at its end is loaded. */
    void reveal();

    /** Sends the form this element is, or stands in, as Enter would. */
    void submit();
  }

  /**
   * The file that the last click brought, if it brought one (download, or a tab that is a file).
   */
  Optional<Answer> download();

  /**
   * A request without a page.
   *
   * @param method GET or POST
   * @param url absolute https address
   * @param headers added to what the browser sends by itself; Cookie and Host are refused
   * @param body what is sent; empty for GET
   * @param contentType media type of the body; null for GET
   */
  record Request(
      String method, String url, Map<String, String> headers, Buffer body, String contentType) {
    public static Request get(String url) {
      return new Request("GET", url, Map.of(), Buffer.buffer(), null);
    }

    /** Only the method: addresses, headers and bodies may hold tokens. */
    @Override
    public String toString() {
      return "Request[" + method + "]";
    }
  }

  /** An answer: the address it came from after redirects, status, headers (lower-case), bytes. */
  record Answer(String url, int status, Map<String, String> headers, Buffer body) {
    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }

    /** Only status and size: addresses, headers and bodies may hold tokens. */
    @Override
    public String toString() {
      return "Answer[" + status + ", " + body.length() + " bytes]";
    }
  }
}
