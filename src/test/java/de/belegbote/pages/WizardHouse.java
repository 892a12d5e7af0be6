// A server, a browser, and people in front of it: one at a desk, one with a phone.
package de.belegbote.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.FormatMethod;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import de.belegbote.TestHouse;
import de.belegbote.fetch.browser.PeopleBrowser;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.sandbox.PracticePortal;
import de.belegbote.testing.ApiClient;
import io.vertx.core.json.JsonObject;
import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import javax.imageio.ImageIO;

/** Every person has a browser context of their own, with nothing of the others' cookies. */
final class WizardHouse implements AutoCloseable {
  static final String BACK = "https://app.example.com/portals";

  final TestHouse house;
  final ApiClient api;
  final PeopleBrowser browser;
  private int users;

  WizardHouse(Path folder) {
    house = TestHouse.start(folder, TimeSource.system(), Map.of("a.yaml", tenant()));
    api = house.as(TestHouse.A);
    browser = new PeopleBrowser(folder);
  }

  private static String tenant() {
    return TestHouse.tenant(TestHouse.A, "support: mailto:hilfe@kanzlei-sommer.example\n")
        .replaceFirst("name: .*", "name: Kanzlei Sommer");
  }

  /** A new session of a new company; its answer. */
  JsonObject session(JsonObject wish) {
    var company = api.post("/companies", new JsonObject().put("name", "Firma")).is(201).json();
    wish.put("companyId", company.getString("id")).put("language", "de").put("returnUrl", BACK);
    return api.post("/connect-sessions", wish).is(201).json();
  }

  JsonObject session(String id) {
    return api.get("/connect-sessions/" + id).is(200).json();
  }

  String user(String script) {
    return script + "+browser" + users++ + "@" + PracticePortal.HOST;
  }

  /** The same address at this server. */
  String here(String url) {
    return house.url().resolve(URI.create(url).getPath()).toString();
  }

  Page desk(String url) {
    return open(new NewContextOptions().setViewportSize(1280, 800), url);
  }

  Page phone(String url) {
    return open(
        new NewContextOptions().setViewportSize(390, 844).setIsMobile(true).setHasTouch(true), url);
  }

  private Page open(NewContextOptions options, String url) {
    var page = browser.browser().newContext(options.setLocale("de-DE")).newPage();
    page.navigate(here(url));
    return page;
  }

  static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  @CanIgnoreReturnValue
  static Page at(Page page, String stage) {
    assertThat(page.locator("main[data-stage=" + stage + "]"))
        .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(90_000));
    return page;
  }

  /** From the first page to the question of the app. */
  void link(Page desk, String username, String password) {
    button(desk, "Los geht’s").click();
    at(desk, "PORTALS").locator("button.portal[value=practice]").click();
    consent(desk);
    desk.getByLabel("Benutzername oder E-Mail-Adresse").fill(username);
    desk.getByLabel("Passwort").fill(password);
    button(desk, "Speichern").click();
    at(desk, "QUESTION");
  }

  void consent(Page desk) {
    at(desk, "CONSENT").locator("[name=holds]").check();
    desk.locator("[name=allows]").check();
    button(desk, "Einverstanden, weiter").click();
    at(desk, "CREDENTIALS");
  }

  static void answer(Page desk, String answer) {
    desk.locator("[name=app][value=" + answer + "]").check();
    button(desk, "Weiter").click();
  }

  /** What a phone makes of a screen: a little turned, not white, JPEG. */
  static FilePayload photo(byte[] barcode) throws IOException {
    var code = ImageIO.read(new ByteArrayInputStream(barcode));
    var photo = new BufferedImage(1200, 1600, BufferedImage.TYPE_3BYTE_BGR);
    var pen = photo.createGraphics();
    pen.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    pen.setColor(new Color(0x6a6d70));
    pen.fillRect(0, 0, 1200, 1600);
    pen.rotate(0.12, 600, 800);
    pen.drawImage(code, 250, 450, 700, 700, null);
    pen.dispose();
    var bytes = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(photo, "jpeg", bytes));
    return new FilePayload("IMG_0001.jpg", "image/jpeg", bytes.toByteArray());
  }

  /** Changes what the wizard looks at, as the fetcher would. */
  @FormatMethod
  void sql(String sql, Object... values) {
    try (var connection = house.database().connect(EmbeddedPostgres.SUPERUSER);
        var statement = connection.createStatement()) {
      statement.execute("set search_path to belegbote; " + sql.formatted(values));
    } catch (SQLException trouble) {
      throw new IllegalStateException(sql, trouble);
    }
  }

  @Override
  public void close() {
    browser.close();
    house.close();
  }
}
