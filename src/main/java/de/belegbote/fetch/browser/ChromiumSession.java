// Requests without a page in the session of a Chromium browser.
package de.belegbote.fetch.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import de.belegbote.fetch.browser.BrowserException.Kind;
import de.belegbote.fetch.browser.PortalBrowser.Answer;
import de.belegbote.fetch.browser.PortalBrowser.Request;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URL;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.htmlunit.CookieManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * They go out as those of the other engine do, with the same limits, and nothing of a browser runs
 * for them: the cookies are taken over before and given back after each.
 */
final class ChromiumSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChromiumSession.class);

  private static final String STORE =
      "items => { localStorage.clear(); items.forEach(([n, v]) => localStorage.setItem(n, v)); }";

  private final BrowserContext context;
  private final BrowserSettings settings;
  private final GuardedClient client;
  private final SessionRequest plain;

  /**
   * @param settings with the user agent that Chromium names
   */
  ChromiumSession(BrowserContext context, BrowserSettings settings) {
    this.context = context;
    this.settings = settings;
    this.client = new GuardedClient(settings);
    this.plain = new SessionRequest(client, settings);
  }

  Answer send(Request request, URL address) {
    CookieManager jar = client.getCookieManager();
    jar.clearCookies();
    Map<String, Cookie> before = new HashMap<>();
    for (Cookie cookie : context.cookies()) {
      before.put(key(cookie.domain, cookie.path, cookie.name), cookie);
      jar.addCookie(plain(cookie));
    }
    try {
      return plain.send(request, address);
    } catch (BrowserFault known) {
      throw known.unwrapped();
    } catch (IOException e) {
      throw new BrowserException(Kind.UNREACHABLE, "The connection to the portal broke", e);
    } finally {
      giveBack(before, jar);
    }
  }

  private void giveBack(Map<String, Cookie> before, CookieManager jar) {
    for (org.htmlunit.http.Cookie cookie : jar.getCookies()) {
      Cookie old = before.remove(key(cookie.getDomain(), cookie.getPath(), cookie.getName()));
      if (old == null || !old.value.equals(cookie.getValue())) {
        context.addCookies(List.of(browsers(cookie)));
      }
    }
    for (Cookie gone : before.values()) {
      context.clearCookies(
          new BrowserContext.ClearCookiesOptions()
              .setName(gone.name)
              .setDomain(gone.domain)
              .setPath(gone.path));
    }
  }

  private static String key(String domain, String path, String name) {
    return domain + " " + path + " " + name;
  }

  private static org.htmlunit.http.Cookie plain(Cookie cookie) {
    Date end =
        cookie.expires == null || cookie.expires < 0
            ? null
            : Date.from(Instant.ofEpochMilli((long) (cookie.expires * 1_000)));
    return new org.htmlunit.http.Cookie(
        cookie.domain,
        cookie.name,
        cookie.value,
        cookie.path,
        end,
        Boolean.TRUE.equals(cookie.secure),
        Boolean.TRUE.equals(cookie.httpOnly),
        null);
  }

  private static Cookie browsers(org.htmlunit.http.Cookie cookie) {
    Cookie made =
        new Cookie(cookie.getName(), cookie.getValue())
            .setDomain(cookie.getDomain())
            .setPath(cookie.getPath() == null ? "/" : cookie.getPath())
            .setSecure(cookie.isSecure())
            .setHttpOnly(cookie.isHttpOnly());
    return cookie.getExpires() == null
        ? made
        : made.setExpires(cookie.getExpires().toInstant().toEpochMilli() / 1_000.0);
  }

  KeptSession keep() {
    var state = new JsonObject(context.storageState());
    return KeptSession.of(
        state.getJsonArray("cookies"),
        state.getJsonArray("origins"),
        settings.userAgent(),
        settings.zone());
  }

  void resume(KeptSession kept) {
    JsonObject own = new JsonObject(context.storageState());
    JsonObject fresh = kept.json();
    context.clearCookies();
    for (Object one : fresh.getJsonArray("cookies")) {
      try {
        context.addCookies(List.of(browsers((JsonObject) one)));
      } catch (PlaywrightException refused) {
        LOG.debug("a kept cookie is not taken");
      }
    }
    // By origin; the driver's own way fails in its Java client (1.62 sends the state as a text).
    Map<String, List<List<String>>> storage = new LinkedHashMap<>();
    origins(own).forEach(origin -> storage.put(origin.getString("origin"), List.of()));
    origins(fresh).forEach(origin -> storage.put(origin.getString("origin"), items(origin)));
    if (!storage.isEmpty()) {
      store(storage);
    }
  }

  // On an empty page in the portal's place: nothing is asked of the portal.
  private void store(Map<String, List<List<String>>> storage) {
    Page page = context.newPage();
    try {
      page.route(
          "**/*",
          route ->
              route.fulfill(
                  new Route.FulfillOptions().setContentType("text/html").setBody("<html></html>")));
      storage.forEach(
          (origin, items) -> {
            page.navigate(origin);
            page.evaluate(STORE, items);
          });
    } finally {
      page.close();
    }
  }

  private static List<JsonObject> origins(JsonObject state) {
    return state.getJsonArray("origins").stream().map(JsonObject.class::cast).toList();
  }

  private static List<List<String>> items(JsonObject origin) {
    return origin.getJsonArray("localStorage").stream()
        .map(JsonObject.class::cast)
        .map(item -> List.of(item.getString("name"), item.getString("value")))
        .toList();
  }

  private static Cookie browsers(JsonObject json) {
    return new Cookie(json.getString("name"), json.getString("value"))
        .setDomain(json.getString("domain"))
        .setPath(json.getString("path", "/"))
        .setExpires(json.getDouble("expires", -1.0))
        .setHttpOnly(json.getBoolean("httpOnly", false))
        .setSecure(json.getBoolean("secure", true))
        .setSameSite(
            SameSiteAttribute.valueOf(json.getString("sameSite", "Lax").toUpperCase(Locale.ROOT)));
  }

  @Override
  public void close() {
    client.close();
  }
}
