// A request in the session of a browser, but without a page.
package de.belegbote.fetch.browser;

import de.belegbote.fetch.browser.BrowserException.Kind;
import de.belegbote.fetch.browser.PortalBrowser.Answer;
import de.belegbote.fetch.browser.PortalBrowser.Request;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;

/**
 * Follows redirects itself: headers and body of the caller go to the host they were meant for and
 * to no other.
 */
final class SessionRequest {
  private static final int REDIRECTS = 20;
  private static final Set<String> NEVER = Set.of("cookie", "host", "proxy-authorization");

  private final GuardedClient client;
  private final BrowserSettings settings;

  SessionRequest(GuardedClient client, BrowserSettings settings) {
    this.client = client;
    this.settings = settings;
  }

  Answer send(Request request, URL address) throws IOException {
    for (String name : request.headers().keySet()) {
      if (NEVER.contains(name.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException("The browser itself sets the header " + name);
      }
    }
    URL url = address;
    boolean post = request.method().equals("POST");
    for (int hop = 0; hop <= REDIRECTS; hop++) {
      WebRequest next = prepare(request, url, url.getHost().equals(address.getHost()), post);
      WebResponse response = client.getWebConnection().getResponse(next);
      String location = response.getResponseHeaderValue("Location");
      int status = response.getStatusCode();
      if (location == null || !Set.of(301, 302, 303, 307, 308).contains(status)) {
        return DownloadCatcher.answer(response);
      }
      url = new URL(url, location);
      post = post && status > 303 && url.getHost().equals(address.getHost());
    }
    throw new BrowserException(
        Kind.TOO_MUCH, address.getHost() + " redirects more than " + REDIRECTS + " times", null);
  }

  private WebRequest prepare(Request request, URL url, boolean sameHost, boolean post) {
    WebRequest next = new WebRequest(url, post ? HttpMethod.POST : HttpMethod.GET);
    next.setFetchDestination(WebRequest.FetchDestination.EMPTY);
    next.setProxyHost(settings.proxyHost());
    next.setProxyPort(settings.proxyPort());
    next.setAdditionalHeader("Accept", "*/*");
    next.setAdditionalHeader("Accept-Language", settings.language());
    next.setAdditionalHeader(
        "Accept-Encoding", client.getBrowserVersion().getAcceptEncodingHeader());
    if (sameHost) {
      request.headers().forEach(next::setAdditionalHeader);
    }
    if (post) {
      // One char for one byte: HtmlUnit takes a body as text only.
      next.setCharset(StandardCharsets.ISO_8859_1);
      next.setEncodingType(null);
      next.setRequestBody(request.body().toString(StandardCharsets.ISO_8859_1));
      if (request.contentType() != null) {
        next.setAdditionalHeader("Content-Type", request.contentType());
      }
    }
    return next;
  }
}
