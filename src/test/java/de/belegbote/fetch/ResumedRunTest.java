// A run in the session of an earlier one: when it signs in, where it goes on, what it says of it.
package de.belegbote.fetch;

import static de.belegbote.fetch.ReadingCase.BILLS;
import static de.belegbote.fetch.ReadingCase.BROWSER;
import static de.belegbote.fetch.ReadingCase.JSON;
import static de.belegbote.fetch.ReadingCase.LOGIN;
import static de.belegbote.fetch.ReadingCase.line;
import static de.belegbote.fetch.ReadingCase.link;
import static de.belegbote.fetch.ReadingCase.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import de.belegbote.fetch.RecipeRunner.Session;
import de.belegbote.fetch.ScriptedPortal.Screen;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ResumedRunTest {
  private static final String LANDING = "https://shop.test/account";

  @Test
  void beginsWithTheInvoices() {
    var shop = new ReadingCase(BROWSER).showing(BILLS, row("A-1", "2026-02-01")).serving("A-1");

    RunResult result = shop.resume(false);

    assertEquals("OK found 1 stored 1 known 0 failed 0", line(result));
    assertEquals(List.of(BILLS), shop.portal.opened());
    assertEquals(false, result.signedIn());
    assertEquals(Session.KEEP, shop.verdict);
  }

  @Test
  void opensNoPageForAListThatNeedsNone() {
    var shop = new ReadingCase(JSON).serving();
    shop.portal.answering("https://shop.test/api?p=1", 200, "application/json", "{\"list\": []}");

    assertEquals("NOTHING_NEW found 0 stored 0 known 0 failed 0", line(shop.resume(false)));
    assertEquals(List.of(), shop.portal.opened());
  }

  @Test
  void signsInOnceAndGoesOnAtTheRowWhereItStopped() {
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

    assertEquals("OK found 2 stored 2 known 0 failed 0", line(shop.resume(false)));
    assertEquals(3, shop.portal.requests().size(), "A-1 once, A-2 twice");
    assertEquals(List.of(BILLS, LOGIN, BILLS), shop.portal.opened());
    assertEquals(Session.KEEP, shop.verdict);
  }

  @Test
  void takesARedirectToTheSignInForAnEndedSession() {
    var shop = new ReadingCase(BROWSER.replace("open:", "get:").replace("visible", "present"));
    var asked = new AtomicInteger();
    shop.portal.answering(
        BILLS,
        request ->
            asked.getAndIncrement() == 0
                ? ScriptedPortal.answer(
                    LOGIN, 200, "text/html", Buffer.buffer("<html><input id=user>"))
                : ScriptedPortal.answer(
                    BILLS, 200, "text/html", Buffer.buffer("<html><p id=none>")));

    assertEquals("NOTHING_NEW found 0 stored 0 known 0 failed 0", line(shop.resume(false)));
    assertEquals(List.of(LOGIN), shop.portal.opened());
  }

  @Test
  void showsThePageAfterTheSignInToAFirstStepThatNeedsIt() {
    var shop = new ReadingCase("start: [{click: \"#show\"}]\n" + BROWSER);
    var clicks = new AtomicInteger();
    shop.showing(LOGIN, Box.of("#home"), Box.button("#show", clicks::incrementAndGet))
        .showing(BILLS, row("A-1", "2026-02-01"))
        .serving("A-1");

    assertEquals("OK found 1 stored 1 known 0 failed 0", line(shop.resume(false)));
    assertEquals(List.of(LOGIN, BILLS), shop.portal.opened());
    assertEquals(1, clicks.get());
  }

  @Test
  void opensTheFirstStepsOwnPageAlone() {
    var shop =
        new ReadingCase("start: [{open: \"https://shop.test/account\"}]\n" + BROWSER)
            .showing(LANDING, Box.of("#home"))
            .showing(BILLS, Box.of("#none"));

    assertEquals("NOTHING_NEW found 0 stored 0 known 0 failed 0", line(shop.resume(false)));
    assertEquals(List.of(LANDING, BILLS), shop.portal.opened());
  }

  @Test
  void doubtsItsSessionWhereNothingKnownShowsAndDropsItTheNextTime() {
    var shop = new ReadingCase(BROWSER).showing(BILLS, Box.of("#strange"));

    assertEquals(
        "LAYOUT_CHANGED at invoices list found 0 stored 0 known 0 failed 0",
        line(shop.resume(false)));
    assertEquals(Session.DOUBT, shop.verdict);
    assertEquals(List.of(BILLS), shop.portal.opened());
    shop.portal.at(LOGIN, () -> shop.portal.show(Screen.of(LOGIN, Box.of("#strange"))));
    var unused = shop.resume(true);
    assertEquals(List.of(BILLS, LOGIN), shop.portal.opened());
    assertEquals(Session.DROP, shop.verdict);
  }

  @Test
  void saysNothingAboutItWhileThePortalIsDown() {
    var shop = new ReadingCase(BROWSER);
    shop.portal.at(BILLS, () -> shop.portal.show(new Screen(BILLS, 503, List.of())));

    assertEquals(
        "PORTAL_DOWN at invoices list found 0 stored 0 known 0 failed 0", line(shop.resume(false)));
    assertEquals(Session.LEAVE, shop.verdict);
  }
}
