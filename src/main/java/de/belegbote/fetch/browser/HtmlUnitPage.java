// A document of an HtmlUnit tab or frame.
package de.belegbote.fetch.browser;

import de.belegbote.fetch.browser.BrowserException.Kind;
import de.belegbote.fetch.browser.PortalBrowser.Element;
import de.belegbote.fetch.browser.PortalBrowser.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.htmlunit.SgmlPage;
import org.htmlunit.TextPage;
import org.htmlunit.WebWindow;
import org.htmlunit.cssparser.parser.CSSException;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.FrameWindow;
import org.htmlunit.html.HtmlPage;

/** HtmlUnit has no shadow roots (no {@code attachShadow}), so there are none to look into. */
final class HtmlUnitPage implements Page {
  private final HtmlUnitBrowser browser;
  private final org.htmlunit.Page page;

  HtmlUnitPage(HtmlUnitBrowser browser, org.htmlunit.Page page) {
    this.browser = browser;
    this.page = page;
  }

  @Override
  public String url() {
    return browser.run(() -> page.getUrl().toExternalForm());
  }

  @Override
  public Object identity() {
    return browser.identity(page);
  }

  @Override
  public List<Page> ancestors() {
    return browser.run(
        () -> {
          List<Page> outer = new ArrayList<>();
          WebWindow window = page.getEnclosingWindow();
          while (window instanceof FrameWindow frame) {
            outer.add(0, new HtmlUnitPage(browser, frame.getEnclosingPage()));
            window = frame.getEnclosingPage().getEnclosingWindow();
          }
          return List.copyOf(outer);
        });
  }

  @Override
  public int status() {
    return browser.run(
        () ->
            page.getUrl().getProtocol().equals("https")
                ? page.getWebResponse().getStatusCode()
                : 0);
  }

  @Override
  public Optional<String> header(String name) {
    return browser.run(
        () -> Optional.ofNullable(page.getWebResponse().getResponseHeaderValue(name)));
  }

  @Override
  public List<Element> find(String css) {
    return browser.run(() -> page instanceof SgmlPage document ? select(document, css) : List.of());
  }

  @Override
  public String text() {
    return browser.run(
        () -> {
          if (page instanceof SgmlPage document) {
            return HtmlUnitBrowser.locked(document, document::getVisibleText);
          }
          return page instanceof TextPage plain ? plain.getContent() : "";
        });
  }

  @Override
  public Optional<String> variable(String name) {
    String script = Variables.script(name);
    return browser.run(
        () ->
            page instanceof HtmlPage document && current()
                ? Optional.ofNullable(document.executeJavaScript(script).getJavaScriptResult())
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                : Optional.empty());
  }

  @Override
  public String source() {
    return browser.run(
        () ->
            page instanceof SgmlPage document
                ? HtmlUnitBrowser.locked(document, document::asXml)
                : page.getWebResponse().getContentAsString());
  }

  /** Matches under a node; runs on the browser's thread. */
  List<Element> select(DomNode under, String css) {
    return HtmlUnitBrowser.locked(
        under.getPage(),
        () -> {
          List<Element> found = new ArrayList<>();
          try {
            for (DomNode node : under.querySelectorAll(css)) {
              found.add(new HtmlUnitElement(browser, this, (DomElement) node));
            }
          } catch (CSSException e) {
            throw new BrowserException(
                Kind.REFUSED, "This engine cannot read the selector " + css, e);
          }
          return List.copyOf(found);
        });
  }

  /** Whether this document still is the one in its window. */
  boolean current() {
    WebWindow window = page.getEnclosingWindow();
    return !window.isClosed() && page.equals(window.getEnclosedPage());
  }
}
