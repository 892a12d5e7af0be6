// What the phone's page must never do, whoever asks.
package de.belegbote.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class UploadPageGuardIT extends PageCase {
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src"
              + " 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
          "Cache-Control",
          "no-store",
          "Referrer-Policy",
          "no-referrer",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "X-Robots-Tag",
          "noindex, nofollow, noarchive",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), microphone=(), geolocation=()");

  private static final String UPLOAD = "__Host-belegbote-upload";
  private static final String CODES = "__Host-belegbote-codes";

  private void sendPhoto() {
    phone.open().is(200);
    phone.photo(Phone.jpeg(Phone.SETUP)).is(303);
  }

  @Test
  void changesNothingWhenAPreviewLooks() {
    for (int i = 0; i < 6; i++) {
      for (var version : HttpClient.Version.values()) {
        new Phone(house, token, version).open().is(200);
        assertEquals("", new Phone(house, token, version).head().is(200).html());
      }
    }
    phone.open();
    phone.photo(Phone.jpeg(Phone.SETUP)).is(303);
  }

  @Test
  void refusesAPostWithoutThePagesCookie() {
    var refused = phone.photo(Phone.jpeg(Phone.SETUP)).is(403);
    assertTrue(refused.html().contains("Cookie"), refused.html());
    assertEquals("none", house.factor(login));
    // The refusal brought the cookie, so the next try works.
    phone.photo(Phone.jpeg(Phone.SETUP)).is(303);
  }

  @Test
  void letsOnlyTheBrowserOfThePhotoGoOn() {
    sendPhoto();
    var other = new Phone(house, token);
    assertTrue(other.open().is(409).html().contains("schon benutzt"));
    other.form("how=activated").is(409);
    other.cookies().put(UPLOAD, "abcdefghijklmnopqrstuvwxyz012345");
    other.cookies().put(CODES, phone.cookies().get(CODES));
    var seen = other.open().is(409);
    assertFalse(seen.html().contains("data-code"), seen.html());
    other.form("how=activated").is(409);
    other.photo(Phone.jpeg(Phone.SETUP)).is(409);
    assertEquals("seed_stored", house.factor(login));
    phone.form("how=activated").is(303);
  }

  @Test
  void showsNoCodesOfAnotherLogin() {
    sendPhoto();
    UUID second = house.login();
    var later = new Phone(house, house.link(second));
    later.open();
    later.photo(Phone.jpeg(Phone.SETUP)).is(303);
    assertTrue(later.open().is(200).html().contains("<li data-code"));
    later.cookies().put(CODES, phone.cookies().get(CODES));
    assertFalse(later.open().is(200).html().contains("<li data-code"));
  }

  @Test
  void answersUnknownExpiredAndRevokedLinksAlike() {
    String newer = house.link(login);
    var revoked = phone.open().is(404);
    var unknown = new Phone(house, "abcdefghijklmnopqrstuvwxyz012345").open().is(404);
    var malformed = new Phone(house, "no%3Cb%3Etoken").open().is(404);
    house.clock.turn(Duration.ofMinutes(31));
    var expired = new Phone(house, newer).open().is(404);
    for (var seen : List.of(revoked, malformed, expired)) {
      assertEquals(unknown.html(), seen.html());
      assertEquals("", seen.header("Set-Cookie"));
    }
    assertFalse(unknown.html().contains("Kanzlei"));
  }

  @Test
  void sendsStrictHeadersWithEveryAnswer() {
    var all =
        List.of(
            phone.open(),
            phone.photo(Phone.jpeg("")),
            phone.photo(Phone.jpeg(Phone.SETUP)),
            new Phone(house, token).open(),
            new Phone(house, "abcdefghijklmnopqrstuvwxyz012345").open());
    for (var seen : all) {
      var sent = new TreeMap<String, String>();
      HEADERS.keySet().forEach(name -> sent.put(name, seen.header(name)));
      assertEquals(new TreeMap<>(HEADERS), sent);
    }
    var cookies = all.get(2).response().headers().allValues("Set-Cookie");
    assertEquals(2, cookies.size());
    for (String cookie : cookies) {
      assertTrue(
          cookie.matches("__Host-[^;]+; Path=/; HttpOnly; SameSite=Lax; Max-Age=\\d+; Secure"),
          cookie);
    }
  }

  @Test
  void escapesWhatTenantAndPartnerWrote() {
    var page = phone.open().is(200).html();
    assertFalse(page.contains(PageHouse.LABEL));
    assertTrue(page.contains("&lt;script&gt;alert(&#39;Büro&#39;)&lt;/script&gt;"), page);
    assertTrue(page.contains("Kanzlei &lt;i&gt;Süd&lt;/i&gt; &amp; &quot;Co&quot;"), page);
    assertEquals(1, page.split("<script", -1).length - 1, "one script, and that is ours");
  }

  @Test
  void servesStyleAndScriptFromItselfAndLetsBrowsersKeepThem() throws Exception {
    var page = phone.open().html();
    var files = Pattern.compile("(?:href|src)=\"\\.\\.(/assets/[^\"]+)\"").matcher(page);
    for (String type : List.of("text/css", "text/javascript")) {
      assertTrue(files.find());
      var answer = get(files.group(1).replace("&#x3D;", "="));
      assertEquals(200, answer.statusCode());
      assertTrue(answer.headers().firstValue("Content-Type").orElse("").startsWith(type));
      assertTrue(answer.headers().firstValue("Cache-Control").orElse("").contains("immutable"));
      assertEquals(
          List.of(List.of("nosniff"), List.of("same-origin")),
          List.of(
              answer.headers().allValues("X-Content-Type-Options"),
              answer.headers().allValues("Cross-Origin-Resource-Policy")));
    }
    assertEquals(
        "no-cache", get("/assets/page.css").headers().firstValue("Cache-Control").orElse(""));
  }

  private static java.net.http.HttpResponse<String> get(String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(house.root() + path)).build(),
            BodyHandlers.ofString());
  }

  @Test
  void writesPhotoAndConfirmationIntoTheDiary() {
    phone.open();
    phone.photo(Phone.jpeg("")).is(422);
    phone.photo(Phone.jpeg(Phone.SETUP)).is(303);
    phone.form("how=activated").is(303);
    String lines =
        "select count(*) from audit_event a join upload_link l on l.id::text = a.actor_id"
            + " where l.login_id = '%s' and a.actor_kind = 'customer' and operation = '%s'"
            + " and status = %d";
    assertEquals(1, house.count(lines, login, "uploadPhoto", 422));
    assertEquals(1, house.count(lines, login, "uploadPhoto", 200));
    assertEquals(1, house.count(lines, login, "confirmUploadLink", 200));
  }
}
