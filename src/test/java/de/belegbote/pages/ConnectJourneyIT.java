// The wizard in a real browser, from its address to the first invoice, and every way it can go
// wrong.
package de.belegbote.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static de.belegbote.pages.WizardHouse.answer;
import static de.belegbote.pages.WizardHouse.at;
import static de.belegbote.pages.WizardHouse.button;
import static de.belegbote.pages.WizardHouse.photo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import de.belegbote.demo.Customer;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.sandbox.PracticePortal;
import de.belegbote.testing.QrCode;
import de.belegbote.testing.RequiresTool;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@RequiresTool({"chromium", "playwright", "node-clients"})
@Timeout(300)
class ConnectJourneyIT {
  private static final Set<FetchOutcome> LOOKING_DIFFERENT =
      Set.of(
          FetchOutcome.LOGIN_REJECTED,
          FetchOutcome.CODE_REJECTED,
          FetchOutcome.ACTION_NEEDED,
          FetchOutcome.SETTING_MISSING,
          FetchOutcome.PORTAL_DOWN);

  @TempDir static Path folder;
  private static WizardHouse house;
  private static Screens screens;

  @BeforeAll
  static void start() {
    house = new WizardHouse(folder);
    screens = new Screens();
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  private static String digits(Page page) {
    return page.locator("[data-slot=\"0\"]").textContent().replaceAll("\\s", "");
  }

  @Test
  void leadsFromTheAddressToTheFirstInvoice() throws IOException {
    var session = house.session(new JsonObject());
    String username = house.user("good");
    var desk = house.desk(session.getString("url"));
    screens.state(at(desk, "WELCOME"), "01-welcome");
    button(desk, "Los geht’s").click();
    screens.state(at(desk, "PORTALS"), "02-portals");
    desk.locator("button.portal[value=practice]").click();
    screens.state(at(desk, "CONSENT"), "03-consent");
    house.consent(desk);
    screens.state(desk, "04-credentials");
    desk.getByLabel("Benutzername oder E-Mail-Adresse").fill(username);
    desk.getByLabel("Passwort").fill(PracticePortal.PASSWORD);
    button(desk, "Speichern").click();
    screens.state(at(desk, "QUESTION"), "05-question");
    answer(desk, "no");
    screens.state(at(desk, "WAYS"), "06-ways");

    var portal = new Customer(house.house.practiceUrl());
    portal.openSecurity(username, PracticePortal.PASSWORD);
    String link = QrCode.read(desk.locator("svg.qr").screenshot());
    var phone = house.phone(link);
    assertThat(desk.locator("[data-live]")).containsText("Link auf dem Telefon geöffnet");
    screens.state(phone, "20-phone-start");
    phone.setInputFiles("input[capture]", photo(QrCode.png("https://example.com/")));
    assertThat(phone.locator("[role=alert]").first()).containsText("führt zu einer Webseite");
    screens.once(phone, "21-phone-refused");
    phone.setInputFiles("input[capture]", photo(portal.barcode()));
    assertThat(phone.locator("[data-seconds]")).isVisible();
    screens.state(phone, "22-phone-codes");
    screens.state(at(desk, "CODES"), "07-codes-on-phone");
    portal.activate(digits(phone));
    button(phone, "Aktiviert").click();
    assertThat(phone.locator("h1")).containsText("Geschafft");
    screens.state(phone, "23-phone-done");

    // Nobody touches the desk: it follows by itself.
    assertThat(at(desk, "DONE").locator("h1")).hasText("Practice portal ist verbunden");
    screens.state(desk, "09-done");
    assertEquals("completed", house.session(session.getString("id")).getString("state"));
    var invoices =
        house.api.get("/invoices?companyId=" + session.getString("companyId")).is(200).items();
    assertThat(desk.locator(".lead")).containsText(invoices.size() + " Rechnungen sind schon da");
    var document = house.api.get("/invoices/" + invoices.get(0).getString("id") + "/document");
    assertEquals(
        "%PDF-",
        new String(Arrays.copyOf(document.is(200).http().body(), 5), StandardCharsets.US_ASCII));
  }

  @Test
  void saysForEveryOutcomeWhatHappenedAndWhatToDo() {
    String username = house.user("no-factor");
    var session = house.session(new JsonObject());
    var desk = house.desk(session.getString("url"));
    house.link(desk, username, "not-" + PracticePortal.PASSWORD);
    answer(desk, "none");
    at(desk, "FAILED");
    String account = house.session(session.getString("id")).getString("portalAccountId");
    house.sql(
        "update fetch_run set state = 'running', outcome = null, finished_at = null where"
            + " portal_account_id = '%s'",
        account);
    screens.state(desk, "08-running");
    for (var outcome : FetchOutcome.values()) {
      if (outcome.good()) {
        continue;
      }
      house.sql(
          "update fetch_run set state = 'finished', outcome = '%s', finished_at = now() where"
              + " portal_account_id = '%s'",
          outcome, account);
      desk.reload();
      assertThat(at(desk, "FAILED").locator("h1"))
          .hasText("Practice portal ist noch nicht verbunden");
      assertThat(desk.locator(".alert")).containsText(outcome.text(Locale.GERMAN));
      assertThat(desk.locator(".alert")).containsText(outcome.action(Locale.GERMAN));
      String name = "30-failed-" + outcome.name().toLowerCase(Locale.ROOT);
      if (LOOKING_DIFFERENT.contains(outcome)) {
        screens.state(desk, name);
      } else {
        Screens.shot(desk, "de", name);
      }
    }
  }

  @Test
  void saysWhatIsWrongWithWhatWasEntered() throws IOException {
    var desk = house.desk(house.session(new JsonObject()).getString("url"));
    button(desk, "Los geht’s").click();
    at(desk, "PORTALS").getByLabel("Portal suchen").fill("nirgends");
    assertThat(desk.locator("[data-none]")).isVisible();
    screens.once(desk, "10-portals-none");
    desk.getByLabel("Portal suchen").fill("pract");
    desk.locator("button.portal[value=practice]").click();
    refused(at(desk, "CONSENT"), "Einverstanden, weiter", "Bestätigen Sie bitte beide Punkte");
    screens.once(desk, "11-consent-refused");
    house.consent(desk);
    desk.getByLabel("Benutzername oder E-Mail-Adresse").fill("anna");
    refused(desk, "Speichern", "Geben Sie Ihr Passwort ein.");
    screens.once(desk, "12-credentials-refused");
    desk.getByLabel("Benutzername oder E-Mail-Adresse").fill(house.user("good"));
    desk.getByLabel("Passwort").fill(PracticePortal.PASSWORD);
    button(desk, "Speichern").click();
    refused(at(desk, "QUESTION"), "Weiter", "Wählen Sie eine der Antworten aus.");
    answer(desk, "yes");
    at(desk, "WAYS").getByLabel("Mobilnummer").fill("12");
    refused(desk, "Senden", "An diese Nummer können wir keine SMS senden");
    screens.once(desk, "13-number-refused");
    desk.getByLabel("Mobilnummer").fill("0170 1234567");
    button(desk, "Senden").click();
    assertThat(desk.locator(".ways .hint")).containsText("SMS an ***567 ist unterwegs");
    screens.state(desk, "14-sms-sent");
    desk.getByLabel("Schlüssel", new Page.GetByLabelOptions().setExact(true)).fill("123456");
    refused(desk, "Schlüssel senden", "Das ist ein Einmalcode");
    desk.setInputFiles("[data-drop] input[type=file]", photo(QrCode.png("https://example.com/")));
    assertThat(desk.locator("[role=alert]").first()).containsText("führt zu einer Webseite");
    screens.once(desk, "15-screenshot-refused");
    desk.setInputFiles("[data-drop] input[type=file]", photo(QrCode.png(Phone.SETUP)));
    assertThat(at(desk, "CODES").locator("[data-seconds]")).isVisible();
    screens.state(desk, "16-codes-at-the-desk");
  }

  /** Sends a form although the browser knows better, as one without such checks would. */
  private static void refused(Page page, String button, String why) {
    page.evaluate("() => document.querySelectorAll('form').forEach(f => { f.noValidate = true; })");
    button(page, button).click();
    assertThat(page.locator("[role=alert]").first()).containsText(why);
  }

  @Test
  void leadsOutAndBack() {
    var session = house.session(new JsonObject());
    var desk = house.desk(session.getString("url"));
    button(desk, "Los geht’s").click();
    var other = house.desk(session.getString("url"));
    assertThat(other.locator("main")).containsText("schon in einem anderen Browser begonnen");
    screens.once(other, "40-used");
    other.navigate(house.here("/c/" + "x".repeat(32)));
    screens.once(other, "41-unknown");
    other.navigate(house.here("/portals"));
    screens.state(other, "42-list");
    at(desk, "PORTALS").getByText("Abbrechen").first().click();
    desk.locator("[value=portal_missing]").check();
    screens.once(desk, "43-exit");
    button(desk, "Abbrechen und schließen").click();
    screens.state(at(desk, "END"), "44-end-exit");

    session = house.session(new JsonObject());
    desk = house.desk(session.getString("url"));
    house.link(desk, house.user("no-factor"), "not-" + PracticePortal.PASSWORD);
    answer(desk, "none");
    at(desk, "FAILED");
    String account = house.session(session.getString("id")).getString("portalAccountId");
    var repair =
        house.api.post(
            "/connect-sessions",
            new JsonObject()
                .put("companyId", session.getString("companyId"))
                .put("portalAccountId", account)
                .put("language", "de"));
    var later = house.desk(repair.is(201).json().getString("url"));
    screens.state(at(later, "WELCOME"), "45-repair-welcome");
    button(later, "Los geht’s").click();
    screens.state(at(later, "REPAIR"), "46-repair");
    later.getByText("Einverständnis widerrufen").click();
    button(later, "Widerrufen und Zugang löschen").click();
    screens.state(at(later, "END"), "47-end-withdrawn");
  }

  @Test
  void worksWithTheKeyboardAlone() {
    var desk = house.desk(house.session(new JsonObject()).getString("url"));
    press(desk, "Los geht’s");
    at(desk, "PORTALS");
    press(desk, "Practice portal");
    at(desk, "CONSENT");
    Screens.tabTo(desk, "holds");
    desk.keyboard().press("Space");
    Screens.tabTo(desk, "allows");
    desk.keyboard().press("Space");
    press(desk, "Einverstanden, weiter");
    at(desk, "CREDENTIALS");
    Screens.tabTo(desk, "username");
    desk.keyboard().type(house.user("no-factor"));
    Screens.tabTo(desk, "password");
    desk.keyboard().type(PracticePortal.PASSWORD);
    desk.keyboard().press("Enter");
    at(desk, "QUESTION");
    Screens.tabTo(desk, "app");
    desk.keyboard().press("ArrowUp");
    press(desk, "Weiter");
    assertThat(at(desk, "DONE").locator("h1")).isFocused();
  }

  private static void press(Page page, String button) {
    Screens.tabTo(page, button);
    page.keyboard().press("Enter");
  }

  /** A bad line of a mobile network: 400 kbit/s, 400 ms there and back. */
  @Test
  void loadsThePhonePageOverABadLine() {
    var desk = house.desk(house.session(new JsonObject()).getString("url"));
    house.link(desk, house.user("good"), PracticePortal.PASSWORD);
    answer(desk, "no");
    String link = QrCode.read(at(desk, "WAYS").locator("svg.qr").screenshot());
    var phone = house.browser.browser().newContext().newPage();
    var line = phone.context().newCDPSession(phone);
    var bytes = new AtomicInteger();
    var requests = new AtomicInteger();
    line.on(
        "Network.loadingFinished",
        done -> {
          requests.incrementAndGet();
          bytes.addAndGet(done.get("encodedDataLength").getAsInt());
        });
    line.send("Network.enable");
    line.send("Network.emulateNetworkConditions", badLine());
    phone.navigate(house.here(link));
    assertThat(phone.locator("html.js")).isAttached();
    var took = phone.evaluate("() => performance.getEntriesByType('navigation')[0].domComplete");
    System.out.printf(
        "phone page: %d bytes, %d requests, %s ms%n", bytes.get(), requests.get(), took);
    assertTrue(requests.get() >= 3, "page, style and script were not counted");
    assertTrue(bytes.get() < 60_000, () -> bytes + " bytes");
  }

  private static com.google.gson.JsonObject badLine() {
    var line = new com.google.gson.JsonObject();
    line.addProperty("offline", false);
    line.addProperty("latency", 400);
    line.addProperty("downloadThroughput", 50_000);
    line.addProperty("uploadThroughput", 50_000);
    return line;
  }
}
