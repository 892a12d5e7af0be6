// Compares addresses with a pattern.
package de.belegbote.portals.recipe;

import com.google.re2j.Pattern;
import java.util.Map;

/**
 * An address with wildcards: {@code *} stays within a segment (in the host within a label), {@code
 * **} is anything. Query and fragment count only if the pattern has {@code ?} or {@code #}.
 *
 * @param template the pattern; only settings may stand in it
 */
public record UrlPattern(Template template) {
  /** Whether an address fits. */
  public boolean matches(String url, Map<String, String> values) {
    String pattern = withPath(template.text(values));
    boolean query = pattern.indexOf('?') >= 0;
    boolean fragment = pattern.indexOf('#') >= 0;
    return Pattern.compile(regex(pattern), Pattern.CASE_INSENSITIVE | Pattern.DOTALL)
        .matches(withPath(subject(url, query, fragment)));
  }

  private static String subject(String url, boolean query, boolean fragment) {
    int hash = url.indexOf('#');
    String end = hash < 0 ? "" : url.substring(hash);
    String base = hash < 0 ? url : url.substring(0, hash);
    int mark = base.indexOf('?');
    return (query || mark < 0 ? base : base.substring(0, mark)) + (fragment ? end : "");
  }

  private static String withPath(String url) {
    int host = url.indexOf("://") + 3;
    int end = host;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    boolean hasPath = host < 3 || (end < url.length() && url.charAt(end) == '/');
    return hasPath ? url : url.substring(0, end) + "/" + url.substring(end);
  }

  private static String regex(String pattern) {
    var out = new StringBuilder();
    int host = pattern.indexOf("://") + 3;
    int path = host < 3 ? -1 : pattern.indexOf('/', host);
    for (int at = 0; at < pattern.length(); at++) {
      char c = pattern.charAt(at);
      if (pattern.startsWith("**", at)) {
        out.append(".*");
        at++;
      } else if (c == '*') {
        out.append(at < path ? "[^./?#]+" : "[^/?#&]*");
      } else {
        out.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return out.toString();
  }
}
