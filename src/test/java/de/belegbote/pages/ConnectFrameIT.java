// The wizard in a frame of a partner's page, of another site, in a browser that blocks foreign
// cookies.
package de.belegbote.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import de.belegbote.TestHouse;
import de.belegbote.fetch.browser.PeopleBrowser;
import de.belegbote.platform.TimeSource;
import de.belegbote.testing.RequiresTool;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code localhost} and {@code 127.0.0.1} are one server here and two sites to a browser. */
@RequiresTool({"chromium", "playwright"})
@Timeout(120)
class ConnectFrameIT {
  private static final String PAGE =
      """
      <!DOCTYPE html><html lang="en"><title>Partner</title><div id="here"></div>
      <script>window.heard = []; window.all = [];
      addEventListener('message', (event) => all.push(event.data));</script>
      <script src="%s/connect.js"></script>
      <script>Belegbote.connect({ url: '%s', into: document.getElementById('here'),
        title: 'Link a portal', onChange: (now) => heard.push(now) });</script>
      """;

  @TempDir static Path folder;
  private static HttpServer partner;
  private static TestHouse house;
  private static PeopleBrowser browser;
  private static final List<String> said = new ArrayList<>();
  private static volatile String html = "";

  @BeforeAll
  static void start() throws IOException {
    partner = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    partner.createContext(
        "/",
        exchange -> {
          byte[] page = html.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    partner.start();
    String tenant =
        TestHouse.tenant(TestHouse.A, "")
            .replace("connect: {", "connect: {embed_origins: [\"" + at("localhost") + "\"], ");
    house = TestHouse.start(folder, TimeSource.system(), Map.of("a.yaml", tenant));
    browser = new PeopleBrowser(folder, "--test-third-party-cookie-phaseout");
  }

  @AfterAll
  static void stop() {
    browser.close();
    house.close();
    partner.stop(0);
  }

  private static String at(String host) {
    return "http://" + host + ":" + partner.getAddress().getPort();
  }

  private static JsonObject session(JsonObject wish) {
    var api = house.as(TestHouse.A);
    var company = api.post("/companies", new JsonObject().put("name", "Firma")).is(201).json();
    wish.put("companyId", company.getString("id")).put("language", "en");
    return api.post("/connect-sessions", wish).is(201).json();
  }

  private static String here(JsonObject session) {
    return house.url().resolve(URI.create(session.getString("url")).getPath()).toString();
  }

  private static Page framed(JsonObject session, String host) {
    html = PAGE.formatted(house.url(), here(session));
    said.clear();
    var page = browser.browser().newContext().newPage();
    page.onConsoleMessage(message -> said.add(message.text()));
    page.navigate(at(host) + "/");
    return page;
  }

  private static String state(JsonObject session) {
    var now = house.as(TestHouse.A).get("/connect-sessions/" + session.getString("id"));
    return now.is(200).json().getString("state");
  }

  @Test
  void leadsThroughTheFrameAndTellsThePageAroundIt() {
    var session = session(new JsonObject().put("origin", at("localhost")));
    assertEquals(at("localhost"), session.getString("origin"));
    var page = framed(session, "localhost");
    var frame = page.frameLocator("iframe[title='Link a portal']");
    frame.locator("main[data-stage=WELCOME] button").first().click();
    frame.locator("main[data-stage=PORTALS] button[value=practice]").click();
    assertThat(frame.locator("main[data-stage=CONSENT]")).isVisible();
    page.waitForFunction("() => heard.some(now => now.stage === 'CONSENT')");
    var heard = new JsonArray((String) page.evaluate("() => JSON.stringify(heard)"));
    var first = new JsonObject().put("session", session.getString("id"));
    assertEquals(first.put("state", "created").put("stage", "WELCOME"), heard.getJsonObject(0));
    assertEquals("opened", heard.getJsonObject(heard.size() - 1).getString("state"));
    assertEquals("opened", state(session));
    // No bar to scroll by within the frame.
    var height = (Integer) page.evaluate("() => document.querySelector('iframe').clientHeight");
    assertTrue(height > 480, "the frame did not grow: " + height);
  }

  @Test
  void givesNothingToAnotherOrigin() {
    var session = session(new JsonObject().put("origin", at("localhost")));
    var page = framed(session, "127.0.0.1");
    isRefused(page);
    assertEquals(
        new JsonArray(), new JsonArray((String) page.evaluate("() => JSON.stringify(all)")));
    assertEquals("created", state(session));

    var unframed = session(new JsonObject());
    isRefused(framed(unframed, "localhost"));
  }

  private static void isRefused(Page page) {
    page.waitForCondition(() -> said.stream().anyMatch(text -> text.contains("frame-ancestors")));
    assertEquals(0, page.frameLocator("iframe").locator("main").count());
  }

  @Test
  void namesTheOneOriginInTheHeadOfEveryAnswer() {
    var session = session(new JsonObject().put("origin", at("localhost")));
    var desk = new Desk(house.url(), session.getString("url"));
    var open = desk.open();
    assertTrue(
        open.header("Content-Security-Policy").endsWith("frame-ancestors " + at("localhost")));
    assertEquals("", open.header("X-Frame-Options"));
    String cookie = open.header("Set-Cookie");
    assertTrue(cookie.contains("; HttpOnly; SameSite=None; Partitioned"), cookie);
    assertTrue(cookie.endsWith("; Secure"), cookie);
    var own = new Desk(house.url(), session(new JsonObject()).getString("url")).open();
    assertTrue(own.header("Content-Security-Policy").endsWith("frame-ancestors 'none'"));
    assertEquals("DENY", own.header("X-Frame-Options"));
    assertFalse(own.html().contains("data-origin"));
  }

  @Test
  void refusesAnOriginThatTheTenantsFileDoesNotName() {
    var api = house.as(TestHouse.A);
    var company = api.post("/companies", new JsonObject().put("name", "Firma")).is(201).json();
    var wish =
        new JsonObject().put("companyId", company.getString("id")).put("origin", at("127.0.0.1"));
    var errors = api.post("/connect-sessions", wish).is(400).json().getJsonArray("errors");
    assertEquals("/origin", errors.getJsonObject(0).getString("pointer"));
  }
}
