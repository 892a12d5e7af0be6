// Looks at a page as different people do: desk and phone, light and dark, three languages, large
// letters.
package de.belegbote.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes every state to {@code target/screens/<language>/<desktop or phone>/<state>.png}. Each is
 * also searched by axe-core for what breaks WCAG 2.2 AA, in light and dark, and for what does not
 * fit a screen of 320 pixels or letters of double size (WCAG 1.4.4 and 1.4.10).
 */
final class Screens {
  static final List<String> LANGUAGES = List.of("de", "en", "fr");

  private static final Path FOLDER = Path.of("target/screens");
  private static final Path AXE = Path.of("target/node-clients/node_modules/axe-core/axe.min.js");
  private static final String LOOK =
      """
      async () => (await axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        resultTypes: ['violations']
      })).violations.map(v => v.id + ': ' + v.help + ' at ' +
        v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | '))
      """;
  private static final String TOO_WIDE =
      """
      () => {
        const room = document.documentElement.clientWidth;
        const wide = [...document.querySelectorAll('body *')].filter(e =>
          !e.closest('.sr') && e.getBoundingClientRect().right > room + 0.5);
        const cut = [...document.querySelectorAll('body *')].filter(e => e.scrollWidth > e.clientWidth + 1
          && e.clientWidth > 0 && getComputedStyle(e).overflowX === 'hidden' && !e.closest('.sr') && e.tagName !== 'PROGRESS');
        return [...wide, ...cut].map(e => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 40));
      }
      """;

  private static final String FOCUS =
      """
      () => {
        const e = document.activeElement;
        const name = e.name && e.type !== 'submit' ? e.name : (e.querySelector('b') || e).textContent.trim();
        return name + '|' + (getComputedStyle(e).outlineStyle === 'none' ? 'hidden' : 'shown');
      }
      """;

  private final String axe;

  Screens() {
    try {
      axe = Files.readString(AXE);
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  /** A state that loading the page again shows again, in each language. */
  void state(Page page, String name) {
    String german = page.url();
    for (String language : LANGUAGES) {
      page.navigate(german.replaceFirst("\\?.*", "") + "?lang=" + language);
      assertEquals(language, page.locator("html").getAttribute("lang"));
      shot(page, language, name);
    }
    page.navigate(german);
    check(page, name);
  }

  /** A state that comes only once, such as an error after a form; in the language it is in. */
  void once(Page page, String name) {
    shot(page, page.locator("html").getAttribute("lang"), name);
    check(page, name);
  }

  /** A picture for each kind of screen, on which everything has to fit. */
  static void shot(Page page, String language, String name) {
    for (var size :
        Map.of("desktop", new int[] {1280, 800}, "phone", new int[] {320, 640}).entrySet()) {
      page.setViewportSize(size.getValue()[0], size.getValue()[1]);
      page.screenshot(
          new Page.ScreenshotOptions()
              .setFullPage(true)
              .setPath(FOLDER.resolve(language).resolve(size.getKey()).resolve(name + ".png")));
      fits(page, name + " in " + language + ", " + size.getKey());
    }
    page.setViewportSize(1280, 800);
  }

  private static void fits(Page page, String what) {
    var wide = (List<?>) page.evaluate(TOO_WIDE);
    assertTrue(wide.isEmpty(), () -> what + " does not fit: " + wide);
  }

  private void check(Page page, String name) {
    for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      page.evaluate(axe);
      var found = (List<?>) page.evaluate(LOOK);
      assertEquals(List.of(), found, name + " " + scheme);
    }
    page.setViewportSize(640, 800);
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }");
    fits(page, name + " with letters of double size");
    page.evaluate("() => { document.documentElement.style.fontSize = ''; }");
    page.setViewportSize(1280, 800);
  }

  /** Presses the tab key until something of that name or text has the focus, and shows it. */
  static void tabTo(Page page, String what) {
    for (int i = 0; i < 60; i++) {
      page.keyboard().press("Tab");
      var at = (String) page.evaluate(FOCUS);
      if (at.startsWith(what + "|")) {
        assertTrue(at.endsWith("|shown"), "one does not see that the focus is on " + what);
        return;
      }
    }
    throw new AssertionError("the tab key does not lead to " + what);
  }
}
