// The wizard as a customer walks it, against the practice portal, without scripts.
package de.belegbote.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.TestHouse;
import de.belegbote.demo.Customer;
import de.belegbote.platform.Problem;
import de.belegbote.sandbox.PracticePortal;
import de.belegbote.testing.ApiClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectPageIT {
  private static final String BACK = "https://app.example.com/portals";
  private static final Pattern CODE = Pattern.compile("<span>(\\d{3})</span><span>(\\d{3})</span>");

  @TempDir static Path folder;
  private static TestHouse house;
  private static ApiClient api;
  private static int users;

  private String session;
  private Desk desk;

  /** The practice portal under another name, which wants to know a team. */
  private static void portalWithASetting() throws IOException {
    String recipe = Files.readString(Path.of("src/main/resources/recipes/practice.yaml"));
    Files.writeString(
        Files.createDirectories(folder.resolve("recipes")).resolve("team.yaml"),
        recipe
            .replace("id: practice\n", "id: team\n")
            .replace("name: Practice portal", "name: Team portal")
            .replace(
                "authenticator:\n",
                "settings: {team: {label: {en: Team}, pattern: '[a-z]{1,9}'}}\nauthenticator:\n")
            .replace(
                "open: https://practice.belegbote.test/invoices",
                "open: 'https://practice.belegbote.test/invoices?team={team}'"));
  }

  @BeforeAll
  static void start() throws IOException {
    portalWithASetting();
    house = TestHouse.start(folder);
    api = house.as(TestHouse.A);
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  @BeforeEach
  void begin() {
    begin(new JsonObject().put("language", "de").put("returnUrl", BACK));
  }

  private void begin(JsonObject wish) {
    var company = api.post("/companies", new JsonObject().put("name", "Firma")).is(201).json();
    open(wish.put("companyId", company.getString("id")));
  }

  private void open(JsonObject wish) {
    var made = api.post("/connect-sessions", wish).is(201).json();
    session = made.getString("id");
    desk = new Desk(house.url(), made.getString("url"));
    desk.secret(PracticePortal.PASSWORD);
  }

  private JsonObject session() {
    return api.get("/connect-sessions/" + session).is(200).json();
  }

  private static String user(String script) {
    return script + "+wizard" + users++ + "@" + PracticePortal.HOST;
  }

  @CanIgnoreReturnValue
  private Desk.Seen toCredentials() {
    desk.open().at("WELCOME");
    desk.go("start").at("PORTALS").says("Practice portal");
    desk.go("portal", "portal", "practice").at("CONSENT");
    return desk.go("consent", "holds", "yes", "allows", "yes").at("CREDENTIALS");
  }

  @CanIgnoreReturnValue
  private Desk.Seen link(String username, String password) {
    toCredentials();
    return desk.go("link", "username", username, "password", password).at("QUESTION");
  }

  @Test
  void leadsFromTheAddressToTheInvoices() {
    String username = user("good");
    link(username, PracticePortal.PASSWORD)
        .says("2-Faktor-Authentifizierung automatisiert abrufen")
        .says("Ja, ich muss die Abfrage per Authenticator-App in meinem Portal noch aktivieren");
    var ways = desk.go("app", "app", "no").at("WAYS");
    ways.says("<li>Oben auf Sicherheit gehen</li>").says("<svg class=\"qr\"");
    var customer = new Customer(house.practiceUrl());
    customer.openSecurity(username, PracticePortal.PASSWORD);
    desk.secret(customer.shownKey());
    desk.secret(customer.shownKey().replace(" ", ""));
    var codes = desk.go("key", "key", customer.shownKey()).at("CODES");
    Matcher shown = CODE.matcher(codes.html());
    assertTrue(shown.find(), codes.html());
    customer.activate(shown.group(1) + shown.group(2));
    desk.go("activated");
    assertEquals("opened", session().getString("state"));

    var done = desk.await("DONE");
    done.says("Practice portal ist verbunden");
    done.says("href=\"" + BACK + "?connectSession&#x3D;" + session + "&amp;state&#x3D;completed\"");
    assertEquals("completed", session().getString("state"));
    var account =
        api.get("/portal-accounts/" + session().getString("portalAccountId")).is(200).json();
    assertEquals("active", account.getString("state"));
    var consent = account.getJsonObject("consent");
    assertEquals("connect-1-de", consent.getString("textVersion"));
    assertEquals("connect-session " + session, consent.getString("acceptedBy"));
  }

  @Test
  void keepsWhatWasEnteredWhenThePasswordWasWrongAndTriesTheRightOne() {
    String username = user("no-factor");
    link(username, "wrong-" + PracticePortal.PASSWORD.hashCode());
    desk.go("app", "app", "none");
    var failed = desk.await("FAILED");
    failed.says("Das Portal hat Benutzername oder Passwort abgelehnt.");
    failed.says("value=\"" + username + "\"");
    desk.go("password", "username", username, "password", PracticePortal.PASSWORD);
    desk.await("DONE").says("Practice portal ist verbunden");
  }

  @Test
  void asksForASettingThatLeadsNowhereAndGoesOnWithAnother() {
    desk.open();
    desk.go("start");
    desk.go("portal", "portal", "team");
    desk.go("consent", "holds", "yes", "allows", "yes").at("CREDENTIALS").says("setting.team");
    desk.go(
        "link",
        "username",
        user("no-factor"),
        "password",
        PracticePortal.PASSWORD,
        "setting.team",
        "Not This");
    desk.go("app", "app", "none");
    var failed = desk.await("FAILED").says("Es fehlt eine Angabe").says("value=\"Not This\"");
    assertFalse(failed.html().contains("Sie müssen nichts tun"), "somebody has to do something");
    assertEquals(400, desk.step("settings", "setting.team", "").at("FAILED").status());
    desk.go("settings", "setting.team", "sales");
    desk.await("DONE");
  }

  @Test
  void asksForBothTicksBeforeItTakesCredentials() {
    desk.open();
    desk.go("start");
    desk.go("portal", "portal", "practice").at("CONSENT");
    var one = desk.step("consent", "holds", "yes").at("CONSENT");
    assertEquals(400, one.status());
    one.says("Bestätigen Sie bitte beide Punkte")
        .says("name=\"holds\" value=\"yes\" required checked");
    // A form of a stage that is not reached does nothing.
    desk.go("link", "username", "a", "password", "b").at("CONSENT");
    assertFalse(session().containsKey("portalAccountId"));
  }

  @Test
  void saysWhatIsMissingAndKeepsTheRest() {
    toCredentials();
    var refused = desk.step("link", "username", "anna&co", "password", "").at("CREDENTIALS");
    assertEquals(400, refused.status());
    refused.says("Geben Sie Ihr Passwort ein.").says("value=\"anna&amp;co\"");
  }

  @Test
  void belongsToTheBrowserThatStarted() {
    desk.open().at("WELCOME");
    var url = "/c/" + desk.token();
    var early = new Desk(house.url(), url);
    early.open().at("WELCOME");
    assertEquals("created", session().getString("state"));
    desk.go("start").at("PORTALS");
    assertEquals(409, early.open().status());
    assertEquals(409, early.step("start").status());
    assertEquals(409, early.step("portal", "portal", "practice").status());
    early.open().says("schon in einem anderen Browser begonnen");
    assertEquals(409, early.follow().statusCode());
    assertEquals(404, new Desk(house.url(), "/c/" + "x".repeat(32)).open().status());
  }

  @Test
  void demandsTheCookieBeforeAnyStep() {
    var refused = desk.step("start");
    assertEquals(400, refused.status());
    refused.at("WELCOME").says("Erlauben Sie Cookies");
    assertEquals("created", session().getString("state"));
  }

  @Test
  void endsWithTheReasonTheCustomerGives() {
    desk.open();
    desk.go("start");
    desk.go("exit", "reason", "portal_missing").at("END").says("Sie haben abgebrochen");
    var over = session();
    assertEquals("exited", over.getString("state"));
    assertEquals("portal_missing", over.getString("exitReason"));
    desk.go("portal", "portal", "practice").at("END");
  }

  @Test
  void withdrawsTheConsentWithOneClick() {
    link(user("good"), PracticePortal.PASSWORD);
    String account = session().getString("portalAccountId");
    desk.go("withdraw").at("END").says("Passwort und Schlüssel sind vernichtet");
    api.get("/portal-accounts/" + account).is(Problem.NOT_FOUND);
    assertEquals("consent_withdrawn", session().getString("exitReason"));
  }

  @Test
  void offersTheNamedPortalOnlyAndStopsWhenItIsCancelled() {
    begin(new JsonObject().put("portalIds", new JsonArray().add("practice")).put("language", "en"));
    desk.open().says("Fetch invoices automatically");
    desk.go("start").at("CONSENT");
    desk.go("back").at("CONSENT");
    api.delete("/connect-sessions/" + session).is(204);
    desk.open().at("END").says("You have stopped");
  }

  @Test
  void repairsAnAccountUnderTheSameId() {
    var company = api.post("/companies", new JsonObject().put("name", "Firma")).is(201).json();
    var wish = TestHouse.account(company.getString("id"), user("no-factor"), "wrong");
    String account = api.post("/portal-accounts", wish).is(201).json().getString("id");
    open(
        new JsonObject()
            .put("companyId", company.getString("id"))
            .put("portalAccountId", account)
            .put("language", "de"));
    desk.open().at("WELCOME").says("Zugang zu Practice portal in Ordnung bringen");
    var repair = desk.go("start").at("REPAIR");
    String username = wish.getJsonObject("credentials").getString("username");
    assertFalse(repair.html().contains(username), "whoever repairs is not told the user name");
    desk.go("password", "username", username, "password", PracticePortal.PASSWORD);
    desk.await("DONE");
    assertEquals(account, session().getString("portalAccountId"));
    assertEquals("completed", session().getString("state"));
  }
}
