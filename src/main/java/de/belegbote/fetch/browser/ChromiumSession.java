// Requests without a page in the session of a Chromium browser.
package de.belegbote.fetch.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.options.Cookie;
import de.belegbote.fetch.browser.BrowserException.Kind;
import de.belegbote.fetch.browser.PortalBrowser.Answer;
import de.belegbote.fetch.browser.PortalBrowser.Request;
import java.io.IOException;
import java.net.URL;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.htmlunit.CookieManager;

/**
 * They go out as those of the other engine do, with the same limits, and nothing of a browser runs
 * for them: the cookies are taken over before and given back after each.
 */
final class ChromiumSession implements AutoCloseable {
  private final BrowserContext context;
  private final GuardedClient client;
  private final SessionRequest plain;

  /**
   * @param settings with the user agent that Chromium names
   */
  ChromiumSession(BrowserContext context, BrowserSettings settings) {
    this.context = context;
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

  @Override
  public void close() {
    client.close();
  }
}
