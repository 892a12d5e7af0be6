// What a person reads on the phone's page for each kind of picture, in each language.
package de.belegbote.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.enrolment.barcode.photos.Flaw;
import de.belegbote.enrolment.barcode.photos.FlawedPhotos;
import de.belegbote.platform.Texts;
import de.belegbote.testing.ExportCode;
import de.belegbote.testing.ExportCode.Account;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersIT extends PageCase {
  private static final List<String> LANGUAGES = List.of("de", "en", "fr");
  private static final Pattern MARKED = Pattern.compile("data-seen=\"([0-9.]+,){7}[0-9.]+\"");

  private static String text(String language, String key, Object... values) {
    return new Texts("upload").get(Locale.forLanguageTag(language), key, values);
  }

  /** Templates write these as entities. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;")
        .replace("=", "&#x3D;");
  }

  private Phone.Seen sent(String language, byte[] picture) {
    receiveLink();
    phone.language = language;
    phone.open().is(200);
    return phone.photo(picture);
  }

  /** Where a good picture leads; on the phone that {@link #sent} has made. */
  private Phone.Seen after(String language, byte[] picture) {
    var answer = sent(language, picture);
    return phone.follow(answer).is(200);
  }

  /** Each language says the same in its own words. */
  private void assertRefused(String reason, boolean marked, byte[] picture) {
    var said = new HashSet<String>();
    for (String language : LANGUAGES) {
      var page = sent(language, picture).is(422);
      String words = escaped(text(language, "reason." + reason));
      assertSays("<html lang=\"" + language + "\"", page);
      assertSays("data-reason=\"" + reason + "\"", page);
      assertSays("<p>" + words, page);
      assertEquals(marked, MARKED.matcher(page.html()).find(), page.html());
      said.add(words);
    }
    assertEquals(LANGUAGES.size(), said.size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          counter-based | otpauth://hotp/Shop:anna?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXQ&counter=1
          microsoft-push | phonefactor://activate_account?code=123456789&url=https%3A%2F%2Fx.example
          duo | duo://ABCDEFGHIJKLMNOPQRST-YXBpLXh4eHh4eHh4LmR1b3NlY3VyaXR5LmNvbQ==
          steam | otpauth://steam/Steam:anna?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXQ
          okta-verify | oktaverify://enroll?t=abc
          web-link | https://example.com/setup
          wifi | WIFI:T:WPA;S:Gast;P:geheim;;
          payment | bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT
          app-store | https://play.google.com/store/apps/details?id=com.example
          product | 4006381333931
          key-too-short | otpauth://totp/Shop:anna?secret=JBSWY3DP
          not-base32 | otpauth://totp/Shop:anna?secret=JBSWY1890PEHPK3PXPJBSWY3DPEHPK3P
          """)
  void namesWhatElseACodeIsFor(String reason, String code) {
    assertRefused(reason, true, Phone.jpeg(code));
  }

  @Test
  void saysThatThereIsNoCode() {
    assertRefused("no-code", false, Phone.jpeg(""));
  }

  @Test
  void saysAtWhichSideTheCodeIsCutOffAndShowsIt() throws Exception {
    assertRefused("cut-off-top", true, FlawedPhotos.photo(17, Flaw.CUT_TOP, 0, 0.6).file());
  }

  @Test
  void saysWhereItReflects() throws Exception {
    byte[] picture = FlawedPhotos.photo(17, Flaw.GLARE, 1, 0.5).file();
    for (String language : LANGUAGES) {
      var page = sent(language, picture).is(422);
      assertSays("data-reason=\"glare\"", page);
      boolean placed =
          List.of(
                  "top-left",
                  "top",
                  "top-right",
                  "left",
                  "middle",
                  "right",
                  "bottom-left",
                  "bottom",
                  "bottom-right")
              .stream()
              .map(place -> text(language, "reason.glare-at", text(language, "place." + place)))
              .anyMatch(words -> page.html().contains(escaped(words)));
      assertTrue(placed, page.html());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"de", "en", "fr"})
  void showsTheCodesOfAGoodOneAndWarnsOfAForeignIssuer(String language) {
    String foreign = Phone.SETUP.replace("Portal", "Sparkasse");
    var page = after(language, Phone.jpeg(foreign));
    assertSays(escaped(text(language, "codeTitle")), page);
    assertSays("data-slot=\"0\"", page);
    assertSays(escaped(text(language, "stranger", "Sparkasse")), page);
  }

  @ParameterizedTest
  @ValueSource(strings = {"de", "en", "fr"})
  void saysNothingOfAnIssuerThatFits(String language) {
    var page = after(language, Phone.jpeg(Phone.SETUP));
    assertSays("data-slot=\"0\"", page);
    String warning = escaped(text(language, "stranger", "Portal"));
    assertFalse(page.html().contains(warning), page.html());
  }

  @ParameterizedTest
  @ValueSource(strings = {"de", "en", "fr"})
  void offersTheAccountsOfAnExport(String language) {
    var bank =
        Account.totp("another-seed-20-byte".getBytes(StandardCharsets.US_ASCII), "a", "Bank");
    var mine =
        Account.totp("wanted-seed-20-bytes".getBytes(StandardCharsets.US_ASCII), "b", "Shop");
    var page = after(language, Phone.jpeg(ExportCode.uri(bank, mine)));
    assertSays(escaped(text(language, "choiceTitle")), page);
    assertSays("<b>Bank</b> a", page);
    assertSays("<b>Shop</b> b", page);
  }

  /** Only where a script says that it will mark it on the picture it still has. */
  @Test
  void tellsAScriptWhereTheCodeStood() {
    phone.open().is(200);
    assertEquals("?", phone.photo(Phone.jpeg(Phone.SETUP)).header("Location"));
    receiveLink();
    phone.prefer = "seen";
    phone.open().is(200);
    String there = phone.photo(Phone.jpeg(Phone.SETUP)).header("Location");
    assertTrue(there.matches("\\?&seen=0\\.\\d+(,0\\.\\d+){7}"), there);
  }

  /** The page takes no keys; the API says it in English, with the name of the reason. */
  @Test
  void namesACodeThatIsTypedWhereTheKeyBelongs() {
    JsonObject problem =
        house.api(
            "PUT",
            "/v1/logins/" + login + "/second-factor/key",
            new JsonObject().put("key", "123456"));
    assertEquals("code-instead-of-key", problem.getString("reason"), problem.encode());
  }
}
