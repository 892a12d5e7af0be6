// How cookies, sessions and requests without a page go together, in every engine.
package de.belegbote.fetch.browser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.fetch.browser.PortalBrowser.Answer;
import de.belegbote.fetch.browser.PortalBrowser.Request;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

interface SessionBehaviour extends BrowserContract {
  private void giveCookies(String host, String path, String... cookies) {
    site()
        .on(
            host,
            path,
            request -> {
              request.response().putHeader("Content-Type", "text/html");
              for (String cookie : cookies) {
                request.response().headers().add("Set-Cookie", cookie);
              }
              ContractSite.send(request, Buffer.buffer("<p id=p>in</p>"));
            });
  }

  @Test
  default void takesThePagesCookiesAlongInRequests() {
    giveCookies("shop.example", "/in", "sid=abc; Secure; HttpOnly; Path=/", "part=1; Path=/only");
    open("/in");
    Answer answer = browser().request(Request.get("https://shop.example/api"));
    assertEquals(404, answer.status());
    assertEquals("sid=abc", site().only("GET shop.example/api").cookie());
    assertEquals(Optional.of("abc"), browser().cookie("https://shop.example/", "sid"));
    assertEquals(Optional.empty(), browser().cookie("https://shop.example/", "part"));
    assertEquals(Optional.of("1"), browser().cookie("https://shop.example/only/x", "part"));
    assertEquals(Optional.empty(), browser().cookie("https://login.example/", "sid"));
  }

  @Test
  default void keepsForPagesWhatRequestsBring() {
    giveCookies("shop.example", "/api", "sid=new; Secure; Path=/", "gone=1; Path=/; Max-Age=0");
    giveCookies("shop.example", "/in", "gone=0; Path=/", "sid=old; Secure; Path=/");
    open("/in");
    Answer answer = browser().request(Request.get("https://shop.example/api"));
    assertEquals(Optional.empty(), answer.header("set-cookie"), "cookies stay in the browser");
    open("/page");
    assertEquals("sid=new", site().only("GET shop.example/page").cookie());
  }

  @Test
  default void sendsCookiesOnlyWhereTheyBelong() {
    giveCookies("shop.example", "/in", "host=1; Path=/", "wide=2; Domain=shop.example; Path=/");
    open("/in");
    site().page("/", "<script src='https://login.example/pixel'></script>");
    open("/");
    until("both were asked", () -> site().askedFor().contains("GET login.example/pixel"));
    assertEquals("", site().only("GET login.example/pixel").cookie());
    assertEquals(Optional.empty(), browser().cookie("https://shop.example.evil.example/", "wide"));
    assertTrue(site().only("GET shop.example/").cookie().contains("wide=2"));
  }

  @Test
  default void startsWithTheCookiesItIsGiven() {
    browser().setCookie("shop.example", "kept", "yes");
    open("/page");
    assertEquals("kept=yes", site().only("GET shop.example/page").cookie());
    assertEquals(Optional.of("yes"), browser().cookie("https://shop.example/page", "kept"));
  }

  @Test
  default void letsScriptsKeepThings() {
    show(
        """
        <p id=p></p><script>document.cookie = 'js=1; path=/'; localStorage.setItem('a', 'ü');
        sessionStorage.setItem('b', '2')</script>\
        """);
    site()
        .page(
            "/next",
            "<p id=p></p><script>document.getElementById('p').textContent = "
                + "localStorage.getItem('a') + sessionStorage.getItem('b')</script>");
    open("/next");
    assertEquals("ü2", the("#p").text());
    assertEquals("js=1", site().only("GET shop.example/next").cookie());
  }

  @Test
  default void remembersNothingOfAnotherRun() {
    giveCookies("shop.example", "/in", "sid=abc; Path=/; Max-Age=9999");
    open("/in");
    show("<script>localStorage.setItem('a', '1')</script>");
    site().page("/", "<p id=p></p><script>p.textContent = '' + localStorage.getItem('a')</script>");
    try (var other = another(Duration.ofSeconds(60), BrowserSettings.Limits.usual())) {
      other.open("https://shop.example/");
      assertEquals("null", other.pages().get(0).find("#p").get(0).text());
      assertEquals(Optional.empty(), other.cookie("https://shop.example/", "sid"));
    }
    assertEquals("", site().asked().get(2).cookie());
    open("/");
    assertEquals("1", the("#p").text(), "and nothing is lost here");
  }

  @Test
  default void goesOnInTheSessionOfAnotherRun() {
    giveCookies(
        "shop.example",
        "/in",
        "sid=abc; Secure; HttpOnly; Path=/",
        "wide=2; Domain=shop.example; Path=/; Max-Age=9999",
        "part=1; Path=/only");
    open("/in");
    show("<script>localStorage.setItem('a', 'ü')</script>");
    KeptSession kept = KeptSession.read(browser().keep().secret()).orElseThrow();
    assertFalse(kept.toString().contains("abc"), "nobody reads it by accident");
    site().page("/", "<p id=p></p><script>p.textContent = '' + localStorage.getItem('a')</script>");
    try (var next = another(Duration.ofSeconds(60), BrowserSettings.Limits.usual())) {
      next.setCookie("shop.example", "own", "1");
      next.resume(kept);
      next.open("https://shop.example/");
      assertEquals("ü", next.pages().get(0).find("#p").get(0).text());
      var sent = site().asked().get(site().asked().size() - 1).cookie();
      assertEquals(Set.of("sid=abc", "wide=2"), Set.of(sent.split("; ")));
      assertEquals(Optional.of("1"), next.cookie("https://shop.example/only/x", "part"));
      next.resume(KeptSession.empty(ZoneOffset.UTC));
      next.open("https://shop.example/");
      assertEquals("null", next.pages().get(0).find("#p").get(0).text());
      assertEquals(Optional.empty(), next.cookie("https://shop.example/", "sid"));
    }
  }

  @Test
  default void postsBytesAsTheyAre() {
    byte[] bytes = {0, -1, 10, 13, 65, -61, -92};
    site()
        .on(
            "shop.example",
            "/api",
            request -> {
              request.response().setStatusCode(201).putHeader("X-Job", "j1");
              request.response().putHeader("Content-Type", "application/octet-stream");
              ContractSite.send(request, Buffer.buffer(bytes));
            });
    Answer answer =
        browser()
            .request(
                new Request(
                    "POST",
                    "https://shop.example/api?q=%C3%A4",
                    Map.of("X-Csrf", "t", "Accept", "application/json"),
                    Buffer.buffer("{\"name\":\"ä\"}"),
                    "application/json"));
    assertEquals(201, answer.status());
    assertEquals(Optional.of("j1"), answer.header("x-job"));
    assertArrayEquals(bytes, answer.body().getBytes());
    var sent = site().only("POST shop.example/api?q=%C3%A4");
    assertEquals("{\"name\":\"ä\"}", sent.body());
    assertEquals("application/json", sent.headers().get("content-type"));
    assertEquals("application/json", sent.headers().get("accept"));
    assertEquals("t", sent.headers().get("x-csrf"));
  }

  @Test
  default void unpacksWhatIsSentPacked() {
    String words = "Größe ".repeat(5_000);
    site().file("shop.example", "/t", "text/plain; charset=utf-8", Buffer.buffer(words), Map.of());
    Answer answer = browser().request(Request.get("https://shop.example/t"));
    assertEquals(words, answer.body().toString());
    assertTrue(site().only("GET shop.example/t").headers().get("accept-encoding").contains("gzip"));
  }

  @Test
  default void keepsHeadersAndBodyFromOtherHosts() {
    site().redirect("shop.example", "/api", 307, "https://login.example/api");
    giveCookies("shop.example", "/in", "sid=abc; Path=/");
    open("/in");
    Answer answer =
        browser()
            .request(
                new Request(
                    "POST",
                    "https://shop.example/api",
                    Map.of("X-Csrf", "t"),
                    Buffer.buffer("secret=1"),
                    "text/plain"));
    assertEquals("https://login.example/api", answer.url());
    var other = site().only("GET login.example/api");
    assertFalse(other.headers().containsKey("x-csrf"));
    assertEquals("", other.body());
    assertEquals("", other.cookie());
  }

  @Test
  default void letsNobodyWriteCookieOrHost() {
    for (String name : List.of("Cookie", "host", "Proxy-Authorization")) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              browser()
                  .request(
                      new Request(
                          "GET",
                          "https://shop.example/",
                          Map.of(name, "x"),
                          Buffer.buffer(),
                          null)));
    }
    assertEquals(List.of(), site().askedFor());
  }

  @Test
  default void callsItselfTheSameEverywhere() {
    show(
        "<p id=p></p><script>p.textContent = navigator.userAgent + '|' + navigator.language + '|' "
            + "+ new Date(2026, 0, 1).getTimezoneOffset()</script>");
    assertEquals(404, browser().request(Request.get("https://shop.example/api")).status());
    var page = site().only("GET shop.example/").headers();
    var plain = site().only("GET shop.example/api").headers();
    assertEquals(page.get("user-agent"), plain.get("user-agent"));
    assertTrue(page.get("accept-language").startsWith("de-DE"), page.get("accept-language"));
    assertTrue(plain.get("accept-language").startsWith("de-DE"));
    assertEquals(page.get("user-agent") + "|de-DE|-60", the("#p").text());
  }
}
