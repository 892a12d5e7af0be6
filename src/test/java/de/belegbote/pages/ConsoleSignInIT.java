// Who gets into the console, by which ways, and how it ends.
package de.belegbote.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.TestHouse;
import de.belegbote.enrolment.BrowserCookie;
import de.belegbote.platform.TurnableClock;
import de.belegbote.testing.TokenKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleSignInIT {
  private static final String C = "0193a1c0-0000-7000-8000-00000000c0c1";
  private static final String D = "0193a1c0-0000-7000-8000-00000000d0d1";
  private static final String SESSION = "belegbote-console";
  private static final String BEGUN = "belegbote-sign-in";

  @TempDir static Path folder;
  private static final TurnableClock CLOCK =
      new TurnableClock(Instant.parse("2026-08-01T09:00:00Z"));
  private static SignInIssuer issuer;
  private static TestHouse house;

  private ConsoleBrowser browser;

  @BeforeAll
  static void start() {
    issuer = new SignInIssuer(() -> CLOCK.source().now().getEpochSecond());
    house =
        TestHouse.start(
            folder,
            CLOCK.source(),
            Map.of("c.yaml", issuer.tenant(C, "api-c"), "d.yaml", issuer.tenant(D, "api-d")));
  }

  @AfterAll
  static void stop() {
    house.close();
    issuer.close();
  }

  @BeforeEach
  void openBrowser() {
    browser = new ConsoleBrowser(house.url());
    issuer.access = new JsonObject().put("aud", "api-c").put("scope", TestHouse.ALL);
    issuer.identity = claims -> claims;
    issuer.useOwnKey();
  }

  /** Where the issuer asks for name and password. */
  private String begin(String to) {
    var asked = browser.get("issuer?tenant=" + C + "&issuer=0&to=" + to);
    assertEquals(303, asked.status());
    return asked.location();
  }

  private ConsoleBrowser.Seen comeBack(String address, String code) {
    return browser.get(
        "callback?code=" + code + "&state=" + SignInIssuer.query(address).get("state"));
  }

  @CanIgnoreReturnValue
  private ConsoleBrowser.Seen signIn() {
    String address = begin("companies");
    return comeBack(address, issuer.code(address));
  }

  @Test
  void signsInAtTheIssuerAndShowsWhoItIs() {
    var door = browser.get("sign-in?tenant=" + C);
    assertTrue(door.html().contains("Sign in with Firmenkonto"), door::html);
    String address = begin("companies");
    var asked = SignInIssuer.query(address);
    assertEquals("http://belegbote.test/console/callback", asked.get("redirect_uri"));
    assertEquals("openid", asked.get("scope"));
    assertFalse(address.contains("verifier"));

    var back = comeBack(address, issuer.code(address));

    assertEquals(303, back.status(), back::html);
    assertEquals("companies", back.location());
    var page = browser.get("companies");
    assertEquals(200, page.status());
    assertTrue(page.html().contains("Ada &lt;b&gt;L&lt;/b&gt;"), page::html);
    assertFalse(browser.cookies.containsKey(BEGUN), "what was begun is over");
  }

  @Test
  void keepsTheTokenOutOfTheDatabaseAndOfPages() throws Exception {
    signIn();
    String token = browser.cookies.get(SESSION).substring(36);
    assertFalse(browser.get("companies").html().contains(token));
    try (var connection = house.database().connect("postgres");
        var rows =
            connection
                .createStatement()
                .executeQuery("select string_agg(t::text, ' ') from belegbote.console_session t")) {
      rows.next();
      assertTrue(rows.getString(1).contains("u-1"));
      assertFalse(rows.getString(1).contains(token));
    }
  }

  @Test
  void bindsTheCookieToOurHostAndHidesItFromScripts() {
    String address = begin("companies");
    var back = comeBack(address, issuer.code(address));
    String field =
        back.http().headers().allValues("Set-Cookie").stream()
            .filter(f -> f.startsWith(SESSION))
            .findFirst()
            .orElseThrow();
    assertTrue(field.contains("; HttpOnly") && field.contains("; SameSite=Lax"), field);
    // What is set over TLS, as production has it.
    assertTrue(
        BrowserCookie.CONSOLE
            .set("x", true)
            .matches("__Host-belegbote-console=x; Path=/; HttpOnly; SameSite=Lax; .*; Secure"));
  }

  @Test
  void givesAFreshTokenAtEachSignInAndEndsTheOldOne() {
    signIn();
    String first = browser.cookies.get(SESSION);
    signIn();
    assertNotEquals(first, browser.cookies.get(SESSION));
    var old = new ConsoleBrowser(house.url());
    old.cookies.put(SESSION, first);
    assertEquals(303, old.get("companies").status());
    // A token that somebody else put there is not taken over.
    old.cookies.put(SESSION, C + "A".repeat(43));
    assertEquals(303, old.get("companies").status());
  }

  static Stream<Arguments> lies() {
    return Stream.of(
        lie("nonce", claims -> claims.put("nonce", "another")),
        lie("no nonce", claims -> claims.putNull("nonce")),
        lie("client", claims -> claims.put("aud", "another-client")),
        lie(
            "two audiences",
            claims -> claims.put("aud", new JsonArray().add(SignInIssuer.CLIENT).add("x"))),
        lie("party", claims -> claims.put("azp", "another-client")),
        lie("issuer", claims -> claims.put("iss", "https://elsewhere.belegbote.test")),
        lie("too old", claims -> claims.put("exp", claims.getLong("iat") - 600)),
        lie("another person", claims -> claims.put("sub", "u-2")));
  }

  private static Arguments lie(String name, UnaryOperator<JsonObject> lie) {
    return Arguments.of(name, lie);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void refusesAnIdTokenThatProvesSomethingElse(String name, UnaryOperator<JsonObject> lie) {
    issuer.identity = lie;
    var back = signIn();
    assertTrue(back.status() == 401 || back.status() == 403, () -> name + back.status());
    assertFalse(browser.cookies.containsKey(SESSION));
  }

  @Test
  void refusesAnIdTokenOfAnotherKey() {
    issuer.signer = new TokenKey("staff");
    assertEquals(401, signIn().status());
    assertFalse(browser.cookies.containsKey(SESSION));
  }

  @Test
  void refusesATokenForAnotherTenantOfTheSameIssuer() {
    issuer.access = new JsonObject().put("aud", "api-d").put("scope", TestHouse.ALL);
    assertEquals(403, signIn().status());
    assertFalse(browser.cookies.containsKey(SESSION));
  }

  @Test
  void takesAnAnswerOnceAndOnlyInTheBrowserThatAsked() {
    String address = begin("companies");
    String code = issuer.code(address);
    var other = new ConsoleBrowser(house.url());
    String answer = "callback?code=" + code + "&state=" + SignInIssuer.query(address).get("state");
    assertEquals(401, other.get(answer).status());
    assertEquals(401, browser.get("callback?code=" + code + "&state=guessed").status());
    // The browser forgot what it had begun: the right answer comes too late now.
    assertEquals(401, browser.get(answer).status());

    String again = begin("companies");
    String kept = browser.cookies.get(BEGUN);
    String late = issuer.code(again);
    assertEquals(
        401,
        browser
            .get(
                "callback?iss=https%3A%2F%2Felsewhere&code="
                    + late
                    + "&state="
                    + SignInIssuer.query(again).get("state"))
            .status());
    browser.cookies.put(BEGUN, kept);
    assertEquals(303, comeBack(again, late).status());
    browser.cookies.put(BEGUN, kept);
    assertEquals(401, comeBack(again, late).status(), "the issuer takes a code once");
  }

  @Test
  void takesNoAnswerThatComesTooLate() {
    String address = begin("companies");
    CLOCK.turn(Duration.ofMinutes(11));
    assertEquals(401, comeBack(address, issuer.code(address)).status());
  }

  @Test
  void proveThatTheCodeNeedsItsVerifier() {
    String first = begin("companies");
    String stolen = issuer.code(first);
    // Another browser's own sign-in, with the stolen code: state is right, the verifier is not.
    var thief = new ConsoleBrowser(house.url());
    String own = thief.get("issuer?tenant=" + C + "&issuer=0").location();
    assertEquals(
        401,
        thief
            .get("callback?code=" + stolen + "&state=" + SignInIssuer.query(own).get("state"))
            .status());
    assertFalse(thief.cookies.containsKey(SESSION));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https%3A%2F%2Fevil.example",
        "%2F%2Fevil.example",
        "%5C%5Cevil.example",
        "javascript%3Aalert(1)",
        "companies%3Fx%3D%0D%0ASet-Cookie%3A%20a%3Db",
        "..%2Fc%2Fx"
      })
  void leadsBackToPagesOfTheConsoleOnly(String to) {
    String address = begin(to);
    assertEquals("companies", comeBack(address, issuer.code(address)).location());
  }

  @Test
  void leadsBackToThePageThatWasWanted() {
    var led = browser.get("companies?cursor=abc");
    assertEquals("sign-in?to=companies%3Fcursor%3Dabc", led.location());
    String address = begin("companies%3Fcursor%3Dabc");
    assertEquals("companies?cursor=abc", comeBack(address, issuer.code(address)).location());
  }

  @Test
  void endsWhenTheyLeaveAndAfterHalfAnHourAndAfterFourHours() {
    signIn();
    var page = browser.get("companies");
    String token = browser.cookies.get(SESSION);
    assertEquals(403, browser.post("sign-out", Map.of("form", "guessed")).status());
    assertEquals(200, browser.get("companies").status());
    var left = browser.post("sign-out", Map.of("form", page.form()));
    assertTrue(left.html().contains("/logout?client_id&#x3D;belegbote-console"), left::html);
    browser.cookies.put(SESSION, token);
    assertEquals(
        303, browser.get("companies").status(), "the session is gone, not the cookie only");

    signIn();
    CLOCK.turn(Duration.ofMinutes(29));
    assertEquals(200, browser.get("companies").status());
    CLOCK.turn(Duration.ofMinutes(29));
    assertEquals(200, browser.get("companies").status());
    CLOCK.turn(Duration.ofMinutes(31));
    assertEquals(303, browser.get("companies").status());

    signIn();
    for (int i = 0; i < 11; i++) {
      CLOCK.turn(Duration.ofMinutes(20));
      assertEquals(200, browser.get("companies").status());
    }
    CLOCK.turn(Duration.ofMinutes(20));
    assertEquals(303, browser.get("companies").status());
  }
}
