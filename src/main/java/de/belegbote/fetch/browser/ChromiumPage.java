// A document of a Chromium tab or frame.
package de.belegbote.fetch.browser;

import com.microsoft.playwright.Frame;
import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.Page.PdfOptions;
import com.microsoft.playwright.Response;
import de.belegbote.fetch.browser.BrowserException.Kind;
import de.belegbote.fetch.browser.ChromiumTabs.Document;
import de.belegbote.fetch.browser.PortalBrowser.Element;
import de.belegbote.fetch.browser.PortalBrowser.Page;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Selectors are read by the browser itself; each open shadow root is searched by itself. */
final class ChromiumPage implements Page {
  private static final String HIDE =
      "all => all.forEach(css => document.querySelectorAll(css).forEach("
          + "element => element.style.setProperty('display', 'none', 'important')))";

  private final ChromiumBrowser browser;
  private final Frame frame;
  private final Document document;

  ChromiumPage(ChromiumBrowser browser, Frame frame, Document document) {
    this.browser = browser;
    this.frame = frame;
    this.document = document;
  }

  @Override
  public String url() {
    return browser.run(frame::url);
  }

  @Override
  public Object identity() {
    return document.identity();
  }

  @Override
  public List<Page> ancestors() {
    return browser.ask(
        List.of(),
        () -> {
          List<Page> outer = new ArrayList<>();
          for (Frame each = frame.parentFrame(); each != null; each = each.parentFrame()) {
            outer.add(0, new ChromiumPage(browser, each, browser.tabs().document(each)));
          }
          return List.copyOf(outer);
        });
  }

  @Override
  public int status() {
    return browser.run(() -> browser.traffic().document(frame).map(Response::status).orElse(0));
  }

  @Override
  public Optional<String> header(String name) {
    return browser.run(
        () ->
            browser
                .traffic()
                .document(frame)
                .map(answer -> answer.headers().get(name.toLowerCase(Locale.ROOT))));
  }

  @Override
  public List<Element> find(String css) {
    return browser.ask(
        List.of(),
        () ->
            elements(
                document.script().evaluate("(script, css) => script.find(document, css)", css),
                css));
  }

  @Override
  public String text() {
    return browser.ask(
        "", () -> (String) document.script().evaluate("script => script.pageText()"));
  }

  @Override
  public Optional<String> variable(String name) {
    String script = Variables.script(name);
    return browser.ask(
        Optional.empty(), () -> Optional.ofNullable((String) frame.evaluate(script)));
  }

  @Override
  public String source() {
    return browser.ask("", frame::content);
  }

  @Override
  public Buffer print(List<String> hide) {
    return browser.run(
        () -> {
          frame.evaluate(HIDE, hide);
          return Buffer.buffer(
              frame.page().pdf(new PdfOptions().setFormat("A4").setPrintBackground(true)));
        });
  }

  /** Matches inside an element; on the browser's thread. */
  List<Element> inside(JSHandle list, int index, String css) {
    return elements(
        document
            .script()
            .evaluate(
                "(script, [list, index, css]) => script.find(list[index], css)",
                Arrays.asList(list, index, css)),
        css);
  }

  // Mostly there are none, and each call to the browser costs. One handle for all matches: each
  // alone would cost the browser memory until its page goes.
  private List<Element> elements(Object tags, String css) {
    if (!(tags instanceof List<?> names)) {
      throw new BrowserException(Kind.REFUSED, "This engine cannot read the selector " + css, null);
    }
    if (names.isEmpty()) {
      return List.of();
    }
    JSHandle list = document.script().evaluateHandle("script => script.found()");
    List<Element> found = new ArrayList<>();
    for (Object name : names) {
      found.add(new ChromiumElement(browser, this, list, found.size(), String.valueOf(name)));
    }
    return List.copyOf(found);
  }

  /** Asks the document's script about an element; on the browser's thread. */
  Object ask(String what, JSHandle list, int index, Object argument) {
    return document
        .script()
        .evaluate(
            "(script, [what, list, index, argument]) => script[what](list[index], argument)",
            Arrays.asList(what, list, index, argument));
  }

  /** Whether every frame around this document can be seen; on the browser's thread. */
  boolean framesVisible() {
    for (Frame each = frame; each.parentFrame() != null; each = each.parentFrame()) {
      var box = each.frameElement();
      try {
        Object seen =
            box.evaluate(
                "(box, script) => script.visible(box)",
                browser.tabs().document(each.parentFrame()).script());
        if (!Boolean.TRUE.equals(seen)) {
          return false;
        }
      } finally {
        box.dispose();
      }
    }
    return true;
  }

  /** Types into whatever has the focus in this tab; on the browser's thread. */
  void type(String key) {
    frame.page().keyboard().type(key);
  }
}
