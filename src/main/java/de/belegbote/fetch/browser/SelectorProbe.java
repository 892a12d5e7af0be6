// Tells whether an engine can read a selector, without a portal.
package de.belegbote.fetch.browser;

import java.util.Optional;
import org.htmlunit.WebClient;
import org.htmlunit.cssparser.parser.CSSException;
import org.htmlunit.html.HtmlPage;

/** Asks HtmlUnit itself, on an empty document; it reaches no network. One thread. */
public final class SelectorProbe implements AutoCloseable {
  private final WebClient client = new WebClient();
  private final HtmlPage page;

  /** Starts the engine, which takes a moment. */
  public SelectorProbe() {
    client.getOptions().setJavaScriptEnabled(false);
    try {
      page = client.loadHtmlCodeIntoCurrentWindow("<!DOCTYPE html><html><body></body></html>");
    } catch (java.io.IOException impossible) {
      throw new java.io.UncheckedIOException(impossible);
    }
  }

  /** Why HtmlUnit cannot read it; empty when it can. */
  public Optional<String> fault(String css) {
    try {
      var unused = page.querySelectorAll(css);
      return Optional.empty();
    } catch (CSSException broken) {
      return Optional.of("HtmlUnit cannot read it");
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
