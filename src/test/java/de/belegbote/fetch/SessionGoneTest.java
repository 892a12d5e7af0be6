// A session that ends while invoices are read, and pages that stand in the way of a list.
package de.belegbote.fetch;

import static de.belegbote.fetch.ReadingCase.BILLS;
import static de.belegbote.fetch.ReadingCase.BROWSER;
import static de.belegbote.fetch.ReadingCase.JSON;
import static de.belegbote.fetch.ReadingCase.LOGIN;
import static de.belegbote.fetch.ReadingCase.line;
import static de.belegbote.fetch.ReadingCase.link;
import static de.belegbote.fetch.ReadingCase.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import de.belegbote.fetch.ScriptedPortal.Screen;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SessionGoneTest {
  private static Screen login(Runnable sent) {
    return Screen.of(LOGIN, Box.input("#user"), Box.password("#pass"), Box.button("#go", sent));
  }

  // The list shows the login page as often, and each login succeeds.
  private static ReadingCase forgetting(int times) {
    var shop = new ReadingCase(BROWSER);
    var asked = new AtomicInteger();
    shop.portal.at(
        BILLS,
        () ->
            shop.portal.show(
                asked.getAndIncrement() < times
                    ? login(() -> {})
                    : Screen.of(BILLS, row("A-1", "2026-02-01"))));
    return shop.serving("A-1");
  }

  @Test
  void signsInOnceMoreAndReadsOn() {
    var shop = forgetting(1);

    assertEquals("OK found 1 stored 1 known 0 failed 0", line(shop.run()));
    assertEquals(List.of(LOGIN, BILLS, LOGIN, BILLS), shop.portal.opened());
  }

  @Test
  void signsInOnceMoreWithoutCookiesWhenTheyAloneLetItIn() {
    var shop = forgetting(9);

    assertEquals(
        "LAYOUT_CHANGED at invoices list found 0 stored 0 known 0 failed 0", line(shop.run()));
    assertEquals(List.of(LOGIN, BILLS, LOGIN, BILLS, LOGIN, BILLS), shop.portal.opened());
    assertEquals(1, shop.portal.resumed(), "the last time without cookies");
  }

  @Test
  void goesOnWhereItStoppedAndFetchesNothingTwice() {
    var shop = new ReadingCase(BROWSER);
    shop.showing(BILLS, row("A-1", "2026-02-01"), row("A-2", "2026-02-01")).serving("A-1");
    var asked = new AtomicInteger();
    shop.portal.answering(
        link("A-2"),
        request ->
            asked.getAndIncrement() == 0
                ? ScriptedPortal.answer(LOGIN, 200, "text/html", Buffer.buffer("<html>"))
                : ScriptedPortal.answer(
                    link("A-2"), 200, "application/pdf", Buffer.buffer("%PDF-1.7")));

    assertEquals("OK found 2 stored 2 known 0 failed 0", line(shop.run()));
    assertEquals("A-1 A-2", shop.numbers());
    assertEquals(3, shop.portal.requests().size());
  }

  @Test
  void losesOnlyTheDocumentThatIsAPageEvenThen() {
    var shop = new ReadingCase(BROWSER);
    shop.showing(BILLS, row("A-1", "2026-02-01"), row("A-2", "2026-02-01")).serving("A-2");
    shop.portal.answering(link("A-1"), 200, "text/html", "<!DOCTYPE html><html></html>");

    assertEquals("OK found 2 stored 1 known 0 failed 1", line(shop.run()));
  }

  @Test
  void takesAPageWhereJsonWasDueForAnEndedSession() {
    var shop = new ReadingCase(JSON);
    shop.portal.answering("https://shop.test/api?p=1", 200, "text/html", "<html>sign in</html>");

    assertEquals(
        "LAYOUT_CHANGED at invoices list found 0 stored 0 known 0 failed 0", line(shop.run()));
    assertEquals(List.of(LOGIN, LOGIN, LOGIN), shop.portal.opened());
  }

  @Test
  void takesAnAnswerWithAFieldOfTheSignInForAnEndedSession() {
    var shop =
        new ReadingCase(
            """
            list: {get: "https://shop.test/orders", rows: .order, empty: {present: body}}
            fields: {number: {text: .number}, date: {text: .date}}
            document: [{get: {attribute: href, of: a}}]
            """);
    shop.portal.answering(
        "https://shop.test/orders", 200, "text/html", "<html><form><input id=pass></form></html>");

    assertEquals(
        "LAYOUT_CHANGED at invoices list found 0 stored 0 known 0 failed 0", line(shop.run()));
    assertEquals(List.of(LOGIN, LOGIN, LOGIN), shop.portal.opened());
  }

  @Test
  void takesAnAnswer401ForAnEndedSession() {
    var shop = new ReadingCase(JSON);
    shop.portal.answering("https://shop.test/api?p=1", 401, "application/json", "{}");

    assertEquals(
        "LAYOUT_CHANGED at invoices list found 0 stored 0 known 0 failed 0", line(shop.run()));
    assertEquals(3, shop.portal.opened().size());
  }

  @Test
  void endsWithTheOutcomeOfAPageThatStandsInTheWay() {
    var shop = new ReadingCase(BROWSER).showing(BILLS, Box.of("#terms"));

    assertEquals("ACTION_NEEDED at terms found 0 stored 0 known 0 failed 0", line(shop.run()));
  }

  @Test
  void closesBannersOverTheList() {
    var shop = new ReadingCase(BROWSER.replace("rows:", "paging: {next: .next}, rows:"));
    Screen list = Screen.of(BILLS, row("A-1", "2026-03-01"));
    list.add(
        Box.button(
            ".next",
            () -> {
              if (list.find("#accept").isEmpty()) {
                shop.portal.show(Screen.of(BILLS, row("A-2", "2026-02-01")));
              }
            }));
    shop.portal.at(BILLS, () -> shop.portal.show(list));
    shop.serving("A-1", "A-2");
    // Only once the list has shown and a document was fetched.
    shop.storing(
        invoice -> {
          list.add(Box.button("#accept", () -> list.remove("#accept")));
          return shop.stored.add(invoice);
        });

    assertEquals("OK found 2 stored 2 known 0 failed 0", line(shop.run()));
  }

  @Test
  void readsTheStatusOfAListThatDoesNotShow() {
    var shop = new ReadingCase(BROWSER);
    shop.portal.at(BILLS, () -> shop.portal.show(new Screen(BILLS, 403, List.of())));

    assertEquals(
        "NO_INVOICE_RIGHT at invoices list found 0 stored 0 known 0 failed 0", line(shop.run()));
  }

  @Test
  void setsTheRecipesCookiesBeforeItOpensAnything() {
    var shop =
        new ReadingCase(
            BROWSER,
            "requests: {pause: 1s}",
            "cookies: [{name: lang, value: de, host: shop.test}]");
    shop.showing(BILLS, row("A-1", "2026-02-01")).serving("A-1");

    assertEquals("OK found 1 stored 1 known 0 failed 0", line(shop.run()));
    assertEquals(List.of("shop.test lang=de"), shop.portal.cookies());
  }

  @Test
  void takesTheFirstStepsOnce() {
    var shop =
        new ReadingCase(
            "start: [{open: \"https://shop.test/account\"}, {click: \"#show\"}]\n" + BROWSER);
    var clicks = new AtomicInteger();
    shop.showing(
            "https://shop.test/account",
            Box.of("#home"),
            Box.button("#show", clicks::incrementAndGet))
        .showing(BILLS, row("A-1", "2026-02-01"))
        .serving("A-1");

    assertEquals("OK found 1 stored 1 known 0 failed 0", line(shop.run()));
    assertEquals(1, clicks.get());
  }
}
