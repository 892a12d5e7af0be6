// What a person sees on the phone's page, in a browser: each answer, and the code's corners on the
// own picture.
package de.belegbote.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import de.belegbote.enrolment.barcode.photos.Flaw;
import de.belegbote.enrolment.barcode.photos.FlawedPhotos;
import de.belegbote.fetch.browser.PhoneBrowser;
import de.belegbote.platform.Texts;
import de.belegbote.testing.ExportCode;
import de.belegbote.testing.ExportCode.Account;
import de.belegbote.testing.RequiresTool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Leaves each screen as a picture in target/screens/phone. */
@RequiresTool("playwright")
class PhoneScreensIT extends PageCase {
  private static final List<String> LANGUAGES = List.of("de", "en", "fr");
  private static final Path SCREENS = Path.of("target", "screens", "phone");

  /** How many of the code's corners show the frame's colour on the picture, itself undistorted. */
  private static final String CORNERS_MARKED =
      """
      (canvas) => {
        const told = document.querySelector('main').dataset.seen;
        const seen = told.split(',').map(Number);
        const pen = canvas.getContext('2d');
        const box = canvas.closest('[data-picture]');
        pen.fillStyle = getComputedStyle(box).getPropertyValue('--frame').trim();
        const colour = pen.fillStyle.match(/[0-9a-f]{2}/g).map((part) => parseInt(part, 16));
        let marked = 0;
        for (let i = 0; i < 8; i += 2) {
          const x = Math.round(seen[i] * canvas.width);
          const y = Math.round(seen[i + 1] * canvas.height);
          const near = pen.getImageData(x - 4, y - 4, 9, 9).data;
          let shows = false;
          for (let p = 0; p < near.length; p += 4) {
            shows ||= near[p + 3] > 0 && colour.every((part, c) => Math.abs(part - near[p + c]) < 12);
          }
          marked += shows ? 1 : 0;
        }
        return marked;
      }
      """;

  @TempDir static Path browsers;
  private static PhoneBrowser browser;

  @BeforeAll
  static void open() {
    browser = new PhoneBrowser(browsers);
  }

  @AfterAll
  static void close() {
    browser.close();
  }

  private interface Look {
    void at(Page page, String language);
  }

  private void in(List<String> languages, String screen, byte[] picture, Look look) {
    for (String language : languages) {
      receiveLink();
      Page page = browser.page(language);
      page.navigate(house.root() + "/u/" + token);
      assertThat(page.locator("html")).hasAttribute("lang", language);
      page.locator("input[type=file]")
          .first()
          .setInputFiles(new FilePayload("photo.jpg", "image/jpeg", picture));
      look.at(page, language);
      Path file = SCREENS.resolve(screen + "-" + language + ".png");
      page.screenshot(new Page.ScreenshotOptions().setPath(file));
      page.context().close();
    }
  }

  private static String text(String language, String key) {
    return new Texts("upload").get(Locale.forLanguageTag(language), key);
  }

  private void assertRefused(
      List<String> languages, String reason, boolean marked, byte[] picture) {
    in(
        languages,
        reason,
        picture,
        (page, language) -> {
          assertThat(page.locator("main")).hasAttribute("data-reason", reason);
          String said = page.locator(".alert[data-focus]").innerText();
          // Glare is told with its place.
          String key = "reason." + reason;
          String wanted = text(language, key).split("\\. ", 2)[reason.equals("glare") ? 1 : 0];
          assertTrue(said.contains(wanted), () -> said + " instead of " + wanted);
          Locator canvas = page.locator("[data-picture] canvas");
          assertThat(canvas).isVisible();
          assertEquals(marked, !page.locator("main").getAttribute("data-seen").isEmpty());
          if (marked) {
            assertEquals(4, canvas.evaluate(CORNERS_MARKED));
          }
        });
  }

  @Test
  void marksAnotherCodeOnThePersonsPicture() {
    assertRefused(LANGUAGES, "web-link", true, Phone.jpeg("https://example.com/setup"));
  }

  /** One language each: {@link AnswersIT} reads them all, without a browser. */
  @ParameterizedTest
  @CsvSource({
    "de, NO_CODE, 0, 0.6, no-code, false",
    "en, CUT_LEFT, 0, 0.6, cut-off-left, true",
    "fr, CUT_RIGHT, 0, 0.6, cut-off-right, true",
    "de, CUT_TOP, 0, 0.6, cut-off-top, true",
    "en, CUT_BOTTOM, 0, 0.6, cut-off-bottom, true",
    "fr, TOO_SMALL, 0, 0.6, too-small, true",
    "de, BLURRED, 0, 0.6, blurred, true",
    "en, TOO_DARK, 0, 0.9, too-dark, false",
    "fr, TOO_BRIGHT, 0, 0.9, too-bright, false",
    "de, GLARE, 1, 0.5, glare, true",
    "en, MOIRE, 1, 0.6, moire, false",
    "fr, MANY_CODES, 0, 0.9, many-codes, true"
  })
  void tellsWhatIsWrongWithThePhoto(
      String language, Flaw flaw, int index, double strength, String reason, boolean marked)
      throws Exception {
    assertRefused(
        List.of(language), reason, marked, FlawedPhotos.photo(17, flaw, index, strength).file());
  }

  /** Names only: what an account's codes are made of never reaches the phone. */
  @Test
  void showsTheNamesInAnExport() {
    var bank =
        Account.totp("another-seed-20-byte".getBytes(StandardCharsets.US_ASCII), "a@b.de", "Bank");
    var mine =
        Account.totp("wanted-seed-20-bytes".getBytes(StandardCharsets.US_ASCII), "c@d.de", "Shop");
    in(
        LANGUAGES,
        "export",
        Phone.jpeg(ExportCode.uri(bank, mine)),
        (page, language) -> {
          assertThat(page.locator(".choice label"))
              .hasText(new String[] {"Bank a@b.de", "Shop c@d.de"});
          assertThat(page.locator("[data-focus]")).hasText(text(language, "choiceTitle"));
          assertThat(page.locator("[data-picture] canvas")).isVisible();
          assertFalse(page.content().contains("seed-20"), page::content);
        });
  }

  @Test
  void showsTheCodesOfAGoodOne() {
    in(
        LANGUAGES,
        "good",
        Phone.jpeg(Phone.SETUP),
        (page, language) -> {
          assertThat(page.locator("[data-focus]")).hasText(text(language, "codeTitle"));
          assertThat(page.locator("[data-slot='0']")).isVisible();
          assertThat(page.locator("[data-picture] canvas")).isVisible();
          assertFalse(page.content().contains(Phone.SEED), page::content);
        });
  }
}
