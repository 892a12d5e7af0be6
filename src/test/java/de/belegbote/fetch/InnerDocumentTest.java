// Documents that stand inside a row, and addresses that a click only makes.
package de.belegbote.fetch;

import static de.belegbote.fetch.ReadingCase.BILLS;
import static de.belegbote.fetch.ReadingCase.BROWSER;
import static de.belegbote.fetch.ReadingCase.line;
import static de.belegbote.fetch.ReadingCase.link;
import static de.belegbote.fetch.ReadingCase.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import de.belegbote.fetch.ScriptedPortal.Screen;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InnerDocumentTest {
  private static final String FILES =
      BROWSER.replace(
          "document: [{get: {attribute: href, of: a}}]",
          """
          each: {rows: .file, where: {text: [PDF]}}
          document: [{get: {attribute: href}}]\
          """);

  private static Box file(String words, String number) {
    return Box.of(".file").saying(words).with("href", link(number));
  }

  @Test
  void fetchesTheKeptDocumentsOfARow() {
    var shop =
        new ReadingCase(FILES)
            .serving("1", "2")
            .showing(
                BILLS,
                row("A", "2026-02-01")
                    .holding(file("statement", "0"), file("PDF", "1"), file("PDF", "2")));

    assertEquals("OK found 2 stored 2 known 0 failed 0", line(shop.run()));
  }

  @Test
  void leavesARowAllOfWhoseDocumentsAreOfAnotherKind() {
    var shop =
        new ReadingCase(FILES)
            .showing(BILLS, row("A", "2026-02-01").holding(file("statement", "0")));

    assertEquals("NOTHING_NEW found 1 stored 0 known 0 failed 0", line(shop.run()));
  }

  @Test
  void takesARowWithoutItsListForAChangedLayout() {
    var shop = new ReadingCase(FILES).showing(BILLS, row("A", "2026-02-01"));

    assertEquals(
        "LAYOUT_CHANGED at invoices document found 1 stored 0 known 0 failed 1", line(shop.run()));
  }

  @Test
  void mayLackAListThatIsOptional() {
    var shop =
        new ReadingCase(FILES.replace("[PDF]}}", "[PDF]}, optional: true}"))
            .showing(BILLS, row("A", "2026-02-01"));

    assertEquals("NOTHING_NEW found 1 stored 0 known 0 failed 0", line(shop.run()));
  }

  @Test
  void waitsForAnAddressThatAClickMakes() {
    var shop =
        new ReadingCase(
                BROWSER.replace(
                    "{get: {attribute: href, of: a}}",
                    "{click: .menu}, {get: {attribute: href, of: .made}}"))
            .serving("A");
    shop.portal.at(BILLS, () -> shop.portal.show(bills(shop)));

    assertEquals("OK found 1 stored 1 known 0 failed 0", line(shop.run()));
  }

  private static Screen bills(ReadingCase shop) {
    var row = row("A", "2026-02-01");
    var screen = Screen.of(BILLS, row);
    Runnable menu =
        () ->
            shop.portal.later(
                Duration.ofSeconds(3), () -> screen.add(Box.of(".made").with("href", link("A"))));
    var unused = row.holding(Box.button(".menu", menu));
    row.standOn(screen);
    return screen;
  }
}
