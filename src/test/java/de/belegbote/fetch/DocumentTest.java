// Getting documents: clicks, requests, what their answers mean, and what one failure may cost.
package de.belegbote.fetch;

import static de.belegbote.fetch.ReadingCase.BILLS;
import static de.belegbote.fetch.ReadingCase.BROWSER;
import static de.belegbote.fetch.ReadingCase.line;
import static de.belegbote.fetch.ReadingCase.link;
import static de.belegbote.fetch.ReadingCase.pdf;
import static de.belegbote.fetch.ReadingCase.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.fetch.ScriptedPortal.Screen;
import de.belegbote.fetch.browser.BrowserException;
import de.belegbote.fetch.browser.PortalBrowser.Answer;
import de.belegbote.fetch.browser.PortalBrowser.Request;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentTest {
  private static final String CLICK =
      BROWSER.replace("{get: {attribute: href, of: a}}", "{click: .get}");

  private static Box clickable(String number, Runnable clicked) {
    return row(number, "2026-02-01").holding(Box.button(".get", clicked));
  }

  private static ReadingCase rows(int count) {
    var shop = new ReadingCase(BROWSER);
    var boxes = new ArrayList<Box>();
    for (int i = 1; i <= count; i++) {
      boxes.add(row("A-" + i, "2026-02-01"));
    }
    return shop.showing(BILLS, boxes.toArray(Box[]::new));
  }

  private static ReadingCase failing(int count, int failures, int status) {
    var shop = rows(count);
    for (int i = 1; i <= count; i++) {
      if (i <= failures) {
        shop.portal.answering(link("A-" + i), status, "text/plain", "no");
      } else {
        shop.serving("A-" + i);
      }
    }
    return shop;
  }

  private static Answer file(String number) {
    return ScriptedPortal.answer(link(number), 200, "application/pdf", pdf());
  }

  @Test
  void catchesADownload() {
    var shop = new ReadingCase(CLICK);
    shop.showing(
        BILLS,
        clickable(
            "A-1",
            () -> shop.portal.later(Duration.ofSeconds(3), () -> shop.portal.bring(file("A-1")))));

    assertEquals("OK found 1 stored 1 known 0 failed 0", line(shop.run()));
    assertEquals(link("A-1"), shop.stored.get(0).sourceAddress());
  }

  @Test
  void fetchesWhatANewTabShows() {
    var shop = new ReadingCase(CLICK);
    Runnable tab = () -> shop.portal.tab(Screen.of(link("A-1"), Box.of("embed")));
    shop.showing(BILLS, clickable("A-1", tab)).serving("A-1");

    assertEquals("OK found 1 stored 1 known 0 failed 0", line(shop.run()));
  }

  @Test
  void opensTheListAgainWhereAClickHasLeftIt() {
    var shop = new ReadingCase(CLICK);
    shop.showing(
        BILLS,
        clickable("A-1", () -> leave(shop, "A-1")),
        clickable("A-2", () -> leave(shop, "A-2")));

    assertEquals("OK found 2 stored 2 known 0 failed 0", line(shop.run()));
    assertEquals(List.of(ReadingCase.LOGIN, BILLS, BILLS), shop.portal.opened());
  }

  private static void leave(ReadingCase shop, String number) {
    shop.portal.show(Screen.of("https://shop.test/viewer"));
    shop.portal.bring(file(number));
  }

  @Test
  void losesOnlyTheRowWhoseClickBringsNothing() {
    var shop = new ReadingCase(CLICK);
    shop.showing(
        BILLS,
        clickable("A-1", () -> shop.portal.bring(null)),
        clickable("A-2", () -> shop.portal.bring(file("A-2"))));

    assertEquals("OK found 2 stored 1 known 0 failed 1", line(shop.run()));
  }

  @Test
  void sendsTheRecipesHeadersOnlyToTheHostOfTheList() {
    var shop = new ReadingCase(BROWSER);
    Box away =
        Box.of(".row")
            .holding(
                Box.of(".number").saying("A-2"),
                Box.of(".date").saying("2026-02-01"),
                Box.of("a").with("href", "https://cdn.test/A-2.pdf"));
    shop.showing(BILLS, row("A-1", "2026-02-01"), away).serving("A-1");
    shop.portal.answering("https://cdn.test/A-2.pdf", 200, "application/pdf", "%PDF-1.4");

    assertEquals("OK found 2 stored 2 known 0 failed 0", line(shop.run()));
    assertEquals(
        List.of(Map.of("X-Shop", "anna"), Map.of()),
        shop.portal.requests().stream().map(Request::headers).toList());
  }

  @ParameterizedTest
  @CsvSource({"404", "403", "500", "503", "410"})
  void losesOnlyTheDocumentThatIsRefused(int status) {
    assertEquals("OK found 3 stored 1 known 0 failed 2", line(failing(3, 2, status).run()));
  }

  @ParameterizedTest
  @CsvSource({"403, NO_INVOICE_RIGHT", "500, PORTAL_DOWN"})
  void endsWhenFiveInARowAreRefused(int status, String outcome) {
    assertEquals(
        outcome + " at invoices document found 5 stored 0 known 0 failed 5",
        line(failing(7, 6, status).run()));
  }

  @Test
  void endsAtOnceWhenThePortalAsksForLess() {
    assertEquals(
        "BLOCKED at invoices document found 0 stored 0 known 0 failed 0",
        line(failing(3, 1, 429).run()));
  }

  @ParameterizedTest
  @CsvSource({"429, 1", "503, 1", "503, 6"})
  void keepsHowLongThePortalWantsToBeLeftAlone(int status, int failures) {
    var shop = rows(failures);
    for (int i = 1; i <= failures; i++) {
      String link = link("A-" + i);
      shop.portal.answering(
          link, r -> new Answer(link, status, Map.of("retry-after", "7200"), Buffer.buffer()));
    }
    assertEquals(Optional.of(Duration.ofHours(2)), shop.run().askedWait());
  }

  @Test
  void keepsItOfAPageToo() {
    var shop = rows(0);
    shop.portal.at(
        BILLS,
        () -> shop.portal.show(new Screen(BILLS, 503, List.of(), Map.of("Retry-After", "60"))));
    assertEquals(Optional.of(Duration.ofMinutes(1)), shop.run().askedWait());
  }

  @Test
  void saysThatItFailedWhenNothingElseHappened() {
    var shop = rows(2);
    shop.portal.answering(link("A-1"), 200, "text/plain", "later");
    shop.known.add("A-2");

    RunResult result = shop.run();

    assertEquals("FAILED at invoices document found 2 stored 0 known 1 failed 1", line(result));
    assertFalse(result.detail().isEmpty());
  }

  @Test
  void endsWithWhatAllFailuresMean() {
    assertEquals(
        "NO_INVOICE_RIGHT at invoices document found 2 stored 0 known 0 failed 2",
        line(failing(2, 2, 403).run()));
  }

  @Test
  void takesPdfFromItsBeginningOnAndXmlAsItIs() {
    var shop = rows(2);
    String xml = "<?xml version=\"1.0\"?><Invoice xmlns=\"urn:x\"><ID>1</ID></Invoice>";
    shop.portal
        .answering(link("A-1"), 200, "text/html", "\r\n junk %PDF-1.4 body")
        .answering(link("A-2"), 200, "text/html", xml);

    assertEquals("OK found 2 stored 2 known 0 failed 0", line(shop.run()));
    assertEquals(Buffer.buffer("%PDF-1.4 body"), shop.stored.get(0).bytes());
    assertEquals(Buffer.buffer(xml), shop.stored.get(1).bytes());
  }

  @Test
  void countsADocumentThatWasThereAlreadyAsKnown() {
    var shop = rows(2).serving("A-1", "A-2").storing(invoice -> false);

    assertEquals("NOTHING_NEW found 2 stored 0 known 2 failed 0", line(shop.run()));
  }

  @Test
  void losesOnlyTheDocumentThatCannotBeStored() {
    var shop = rows(2).serving("A-1", "A-2");
    shop.storing(
        invoice -> {
          if (invoice.number().equals("A-1")) {
            throw new IllegalArgumentException("too odd");
          }
          return shop.stored.add(invoice);
        });

    assertEquals("OK found 2 stored 1 known 0 failed 1", line(shop.run()));
  }

  @Test
  void throwsWhatTheHouseThrows() {
    var shop =
        rows(1)
            .serving("A-1")
            .storing(
                invoice -> {
                  throw new IllegalStateException("no claim");
                });

    assertThrows(IllegalStateException.class, shop::run);
  }

  @Test
  void losesOnlyTheDocumentWhoseHostDoesNotAnswer() {
    var shop = rows(2).serving("A-2");
    shop.portal.answering(link("A-1"), fault(BrowserException.Kind.UNREACHABLE));

    assertEquals("OK found 2 stored 1 known 0 failed 1", line(shop.run()));
  }

  @Test
  void endsWhenTheBrowsersTimeIsOver() {
    var shop = rows(2).serving("A-1");
    shop.portal.answering(link("A-2"), fault(BrowserException.Kind.TIMED_OUT));

    assertEquals("TIMED_OUT at invoices list found 1 stored 1 known 0 failed 0", line(shop.run()));
  }

  private static Function<Request, Answer> fault(BrowserException.Kind kind) {
    return request -> {
      throw new BrowserException(kind, "shop.test did not answer", null);
    };
  }

  @Test
  void fetchesFiveHundredInARunAndLeavesTheRest() {
    var shop = rows(502);
    for (int i = 1; i <= 502; i++) {
      shop.serving("A-" + i);
    }

    RunResult first = shop.run();
    shop.stored.forEach(invoice -> shop.known.add(invoice.number()));

    assertEquals("OK found 500 stored 500 known 0 failed 0", line(first));
    assertEquals("OK found 502 stored 2 known 500 failed 0", line(shop.run()));
  }

  @Test
  void pausesBetweenRequests() {
    var shop = rows(3).serving("A-1", "A-2", "A-3");
    var times = new ArrayList<Long>();
    shop.storing(invoice -> times.add(shop.clock.instant().getEpochSecond()));

    RunResult unused = shop.run();

    assertTrue(times.get(2) - times.get(0) >= 4, times::toString);
  }
}
