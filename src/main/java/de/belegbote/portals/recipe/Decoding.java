// What a text was wrapped into.
package de.belegbote.portals.recipe;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The opposite of an encoding; what is not encoded so yields nothing. */
public enum Decoding {
  /** Percent-encoding, with plus for a blank. */
  URL {
    @Override
    Optional<String> apply(String text) {
      try {
        return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
      } catch (IllegalArgumentException broken) {
        return Optional.empty();
      }
    }
  },
  /** Base64 of UTF-8, in either alphabet, with or without padding. */
  BASE64 {
    @Override
    Optional<String> apply(String text) {
      return bytes(text).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
  },
  /** Character references of HTML. */
  HTML {
    @Override
    Optional<String> apply(String text) {
      return Optional.of(
          text.replace("&lt;", "<")
              .replace("&gt;", ">")
              .replace("&quot;", "\"")
              .replace("&#39;", "'")
              .replace("&#x27;", "'")
              .replace("&nbsp;", " ")
              .replace("&amp;", "&"));
    }
  };

  abstract Optional<String> apply(String text);

  /** The bytes of a Base64 text; empty when it is none. */
  public static Optional<byte[]> bytes(String text) {
    try {
      String plain = text.replaceAll("\\s", "").replace('-', '+').replace('_', '/');
      return Optional.of(Base64.getDecoder().decode(plain));
    } catch (IllegalArgumentException broken) {
      return Optional.empty();
    }
  }
}
