// What the console shows and does, and for whom.
package de.belegbote.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.TestHouse;
import de.belegbote.platform.Ids;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleIT {
  private static final String SECRET = "correct horse battery staple";

  @TempDir static Path folder;
  private static TestHouse house;
  private static String companyA;
  private static String accountA;
  private static String companyB;

  @BeforeAll
  static void start() {
    house = TestHouse.start(folder);
    companyA = company(TestHouse.A, "Bäckerei <i>Sommer</i>");
    accountA =
        house
            .as(TestHouse.A)
            .with("Idempotency-Key", Ids.next().toString())
            .post("/portal-accounts", TestHouse.account(companyA, "anna@example.com", SECRET))
            .is(201)
            .json()
            .getString("id");
    companyB = company(TestHouse.B, "Fremde GmbH");
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  private static String company(String tenant, String name) {
    var made = house.as(tenant).post("/companies", new JsonObject().put("name", name)).is(201);
    return made.json().getString("id");
  }

  private static ConsoleBrowser signedIn(String scopes) {
    var browser = new ConsoleBrowser(house.url());
    assertEquals(303, browser.signIn(house.token(TestHouse.A, scopes)).status());
    return browser;
  }

  private static Map<String, String> form(ConsoleBrowser.Seen page, String... more) {
    var fields = new HashMap<String, String>();
    fields.put("form", page.form());
    fields.put("once", Ids.next().toString());
    for (int i = 0; i < more.length; i += 2) {
      fields.put(more[i], more[i + 1]);
    }
    return fields;
  }

  private static long companies() {
    return house.as(TestHouse.A).get("/companies").items().size();
  }

  @Test
  void showsCompaniesWithTheirAccountsAndWhatToDoNow() {
    var page = signedIn(TestHouse.ALL).get("companies");
    assertEquals(200, page.status());
    assertTrue(page.html().contains("Bäckerei &lt;i&gt;Sommer&lt;/i&gt;"), page::html);
    assertFalse(page.html().contains("Fremde"), "another tenant's");
    assertFalse(page.html().contains(SECRET));
    assertFalse(page.html().contains("anna@example.com"));
    assertTrue(page.html().contains("Not finished"), page::html);
    assertTrue(page.html().contains("One portal account needs you."), page::html);
  }

  @Test
  void answersEveryPageWithStrictHeaders() {
    var browser = signedIn(TestHouse.ALL);
    for (String address : new String[] {"companies", "sign-in", "callback", "nowhere"}) {
      var page = browser.get(address);
      if (address.equals("nowhere")) {
        assertEquals(404, page.status());
        continue;
      }
      String policy = page.header("Content-Security-Policy");
      assertTrue(policy.startsWith("default-src 'none'"), address);
      assertTrue(policy.contains("frame-ancestors 'none'"), address);
      assertFalse(policy.contains("unsafe"), address);
      assertEquals("no-store", page.header("Cache-Control"), address);
      assertEquals("DENY", page.header("X-Frame-Options"), address);
      assertEquals("nosniff", page.header("X-Content-Type-Options"), address);
      assertEquals("no-referrer", page.header("Referrer-Policy"), address);
    }
  }

  @Test
  void changesNothingWithoutThePagesOwnWord() {
    var browser = signedIn(TestHouse.ALL);
    long before = companies();
    var page = browser.get("companies");
    var fields = form(page, "how", "add", "name", "Eingeschleust GmbH");
    fields.put("form", signedIn(TestHouse.ALL).get("companies").form());
    assertEquals(403, browser.post("companies", fields).status());
    fields.remove("form");
    assertEquals(403, browser.post("companies", fields).status());
    fields.put("form", page.form());
    assertEquals(
        403, browser.sending("Sec-Fetch-Site", "cross-site").post("companies", fields).status());
    assertEquals(before, companies());
    assertEquals(
        303, browser.sending("Sec-Fetch-Site", "same-origin").post("companies", fields).status());
    assertEquals(before + 1, companies());
  }

  @Test
  void addsACompanyOnceHoweverOftenTheButtonIsPressed() {
    var browser = signedIn(TestHouse.ALL);
    long before = companies();
    var fields = form(browser.get("companies"), "how", "add", "name", "Zweimal GmbH");
    assertEquals(303, browser.post("companies", fields).status());
    assertEquals(303, browser.post("companies", fields).status());
    assertEquals(before + 1, companies());
  }

  @Test
  void showsNoButtonsToWhoMayOnlyRead() {
    var browser = signedIn("read");
    var page = browser.get("companies");
    assertTrue(page.html().contains("read only"), page::html);
    assertFalse(page.html().contains("name=\"how\""), page::html);
    for (String how : new String[] {"add", "repair", "link", "fetch", "pause"}) {
      var forced = form(page, "how", how, "name", "X", "company", companyA, "account", accountA);
      assertEquals(403, browser.post("companies", forced).status(), how);
    }
  }

  @Test
  void leadsWhoMayNotEvenReadNowhere() {
    var browser = signedIn("webhooks");
    assertEquals(403, browser.get("companies").status());
  }

  @Test
  void opensTheWizardForAnAccountAndShowsItsAddressOnce() {
    var browser = signedIn(TestHouse.ALL);
    var fields =
        form(browser.get("companies"), "how", "finish", "company", companyA, "account", accountA);
    var link = browser.post("companies", fields);
    assertEquals(200, link.status(), link::html);
    var url =
        Pattern.compile("value=\"http://belegbote.test(/c/[A-Za-z0-9_-]+)\"").matcher(link.html());
    assertTrue(url.find(), link::html);
    assertEquals(200, new ConsoleBrowser(house.url()).get(url.group(1)).status());
    var again = browser.post("companies", fields);
    assertFalse(again.html().contains(url.group(1)), "shown twice");
    assertTrue(again.html().contains("has been shown already"), again::html);
  }

  @Test
  void knowsNothingOfAnotherTenant() {
    var browser = signedIn(TestHouse.ALL);
    var page = browser.get("companies");
    assertEquals(
        404, browser.post("companies", form(page, "how", "link", "company", companyB)).status());
    // The cookie's tenant is where to look, not what is believed.
    String own = browser.cookies.get("belegbote-console");
    browser.cookies.put("belegbote-console", TestHouse.B + own.substring(36));
    assertEquals(303, browser.get("companies").status());
  }

  @Test
  void tellsWhatIsWrongOnThePageItself() {
    var browser = signedIn(TestHouse.ALL);
    var page = browser.get("companies");
    var wrong = browser.post("companies", form(page, "how", "add", "name", ""));
    assertEquals(400, wrong.status());
    assertTrue(wrong.html().contains("does not fit"), wrong::html);
    var nonsense = browser.post("companies", form(page, "how", "fetch", "account", "x/../y"));
    assertEquals(400, nonsense.status());
    assertEquals(400, browser.post("companies", form(page, "how", "fly")).status());
    assertEquals(400, browser.get("companies?cursor=abc").status());
  }

  @Test
  void notesInTheDiaryWhatStaffDid() {
    var browser = signedIn(TestHouse.ALL);
    browser.post("companies", form(browser.get("companies"), "how", "add", "name", "Notiert GmbH"));
    var last = house.as(TestHouse.A).get("/audit-events").items().stream();
    assertTrue(
        last.anyMatch(
            line ->
                line.getString("operation").equals("createCompany")
                    && line.getJsonObject("actor").getString("kind").equals("user")));
  }

  @Test
  void keepsTheLanguageThatWasSwitchedTo() {
    var browser = signedIn(TestHouse.ALL);
    assertTrue(browser.get("companies?lang=fr").html().contains("lang=\"fr\""));
    assertTrue(browser.get("companies").html().contains("<html lang=\"fr\">"));
  }

  @Test
  void asksForATokenInATrialAndTakesNoForeignForm() {
    var browser = new ConsoleBrowser(house.url());
    String token = house.token(TestHouse.A, "read");
    var foreign = new ConsoleBrowser(house.url()).sending("Sec-Fetch-Site", "cross-site");
    assertEquals(403, foreign.signIn(token).status());
    assertEquals(401, browser.signIn(token.substring(0, token.length() - 5)).status());
    assertEquals(303, browser.signIn(token).status());
    assertEquals(200, browser.get("companies").status());
  }
}
