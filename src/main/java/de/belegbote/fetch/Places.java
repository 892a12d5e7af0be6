// Addresses of portals in words that may be kept.
package de.belegbote.fetch;

import de.belegbote.platform.OutsideText;
import java.net.URI;
import java.net.URISyntaxException;

/** Names hosts only: paths and queries of a sign-in may hold tokens. */
final class Places {
  private Places() {}

  static String host(String url) {
    try {
      String host = new URI(url.split("[?#]", 2)[0]).getHost();
      return host == null ? "an address without a host" : OutsideText.clean(host);
    } catch (URISyntaxException broken) {
      return "a malformed address";
    }
  }
}
