// An element of an HtmlUnit document, with what can be done to it.
package de.belegbote.fetch.browser;

import de.belegbote.fetch.browser.PortalBrowser.Element;
import de.belegbote.fetch.browser.PortalBrowser.Page;
import de.belegbote.platform.Secret;
import java.io.IOException;
import java.net.MalformedURLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlCheckBoxInput;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlImageInput;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlOption;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlRadioButtonInput;
import org.htmlunit.html.HtmlSelect;
import org.htmlunit.html.HtmlSubmitInput;
import org.htmlunit.html.HtmlTextArea;
import org.htmlunit.html.SubmittableElement;

/** See {@link Element}; each method runs on the browser's thread and within its deadline. */
final class HtmlUnitElement implements Element {
  private static final String SCROLLED =
      "document.dispatchEvent(new Event('scroll', {bubbles: true}))";

  private final HtmlUnitBrowser browser;
  private final HtmlUnitPage page;
  private final DomElement element;

  HtmlUnitElement(HtmlUnitBrowser browser, HtmlUnitPage page, DomElement element) {
    this.browser = browser;
    this.page = page;
    this.element = element;
  }

  @Override
  public Page page() {
    return page;
  }

  @Override
  public String tag() {
    return element.getLocalName().toLowerCase(Locale.ROOT);
  }

  @Override
  public Optional<String> attribute(String name) {
    return read(
        () ->
            element.hasAttribute(name)
                ? Optional.of(element.getAttribute(name))
                : Optional.empty());
  }

  @Override
  public String text() {
    return read(element::getVisibleText);
  }

  @Override
  public String label() {
    return read(() -> Labels.label(element));
  }

  @Override
  public boolean visible() {
    return read(() -> live() && Visibility.visible(element));
  }

  @Override
  public String value() {
    return read(
        () -> {
          if (element instanceof HtmlInput input) {
            return input.getValue();
          }
          if (element instanceof HtmlTextArea area) {
            return area.getText();
          }
          return element instanceof HtmlSelect select
              ? select.getSelectedOptions().stream()
                  .findFirst()
                  .map(HtmlOption::getValueAttribute)
                  .orElse("")
              : "";
        });
  }

  @Override
  public Optional<String> formAction() {
    return read(
        () -> {
          Optional<HtmlForm> form = form();
          return form.isEmpty() ? Optional.empty() : Optional.of(target(form.get()));
        });
  }

  @Override
  public List<Element> find(String css) {
    return browser.run(() -> page.select(element, css));
  }

  @Override
  public void type(Secret text, Runnable guard) {
    act(this::emptyField);
    // Each key is a call of its own, so that the guard runs on the caller's thread and may look.
    text.reveal()
        .chars()
        .forEach(
            key -> {
              guard.run();
              act(control -> control.type((char) key));
            });
  }

  @Override
  public void set(String value) {
    act(control -> change(control, value));
  }

  @Override
  public void click() {
    browser.forgetDownload();
    act(DomElement::click);
  }

  @Override
  public void reveal() {
    // HtmlUnit lays nothing out, so that only listeners of document and window can notice.
    act(
        control -> {
          if (control.getPage() instanceof HtmlPage document) {
            document.executeJavaScript(SCROLLED);
          }
        });
  }

  @Override
  public void submit() {
    browser.forgetDownload();
    act(
        control -> {
          HtmlForm form = form().orElse(null);
          if (form != null) {
            send(form);
          }
        });
  }

  private void emptyField(HtmlElement field) {
    field.focus();
    if (field instanceof HtmlInput input && !input.getValue().isEmpty()) {
      input.setValue("");
      field.fireEvent("input");
    } else if (field instanceof HtmlTextArea area && !area.getText().isEmpty()) {
      area.setText("");
      field.fireEvent("input");
    }
  }

  private static void change(HtmlElement control, String value) {
    if (control instanceof HtmlCheckBoxInput box) {
      // Fires its events itself.
      box.setChecked(means(box, value));
      return;
    }
    if (control instanceof HtmlRadioButtonInput radio) {
      radio.setChecked(means(radio, value));
      return;
    }
    if (control instanceof HtmlSelect select) {
      select.getOptions().stream()
          .filter(option -> option.getValueAttribute().equals(value))
          .findFirst()
          .ifPresent(option -> select.setSelectedAttribute(option, true));
      return;
    }
    if (control instanceof HtmlInput input) {
      input.setValue(value);
    } else if (control instanceof HtmlTextArea area) {
      area.setText(value);
    }
    control.fireEvent("input");
    control.fireEvent("change");
  }

  private static boolean means(HtmlInput box, String value) {
    return value.equals("true") || value.equals("on") || value.equals(box.getValueAttribute());
  }

  /** What Enter does in a field of the form (HTML Standard 4.10.22.2, implicit submission). */
  private static void send(HtmlForm form) throws IOException {
    HtmlElement button = defaultButton(form).orElse(null);
    if (button != null) {
      // Browsers press it even where it is not displayed.
      button.click(false, false, false, true, false, true, false);
      return;
    }
    SubmittableElement field =
        form.getElements(SubmittableElement.class::isInstance).stream()
            .map(SubmittableElement.class::cast)
            .findFirst()
            .orElse(null);
    form.submit(field);
    form.getPage().getWebClient().loadDownloadedResponses();
  }

  private static Optional<HtmlElement> defaultButton(HtmlForm form) {
    return form.getElements(HtmlUnitElement::submits).stream().findFirst();
  }

  private static boolean submits(HtmlElement control) {
    return control instanceof HtmlSubmitInput
        || control instanceof HtmlImageInput
        || (control instanceof HtmlButton button && button.getType().equals("submit"));
  }

  private Optional<HtmlForm> form() {
    if (element instanceof HtmlForm form) {
      return Optional.of(form);
    }
    return element instanceof HtmlElement control
        ? Optional.ofNullable(control.getEnclosingForm())
        : Optional.empty();
  }

  private String target(HtmlForm form) {
    String action = form.getActionAttribute();
    Optional<HtmlElement> sender =
        element instanceof HtmlElement control && submits(control)
            ? Optional.of(control)
            : defaultButton(form);
    if (sender.isPresent() && sender.get().hasAttribute("formaction")) {
      action = sender.get().getAttribute("formaction");
    }
    HtmlPage document = (HtmlPage) element.getPage();
    if (action.isBlank()) {
      // The document's own address, whatever its base is (HTML Standard 4.10.22.3).
      return document.getUrl().toExternalForm();
    }
    try {
      return document.getFullyQualifiedUrl(action.strip()).toExternalForm();
    } catch (MalformedURLException e) {
      return action;
    }
  }

  private boolean live() {
    return page.current() && element.isAttachedToPage();
  }

  private <T> T read(Callable<T> question) {
    return browser.run(() -> HtmlUnitBrowser.locked(element.getPage(), question));
  }

  private void act(Action action) {
    browser.run(
        () -> {
          if (live() && element instanceof HtmlElement control) {
            action.on(control);
          }
          return true;
        });
  }

  /** Something done to a control. */
  @FunctionalInterface
  private interface Action {
    void on(HtmlElement control) throws IOException;
  }
}
