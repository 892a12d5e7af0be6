// Takes cookies and storage out of an HtmlUnit browser and puts them in.
package de.belegbote.fetch.browser;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.MalformedURLException;
import java.net.URL;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.htmlunit.Page;
import org.htmlunit.WebClient;
import org.htmlunit.WebWindow;
import org.htmlunit.http.Cookie;

/** On the browser's thread. Storage is known of the pages that are open and of what was put in. */
final class HtmlUnitJar {
  private final WebClient client;
  private final Set<String> origins = new LinkedHashSet<>();

  HtmlUnitJar(WebClient client) {
    this.client = client;
  }

  JsonArray cookies() {
    var all = new JsonArray();
    client.getCookieManager().getCookies().forEach(cookie -> all.add(json(cookie)));
    return all;
  }

  JsonArray storage() {
    lookForOrigins();
    var all = new JsonArray();
    for (String origin : origins) {
      var items = new JsonArray();
      stored(origin)
          .forEach((name, value) -> items.add(JsonObject.of("name", name, "value", value)));
      if (!items.isEmpty()) {
        all.add(JsonObject.of("origin", origin, "localStorage", items));
      }
    }
    return all;
  }

  /** Puts these in and takes all others away. */
  void replace(JsonObject state) {
    lookForOrigins();
    client.getCookieManager().clearCookies();
    origins.forEach(origin -> stored(origin).clear());
    for (Object one : state.getJsonArray("cookies")) {
      client.getCookieManager().addCookie(cookie((JsonObject) one));
    }
    for (Object one : state.getJsonArray("origins")) {
      var origin = (JsonObject) one;
      origins.add(origin.getString("origin"));
      Map<String, String> store = stored(origin.getString("origin"));
      for (Object item : origin.getJsonArray("localStorage", new JsonArray())) {
        store.put(((JsonObject) item).getString("name"), ((JsonObject) item).getString("value"));
      }
    }
  }

  private void lookForOrigins() {
    client.getWebWindows().stream()
        .map(WebWindow::getEnclosedPage)
        .filter(page -> page != null && page.getUrl().getProtocol().equals("https"))
        .map(HtmlUnitJar::origin)
        .forEach(origins::add);
  }

  private Map<String, String> stored(String origin) {
    try {
      return client.getStorageHolder().getLocalStorage(new URL(origin));
    } catch (MalformedURLException broken) {
      throw new IllegalArgumentException("no origin of a kept session", broken);
    }
  }

  private static String origin(Page page) {
    URL url = page.getUrl();
    return url.getProtocol() + "://" + url.getAuthority();
  }

  private static JsonObject json(Cookie cookie) {
    Date end = cookie.getExpires();
    return new JsonObject()
        .put("name", cookie.getName())
        .put("value", cookie.getValue())
        .put("domain", cookie.getDomain())
        .put("path", cookie.getPath() == null ? "/" : cookie.getPath())
        .put("expires", end == null ? -1 : end.toInstant().toEpochMilli() / 1_000.0)
        .put("httpOnly", cookie.isHttpOnly())
        .put("secure", cookie.isSecure())
        // What browsers assume where the portal says nothing.
        .put("sameSite", cookie.getSameSite() == null ? "Lax" : sameSite(cookie.getSameSite()));
  }

  private static String sameSite(String said) {
    return switch (said.toLowerCase(java.util.Locale.ROOT)) {
      case "strict" -> "Strict";
      case "none" -> "None";
      default -> "Lax";
    };
  }

  private static Cookie cookie(JsonObject json) {
    double end = json.getDouble("expires", -1.0);
    return new Cookie(
        json.getString("domain"),
        json.getString("name"),
        json.getString("value"),
        json.getString("path", "/"),
        end < 0 ? null : Date.from(Instant.ofEpochMilli((long) (end * 1_000))),
        json.getBoolean("secure", true),
        json.getBoolean("httpOnly", false),
        json.getString("sameSite"));
  }
}
