// An element of HtmlUnit as the runner sees it.
package de.belegbote.fetch.browser;

import de.belegbote.platform.Secret;
import java.io.IOException;
import java.net.MalformedURLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.htmlunit.ScriptResult;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlSelect;
import org.htmlunit.html.HtmlTextArea;

/** One element; once its document is gone it is invisible and ignores actions. */
final class HtmlUnitElement implements PortalBrowser.Element {
  private static final Set<String> BUTTONS = Set.of("submit", "button", "reset", "image");

  private final HtmlUnitBrowser browser;
  private final HtmlUnitPage page;
  private final HtmlElement element;

  HtmlUnitElement(HtmlUnitBrowser browser, HtmlUnitPage page, HtmlElement element) {
    this.browser = browser;
    this.page = page;
    this.element = element;
  }

  @Override
  public PortalBrowser.Page page() {
    return page;
  }

  @Override
  public String tag() {
    return element.getTagName().toLowerCase(Locale.ROOT);
  }

  @Override
  public Optional<String> attribute(String name) {
    return element.hasAttribute(name) ? Optional.of(element.getAttribute(name)) : Optional.empty();
  }

  @Override
  public String text() {
    return browser.call(element::asNormalizedText);
  }

  @Override
  public String label() {
    return browser.call(this::accessibleName);
  }

  // A short form of the accessible name computation (W3C accname 1.2): the cases portals use.
  private String accessibleName() {
    for (String name : List.of("aria-label", "alt")) {
      if (!element.getAttribute(name).isBlank()) {
        return element.getAttribute(name).strip();
      }
    }
    String id = element.getId();
    if (!id.isBlank()) {
      for (DomElement label : page.html().getElementsByTagName("label")) {
        if (id.equals(label.getAttribute("for"))) {
          return label.asNormalizedText().strip();
        }
      }
    }
    if (element instanceof HtmlInput input && BUTTONS.contains(input.getType())) {
      return input.getValue().strip();
    }
    String text = element.asNormalizedText().strip();
    return text.isEmpty() ? element.getAttribute("title").strip() : text;
  }

  @Override
  public boolean visible() {
    return browser.call(() -> page.current() && HtmlUnitVisibility.visible(element));
  }

  @Override
  public String value() {
    return browser.call(
        () -> {
          if (element instanceof HtmlInput input) {
            return input.getValue();
          }
          if (element instanceof HtmlTextArea area) {
            return area.getText();
          }
          return element instanceof HtmlSelect select
              ? select.getSelectedOptions().stream()
                  .map(option -> option.getValueAttribute())
                  .findFirst()
                  .orElse("")
              : "";
        });
  }

  @Override
  public Optional<String> formAction() {
    return browser.call(
        () -> {
          HtmlForm form = form();
          if (form == null) {
            return Optional.empty();
          }
          String own = element.getAttribute("formaction");
          return Optional.of(absolute(own.isBlank() ? form.getActionAttribute() : own));
        });
  }

  private HtmlForm form() {
    return element instanceof HtmlForm self ? self : element.getEnclosingForm();
  }

  // An empty action sends to the document's own address (HTML, form submission).
  private String absolute(String action) throws MalformedURLException {
    return action.isBlank()
        ? page.url()
        : page.html().getFullyQualifiedUrl(action).toExternalForm();
  }

  @Override
  public List<PortalBrowser.Element> find(String css) {
    return browser.call(() -> HtmlUnitPage.find(browser, page, element, css));
  }

  @Override
  public void type(Secret text, Runnable guard) {
    guard.run();
    browser.call(
        () -> {
          if (page.current()) {
            element.focus();
            clear();
          }
          return null;
        });
    browser.typed(this, text, guard);
    browser.call(
        () -> {
          if (page.current()) {
            element.fireEvent("change");
          }
          return null;
        });
  }

  private void clear() {
    if (element instanceof HtmlInput input) {
      input.setValue("");
    } else if (element instanceof HtmlTextArea area) {
      area.setText("");
    }
  }

  /** One key; called on the browser's thread. */
  void key(char key) throws IOException {
    if (page.current()) {
      var unused = element.type(key);
    }
  }

  @Override
  public void set(String value) {
    browser.call(
        () -> {
          if (!page.current()) {
            return null;
          }
          if (element instanceof HtmlSelect select) {
            var unused = select.setSelectedAttribute(value, true);
            return null;
          }
          if (element instanceof HtmlInput input) {
            input.setValue(value);
          } else if (element instanceof HtmlTextArea area) {
            area.setText(value);
          }
          ScriptResult input = element.fireEvent("input");
          ScriptResult change = element.fireEvent("change");
          return input == null ? change : input;
        });
  }

  @Override
  public void click() {
    browser.call(() -> page.current() ? element.click() : null);
  }

  @Override
  public void submit() {
    browser.call(
        () -> {
          HtmlForm form = form();
          if (!page.current() || form == null) {
            return null;
          }
          for (HtmlElement control : form.getFormElements()) {
            if (isSubmit(control)) {
              return control.click();
            }
          }
          // Without a default button one text field sends the form when Enter is pressed in it.
          for (HtmlElement control : form.getFormElements()) {
            if (control instanceof HtmlInput input && !BUTTONS.contains(input.getType())) {
              return input.type('\n');
            }
          }
          return null;
        });
  }

  private static boolean isSubmit(HtmlElement control) {
    String type = control.getAttribute("type").toLowerCase(Locale.ROOT);
    boolean button =
        control.getTagName().equals("button") && (type.isEmpty() || type.equals("submit"));
    boolean input =
        control.getTagName().equals("input") && (type.equals("submit") || type.equals("image"));
    return (button || input) && !control.hasAttribute("disabled");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HtmlUnitElement that && element == that.element;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(element);
  }
}
