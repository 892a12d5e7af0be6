// The one kind of address that browsers open.
package de.belegbote.fetch.browser;

import de.belegbote.fetch.browser.BrowserException.Kind;
import java.net.MalformedURLException;
import java.net.URL;

/** Reads addresses. */
final class Https {
  private Https() {}

  /**
   * The address, read.
   *
   * @throws BrowserException REFUSED unless it is https, without user and password
   */
  static URL address(String url) {
    try {
      URL address = new URL(url);
      if (address.getProtocol().equals("https") && address.getUserInfo() == null) {
        return address;
      }
    } catch (MalformedURLException e) {
      throw new BrowserException(Kind.REFUSED, "An address cannot be read", e);
    }
    throw new BrowserException(Kind.REFUSED, "Only plain https addresses are allowed", null);
  }
}
