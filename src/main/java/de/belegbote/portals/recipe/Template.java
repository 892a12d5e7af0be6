// Text with {name} in it; the place it stands in decides how values are encoded.
package de.belegbote.portals.recipe;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.re2j.Pattern;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A template (RFC 6570, simple expansion, level 1). Our own small reader instead of a library:
 * host, path segments, headers and plain text each need another encoding, and a name without a
 * value is an error instead of nothing. Two opening braces stand for one.
 */
public final class Template {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*){0,2}");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9-]{1,63}");
  private static final String UNRESERVED = "-._~";

  private record Part(boolean isName, String text) {}

  private final String source;
  private final List<Part> parts;

  private Template(String source, List<Part> parts) {
    this.source = source;
    this.parts = List.copyOf(parts);
  }

  /** Reads a template; throws IllegalArgumentException when a brace or a name is wrong. */
  public static Template of(String source) {
    var parts = new ArrayList<Part>();
    var literal = new StringBuilder();
    for (int at = 0; at < source.length(); at++) {
      if (source.startsWith("{{", at)) {
        literal.append('{');
        at++;
      } else if (source.charAt(at) == '{') {
        int end = source.indexOf('}', at);
        String name = end < 0 ? "" : source.substring(at + 1, end);
        if (!NAME.matches(name)) {
          throw new IllegalArgumentException(
              "a name in braces is expected in " + source + " ({{ stands for a brace)");
        }
        parts.add(new Part(false, literal.toString()));
        literal.setLength(0);
        parts.add(new Part(true, name));
        at = end;
      } else {
        literal.append(source.charAt(at));
      }
    }
    parts.add(new Part(false, literal.toString()));
    return new Template(source, parts);
  }

  /** The names in it, in the order they appear. */
  public Set<String> names() {
    var names = new LinkedHashSet<String>();
    parts.stream().filter(Part::isName).forEach(part -> names.add(part.text));
    return names;
  }

  /** Fills it in as plain text; throws {@link TemplateException} for a name without a value. */
  public String text(Map<String, String> values) {
    var out = new StringBuilder();
    parts.forEach(part -> out.append(part.isName ? value(part.text, values) : part.text));
    return out.toString();
  }

  /** Fills it in as the value of a header: control characters are refused. */
  public String header(Map<String, String> values) {
    for (String name : names()) {
      if (value(name, values).chars().anyMatch(Character::isISOControl)) {
        throw new TemplateException(name, "has a control character, which no header may have");
      }
    }
    return text(values);
  }

  /**
   * Fills it in as an https address: percent-encoded in path, query and fragment, one DNS label in
   * the host. A segment of the path that a value makes empty, {@code .} or {@code ..} is refused.
   */
  public String address(Map<String, String> values) {
    var address = new Address();
    for (Part part : parts) {
      if (part.isName) {
        address.value(part.text, value(part.text, values));
      } else {
        part.text.chars().forEach(c -> address.literal((char) c));
      }
    }
    return address.finish();
  }

  /** Fills it in as a host name, in lower case; each value is one DNS label. */
  public String host(Map<String, String> values) {
    names().forEach(name -> label(name, value(name, values)));
    return text(values).toLowerCase(Locale.ROOT);
  }

  /** The names that stand in the host of this address template. */
  Set<String> hostNames() {
    var names = new LinkedHashSet<String>();
    var before = new StringBuilder();
    for (Part part : parts) {
      if (part.isName && Region.of(before) == Region.HOST) {
        names.add(part.text);
      }
      before.append(part.isName ? "x" : part.text);
    }
    return names;
  }

  /** The host as it is written, names still in braces; empty when this is no address. */
  String hostSource() {
    if (!source.startsWith("https://")) {
      return "";
    }
    return source.substring(8).split("[/?#]", 2)[0];
  }

  /** Percent-encodes everything but the unreserved characters of RFC 3986. */
  public static String encoded(String value) {
    var out = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean kept = c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0);
      out.append(kept ? String.valueOf(c) : "%%%02X".formatted(b & 0xFF));
    }
    return out.toString();
  }

  private static String value(String name, Map<String, String> values) {
    String value = values.get(name);
    if (value == null) {
      throw new TemplateException(name, "has no value");
    }
    return value;
  }

  @CanIgnoreReturnValue
  private static String label(String name, String value) {
    String label = value.toLowerCase(Locale.ROOT);
    if (!LABEL.matches(label)) {
      throw new TemplateException(name, "is not one label of a host name");
    }
    return label;
  }

  private enum Region {
    SCHEME,
    HOST,
    PATH,
    REST;

    static Region of(CharSequence before) {
      String text = before.toString();
      int host = text.indexOf("://") + 3;
      if (host < 3) {
        return SCHEME;
      }
      if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
        return REST;
      }
      return text.indexOf('/', host) >= 0 ? PATH : HOST;
    }
  }

  /** An address while it is being put together. */
  private static final class Address {
    private final StringBuilder out = new StringBuilder();
    private int segment = -1;
    private String filled;

    void literal(char c) {
      if (c == '/' || c == '?' || c == '#') {
        endSegment();
      }
      out.append(c);
      if (c == '/' && Region.of(out) == Region.PATH) {
        segment = out.length();
      }
    }

    void value(String name, String value) {
      switch (Region.of(out)) {
        case SCHEME -> throw new TemplateException(name, "must not stand in the scheme");
        case HOST -> out.append(label(name, value));
        case PATH -> {
          filled = name;
          out.append(encoded(value));
        }
        case REST -> out.append(encoded(value));
      }
    }

    private void endSegment() {
      if (filled != null && segment >= 0) {
        String text = out.substring(segment);
        if (text.isEmpty() || text.equals(".") || text.equals("..")) {
          throw new TemplateException(filled, "leaves an empty or dotted segment in the path");
        }
      }
      filled = null;
      segment = -1;
    }

    String finish() {
      endSegment();
      return checked(out.toString());
    }
  }

  /** An https address on the default port without user info; throws IllegalArgumentException. */
  static String checked(String address) {
    try {
      URI uri = new URI(address);
      if ("https".equals(uri.getScheme())
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && (uri.getPort() == -1 || uri.getPort() == 443)) {
        return address;
      }
    } catch (URISyntaxException broken) {
      throw new IllegalArgumentException("no address: " + broken.getReason(), broken);
    }
    throw new IllegalArgumentException("not an https address on the default port");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Template that && source.equals(that.source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  /** As it is written in the recipe. */
  @Override
  public String toString() {
    return source;
  }
}
