// A document of HtmlUnit as the runner sees it.
package de.belegbote.fetch.browser;

import java.util.ArrayDeque;
import java.util.List;
import org.htmlunit.WebWindow;
import org.htmlunit.cssparser.parser.CSSException;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.FrameWindow;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlPage;

/** One document; HtmlUnit makes a new page object for each that replaces it. */
final class HtmlUnitPage implements PortalBrowser.Page {
  private final HtmlUnitBrowser browser;
  private final HtmlPage page;

  HtmlUnitPage(HtmlUnitBrowser browser, HtmlPage page) {
    this.browser = browser;
    this.page = page;
  }

  HtmlPage html() {
    return page;
  }

  /** Whether the document is still the one its window shows. */
  boolean current() {
    WebWindow window = page.getEnclosingWindow();
    return window != null && !window.isClosed() && window.getEnclosedPage() == page;
  }

  @Override
  public String url() {
    return page.getUrl().toExternalForm();
  }

  @Override
  public Object identity() {
    return page;
  }

  @Override
  public List<PortalBrowser.Page> ancestors() {
    return browser.call(
        () -> {
          var chain = new ArrayDeque<PortalBrowser.Page>();
          WebWindow window = page.getEnclosingWindow();
          while (window instanceof FrameWindow frame) {
            HtmlPage outer = frame.getEnclosingPage();
            chain.addFirst(new HtmlUnitPage(browser, outer));
            window = outer.getEnclosingWindow();
          }
          return List.copyOf(chain);
        });
  }

  @Override
  public int status() {
    return page.getWebResponse().getStatusCode();
  }

  @Override
  public List<PortalBrowser.Element> find(String css) {
    return browser.call(() -> find(browser, this, page, css));
  }

  static List<PortalBrowser.Element> find(
      HtmlUnitBrowser browser, HtmlUnitPage page, DomNode root, String css) {
    try {
      return root.querySelectorAll(css).stream()
          .filter(HtmlElement.class::isInstance)
          .map(
              node ->
                  (PortalBrowser.Element) new HtmlUnitElement(browser, page, (HtmlElement) node))
          .toList();
    } catch (CSSException broken) {
      throw new IllegalArgumentException("selector cannot be parsed: " + css, broken);
    }
  }

  @Override
  public String text() {
    return browser.call(page::asNormalizedText);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HtmlUnitPage that && page.equals(that.page);
  }

  @Override
  public int hashCode() {
    return page.hashCode();
  }
}
