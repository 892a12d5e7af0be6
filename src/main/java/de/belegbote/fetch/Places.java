// Addresses of portals in words that may be kept.
package de.belegbote.fetch;

import de.belegbote.platform.OutsideText;
import de.belegbote.portals.recipe.Template;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** What is told of an address never holds its query: tokens stand there. */
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

  /** Scheme, host and path: what may be kept of where a document came from. */
  static String withoutQuery(String url) {
    return url.split("[?#]", 2)[0];
  }

  /** A link as a browser reads it, on the page at {@code base}; empty when it is no address. */
  static Optional<String> absolute(String base, String link) {
    String spec = encoded(link.strip());
    try {
      // RFC 3986 5.2.2: a bare query keeps the path, which java.net.URI (RFC 2396) cuts.
      URI address =
          spec.startsWith("?")
              ? URI.create(withoutQuery(base) + spec)
              : URI.create(encoded(base)).resolve(spec);
      return Optional.of(address.toString()).filter(a -> address.getHost() != null);
    } catch (IllegalArgumentException broken) {
      return Optional.empty();
    }
  }

  // Browsers send what no address may hold percent-encoded.
  private static String encoded(String text) {
    var out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              boolean kept = c > 0x20 && c < 0x7F && "\"<>\\^`{|}".indexOf(c) < 0;
              String one = Character.toString(c);
              out.append(kept ? one : Template.encoded(one));
            });
    return out.toString();
  }
}
