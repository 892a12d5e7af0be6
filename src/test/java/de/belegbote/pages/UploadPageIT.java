// The phone's page as a person walks through it, without scripts.
package de.belegbote.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.otp.OtpAuth;
import de.belegbote.otp.Totp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadPageIT extends PageCase {
  private static final OtpAuth AUTH = OtpAuth.fromUri(Phone.SETUP);

  private static String code(int ahead) {
    return Totp.next(AUTH, house.time.now(), ahead + 1).get(ahead).code().reveal();
  }

  @CanIgnoreReturnValue
  private Phone.Seen sendPhoto() {
    phone.open().is(200);
    return phone.follow(phone.photo(Phone.jpeg(Phone.SETUP))).is(200);
  }

  /** When the code of this moment ends, in German time. */
  private static String untilText() {
    var end = Totp.next(AUTH, house.time.now(), 1).get(0).validUntil();
    return "bis <time datetime=\"%s\" data-until>%tT</time>"
        .formatted(end, end.atZone(ZoneId.of("Europe/Berlin")));
  }

  private static void assertShows(String code, Phone.Seen page) {
    assertTrue(shows(code, page), page.html());
  }

  private static boolean shows(String code, Phone.Seen page) {
    return page.html()
        .contains("<span>" + code.substring(0, 3) + "</span><span>" + code.substring(3));
  }

  @Test
  void leadsFromThePhotoOverTheCodesToTheThanks() {
    var start = phone.open().is(200);
    assertSays("Barcode von Übungsportal für uns fotografieren", start);
    assertSays("<li>Oben auf Sicherheit gehen</li>", start);
    assertSays("href=\"https://hilfe.example.com/?a&#x3D;1&amp;b&#x3D;2\"", start);

    var codes = phone.follow(phone.photo(Phone.jpeg(Phone.SETUP))).is(200);
    assertShows(code(0), codes);
    assertShows(code(1), codes);
    assertSays(untilText(), codes);
    assertEquals("seed_stored", house.factor(login));

    var thanks = phone.follow(phone.form("how=activated")).is(200);
    assertSays("Geschafft", thanks);
    assertSays("Innerhalb von 24 Stunden", thanks);
    assertFalse(shows(code(0), thanks));
    assertEquals("confirmed", house.factor(login));
    assertSays("Geschafft", phone.open().is(200));
  }

  @Test
  void confirmsByTheCodeOfThePersonsOwnApp() {
    var codes = sendPhoto();
    assertShows(code(0), codes);
    house.clock.turn(Duration.ofSeconds(60));
    String spaced = code(0).substring(0, 3) + "+" + code(0).substring(3);
    assertSays("Geschafft", phone.follow(phone.form("how=code&code=" + spaced)));
    assertEquals("confirmed", house.factor(login));
  }

  @Test
  void showsTheCodesOfTheMomentWhenLoadedAgainAndSaysWhenTheyEnd() {
    String first = code(0);
    sendPhoto();
    house.clock.turn(Duration.ofSeconds(30));
    var later = phone.open().is(200);
    assertFalse(shows(first, later));
    assertShows(code(0), later);
    house.clock.turn(Duration.ofMinutes(5));
    var over = phone.open().is(200);
    // Shown at once, not the hidden hint that a script reveals later.
    assertSays("<p class=\"hint\">Hier gibt es keine weiteren Codes", over);
    assertFalse(over.html().contains("<li data-code"), over.html());
  }

  @Test
  void leadsBackWhoeverSendsThePhotoOrTheConfirmationTwice() {
    sendPhoto();
    assertShows(code(0), phone.follow(phone.photo(Phone.jpeg(Phone.SETUP))));
    phone.form("how=activated").is(303);
    assertSays("Geschafft", phone.follow(phone.form("how=activated")));
    assertEquals(
        1,
        house.count(
            "select count(*) from event where payload like '%%%s%%'"
                + " and type = 'second_factor.enrolled'",
            login));
  }

  @ParameterizedTest
  @CsvSource({
    "blank, 422, kein Barcode zu finden",
    "text, 422, kein Foto",
    "webLink, 422, führt zu einer Webseite",
    "none, 400, Es kam kein Foto an",
    "large, 413, größer als 15 MB",
    "hotp, 422, HOTP"
  })
  void saysWhatIsWrongWithAPhotoAndTakesTheNext(String kind, int status, String text) {
    phone.open();
    byte[] file =
        switch (kind) {
          case "blank" -> Phone.jpeg("");
          case "text" -> "no picture at all".getBytes(StandardCharsets.UTF_8);
          case "webLink" -> Phone.jpeg("https://example.com/");
          case "none" -> new byte[0];
          case "large" -> new byte[16 * 1024 * 1024];
          default -> Phone.jpeg(Phone.SETUP.replace("totp", "hotp") + "&counter=1");
        };
    var refused = phone.photo(kind.equals("none") ? "" : "a.jpg", file).is(status);
    assertSays(text, refused);
    assertSays("enctype=\"multipart/form-data\"", refused);
    assertShows(code(0), phone.follow(phone.photo(Phone.jpeg(Phone.SETUP))));
  }

  @Test
  void countsTriesAndEndsTheLinkAfterTen() {
    phone.open();
    assertSays("noch 9 Versuche", phone.photo(Phone.jpeg("")).is(422));
    for (int i = 0; i < 8; i++) {
      phone.photo(Phone.jpeg("")).is(422);
    }
    assertSays("gilt nicht", phone.photo(Phone.jpeg("")).is(404));
    assertSays("gilt nicht", phone.photo(Phone.jpeg(Phone.SETUP)).is(404));
    assertEquals("none", house.factor(login));
  }

  @Test
  void saysWhatIsWrongWithATypedCode() {
    sendPhoto();
    assertSays("6 bis 8 Ziffern", phone.form("how=code&code=12").is(422));
    String wrong = code(0).equals("111111") ? "222222" : "111111";
    var refused = phone.form("how=code&code=" + wrong).is(422);
    assertSays("passt nicht", refused);
    assertShows(code(0), refused);
    house.clock.turn(Duration.ofMinutes(6));
    assertSays("die Zeit um", phone.form("how=code&code=" + code(0)).is(409));
    assertEquals("seed_stored", house.factor(login));
    assertSays("Geschafft", phone.follow(phone.form("how=activated")));
  }

  @Test
  void endsTypingAfterFiveWrongCodes() {
    sendPhoto();
    String wrong = code(0).equals("111111") ? "222222" : "111111";
    for (int i = 0; i < 5; i++) {
      phone.form("how=code&code=" + wrong).is(422);
    }
    assertSays("zu viele falsche Codes", phone.form("how=code&code=" + code(0)).is(409));
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', de, fotografieren",
    "'it-IT, it;q=0.9', '', de, fotografieren",
    "'en-GB,en;q=0.9,de;q=0.5', '', en, Photograph the barcode of",
    "fr, '', fr, Photographiez pour nous",
    "en, ?lang=de, de, fotografieren",
    "de, ?lang=xx, de, fotografieren"
  })
  void speaksTheLanguageOfTheBrowserOrTheSwitch(
      String accepted, String query, String tag, String text) {
    phone.language = accepted;
    var page = phone.open(query).is(200);
    assertSays("<html lang=\"" + tag + "\"", page);
    assertEquals(tag, page.header("Content-Language"));
    assertSays(text, page);
    assertSays("href=\"?lang=en\"", page);
  }

  @Test
  void tellsAnEnglishReaderInEnglishWhatIsWrong() {
    phone.language = "en";
    phone.open();
    assertSays("We found no barcode in the photo", phone.photo(Phone.jpeg("")).is(422));
    house.clock.turn(Duration.ofMinutes(31));
    assertSays("This link is not valid", phone.open().is(404));
  }
}
