// An element of a Chromium document, with what can be done to it.
package de.belegbote.fetch.browser;

import com.microsoft.playwright.ElementHandle;
import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.TimeoutError;
import de.belegbote.fetch.browser.PortalBrowser.Element;
import de.belegbote.fetch.browser.PortalBrowser.Page;
import de.belegbote.platform.Secret;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One of the matches of a selector; each method runs on the browser's thread and its deadline. */
final class ChromiumElement implements Element {
  private static final double CLICK_MILLIS = 3_000;

  private final ChromiumBrowser browser;
  private final ChromiumPage page;
  private final JSHandle list;
  private final int index;
  private final String tag;

  ChromiumElement(
      ChromiumBrowser browser, ChromiumPage page, JSHandle list, int index, String tag) {
    this.browser = browser;
    this.page = page;
    this.list = list;
    this.index = index;
    this.tag = tag;
  }

  @Override
  public Page page() {
    return page;
  }

  @Override
  public String tag() {
    return tag;
  }

  @Override
  public Optional<String> attribute(String name) {
    return browser.ask(
        Optional.empty(), () -> Optional.ofNullable((String) asked("attribute", name)));
  }

  @Override
  public String text() {
    return words("text");
  }

  @Override
  public String label() {
    return words("label");
  }

  @Override
  public String value() {
    return words("value");
  }

  @Override
  public boolean visible() {
    return browser.ask(
        false, () -> Boolean.TRUE.equals(asked("visible", null)) && page.framesVisible());
  }

  @Override
  public Optional<String> formAction() {
    return browser.ask(
        Optional.empty(), () -> Optional.ofNullable((String) asked("formAction", null)));
  }

  @Override
  public List<Element> find(String css) {
    return browser.ask(List.of(), () -> page.inside(list, index, css));
  }

  @Override
  public void type(Secret text, Runnable guard) {
    act(
        field -> {
          field.focus();
          tell("clear", null);
        });
    // Each key is a call of its own, so that the guard runs on the caller's thread and may look.
    text.reveal()
        .chars()
        .forEach(
            key -> {
              guard.run();
              act(
                  field -> {
                    // A page that moves the focus, as boxes for one digit do, gets the key here.
                    field.focus();
                    page.type(Character.toString((char) key));
                  });
            });
  }

  @Override
  public void set(String value) {
    act(field -> tell("set", value));
  }

  @Override
  public void click() {
    browser.begins();
    act(
        control -> {
          browser.forgetDownload();
          press(control);
        });
  }

  private void press(ElementHandle control) {
    try {
      control.click(new ElementHandle.ClickOptions().setTimeout(CLICK_MILLIS));
    } catch (TimeoutError covered) {
      if (!covered.getMessage().contains("performing click action")) {
        // Something lies over it or it never rests; its own click is what a person would get at.
        tell("press", null);
      }
    } catch (PlaywrightException e) {
      if (!e.getMessage().contains("not visible") && !e.getMessage().contains("outside of the")) {
        throw e;
      }
      tell("press", null);
    }
  }

  @Override
  public void reveal() {
    act(ElementHandle::scrollIntoViewIfNeeded);
  }

  @Override
  public void submit() {
    browser.begins();
    act(
        control -> {
          browser.forgetDownload();
          tell("submit", null);
        });
  }

  private String words(String what) {
    return browser.ask("", () -> String.valueOf(asked(what, null)));
  }

  private Object asked(String what, Object argument) {
    return page.ask(what, list, index, argument);
  }

  private void tell(String what, Object argument) {
    Object nothing = asked(what, argument);
    if (nothing != null) {
      throw new IllegalStateException(what + " answers nothing");
    }
  }

  private void act(Consumer<ElementHandle> action) {
    browser.ask(
        false,
        () -> {
          ElementHandle element =
              list.evaluateHandle("(list, index) => list[index]", index).asElement();
          try {
            action.accept(element);
          } finally {
            element.dispose();
          }
          return true;
        });
  }
}
