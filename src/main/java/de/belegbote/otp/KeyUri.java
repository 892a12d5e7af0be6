// Reads the text behind a portal's QR code; lenient in spelling, strict in meaning.
package de.belegbote.otp;

import de.belegbote.otp.OtpAuth.Algorithm;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The Key URI format as portals really write it: names in any case, a secret in groups, issuers
 * that are not encoded. Not read with {@link java.net.URI}, which refuses many of them.
 */
final class KeyUri {
  private static final String SCHEME = "otpauth://";

  /** More characters than any QR code holds (ISO/IEC 18004: 4,296). */
  private static final int MAX_LENGTH = 8_192;

  private final Problem problem;

  private KeyUri(Problem problem) {
    this.problem = problem;
  }

  static boolean looksLikeOne(String text) {
    return text.strip().regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  static OtpAuth read(String text, Problem problem) {
    return new KeyUri(problem).read(text.strip());
  }

  /** A key as a person typed it. */
  static Secret typed(String text, Problem problem) {
    if (text.strip().matches("[0-9]{3}[ -]?[0-9]{3,5}")) {
      throw KeyRefusal.CODE_INSTEAD_OF_KEY.as(problem);
    }
    return new KeyUri(problem).seed(text);
  }

  private OtpAuth read(String uri) {
    if (!looksLikeOne(uri)) {
      throw refused(KeyRefusal.NOT_A_SETUP_CODE);
    }
    if (uri.length() > MAX_LENGTH) {
      throw refused(KeyRefusal.TOO_LONG);
    }
    String rest = uri.substring(SCHEME.length());
    int question = rest.indexOf('?');
    String path = question < 0 ? rest : rest.substring(0, question);
    int slash = path.indexOf('/');
    checkType(slash < 0 ? path : path.substring(0, slash));
    var given = parameters(question < 0 ? "" : rest.substring(question + 1));
    String label = slash < 0 ? "" : decoded(path.substring(slash + 1).replace("+", "%2B"));
    int colon = label.indexOf(':');
    // Written so by apps that keep Steam's codes: they look like TOTP and are not.
    if (given.getOrDefault("encoder", "").equalsIgnoreCase("steam")) {
      throw refused(KeyRefusal.STEAM);
    }
    return new OtpAuth(
        seed(given.getOrDefault("secret", "")),
        given.getOrDefault("issuer", colon < 0 ? "" : label.substring(0, colon)),
        label.substring(colon + 1),
        algorithm(given.getOrDefault("algorithm", "SHA1")),
        number(given, "digits", 6, OtpAuth.MIN_DIGITS, OtpAuth.MAX_DIGITS, KeyRefusal.WRONG_DIGITS),
        number(
            given, "period", 30, OtpAuth.MIN_PERIOD, OtpAuth.MAX_PERIOD, KeyRefusal.WRONG_PERIOD));
  }

  private void checkType(String type) {
    switch (type.toLowerCase(Locale.ROOT)) {
      case "totp" -> {}
      case "hotp" -> throw refused(KeyRefusal.COUNTER_BASED);
      case "steam" -> throw refused(KeyRefusal.STEAM);
      default -> throw refused(KeyRefusal.UNKNOWN_TYPE);
    }
  }

  /** By lower-case name; empty values count as not given. */
  private Map<String, String> parameters(String query) {
    var found = new HashMap<String, String>();
    int fragment = query.indexOf('#');
    for (String pair : (fragment < 0 ? query : query.substring(0, fragment)).split("&", 100)) {
      int equals = pair.indexOf('=');
      String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
      if (value.isBlank()) {
        continue;
      }
      // Some pages escape the address for HTML before they draw it: "&amp;issuer=".
      String name =
          pair.substring(0, equals).strip().toLowerCase(Locale.ROOT).replaceFirst("^amp;", "");
      // Two different secrets: whichever we took, half of the apps would take the other.
      if (!value.equals(found.getOrDefault(name, value))) {
        throw refused(KeyRefusal.UNREADABLE);
      }
      found.put(name, value);
    }
    return found;
  }

  private Secret seed(String text) {
    String base32 = text.replaceAll("[\\s\\p{Z}\\p{Pd}\\p{Cf}=]", "").toUpperCase(Locale.ROOT);
    if (base32.isEmpty()) {
      throw refused(KeyRefusal.NO_SECRET);
    }
    // Before the decoder, which skips what it does not know.
    if (!base32.matches("[A-Z2-7]+")) {
      throw refused(KeyRefusal.NOT_BASE32);
    }
    int bytes = base32.length() * 5 / 8;
    if (bytes < OtpAuth.MIN_SEED_BYTES) {
      throw refused(KeyRefusal.TOO_SHORT);
    }
    if (bytes > OtpAuth.MAX_SEED_BYTES) {
      throw refused(KeyRefusal.TOO_LONG);
    }
    return new Secret(base32);
  }

  private Algorithm algorithm(String name) {
    return switch (name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]|^HMAC", "")) {
      case "SHA1" -> Algorithm.SHA1;
      case "SHA256" -> Algorithm.SHA256;
      case "SHA512" -> Algorithm.SHA512;
      default -> throw refused(KeyRefusal.UNKNOWN_ALGORITHM);
    };
  }

  private int number(
      Map<String, String> given, String name, int usual, int min, int max, KeyRefusal refusal) {
    String text = given.getOrDefault(name, String.valueOf(usual)).strip();
    int value = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
    if (value < min || value > max) {
      throw refused(refusal);
    }
    return value;
  }

  /** A stray percent sign is kept: the label is only shown. */
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return text;
    }
  }

  private Failure refused(KeyRefusal why) {
    return why.as(problem);
  }
}
