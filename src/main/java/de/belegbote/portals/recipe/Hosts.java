// The only hosts that may receive credentials.
package de.belegbote.portals.recipe;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Host names, each exact or {@code *.name} for exactly one label under it.
 *
 * @param names in lower case
 */
public record Hosts(List<String> names) {
  /** The hosts of a recipe for one customer; throws {@link TemplateException}. */
  public static Hosts of(List<Template> templates, Map<String, String> settings) {
    return new Hosts(templates.stream().map(t -> t.host(settings)).toList());
  }

  /** Whether credentials may go there: https, default port, no user info, one of the hosts. */
  public boolean allow(String url) {
    try {
      URI uri = new URI(Template.checked(url.split("[?#]", 2)[0]));
      return contains(uri.getHost());
    } catch (URISyntaxException | IllegalArgumentException notOurs) {
      return false;
    }
  }

  /** Whether a host name is one of them. */
  public boolean contains(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return names.stream().anyMatch(entry -> fits(name, entry));
  }

  private static boolean fits(String name, String entry) {
    if (!entry.startsWith("*.")) {
      return name.equals(entry);
    }
    String tail = entry.substring(1);
    return name.length() > tail.length()
        && name.endsWith(tail)
        && name.indexOf('.') == name.length() - tail.length();
  }
}
