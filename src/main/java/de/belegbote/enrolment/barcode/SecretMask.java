// Hides in the text of a code what lets others in.
package de.belegbote.enrolment.barcode;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** For showing what was read to somebody who looks over a shoulder, or into a log. */
final class SecretMask {
  private static final String MASK = "***";

  /** Their texts are secrets as a whole, but for the scheme. */
  private static final Set<PictureRefusal> SECRET_KINDS =
      EnumSet.of(
          PictureRefusal.MICROSOFT_PUSH,
          PictureRefusal.DUO,
          PictureRefusal.OKTA,
          PictureRefusal.STEAM_APP,
          PictureRefusal.PUSH_ONLY,
          PictureRefusal.PASSKEY,
          PictureRefusal.WIFI);

  private static final Pattern SCHEME = Pattern.compile("\\s*[A-Za-z][A-Za-z0-9+.-]{0,40}:");
  private static final Pattern KEY_URI = Pattern.compile("(?is)(\\s*otpauth(?:-migration)?):.*");

  /** A set-up code or an export inside of something else, a link for instance. */
  private static final Pattern INNER_KEY_URI =
      Pattern.compile("(?is)otpauth(?:-migration)?(?::|%3A).*");

  private static final Pattern KEY = Pattern.compile("(?i)([?&]secret=)[^&#]+");
  private static final Pattern SAYING_SO =
      Pattern.compile("(?i)([?&;](?:secret|token|password|passwd|pwd)=)[^&;#]+");

  /** A key as base32, in one piece or in groups of four. */
  private static final Pattern BARE_KEY =
      Pattern.compile("(?i)\\s*(?:[a-z2-7]{16,}|[a-z2-7]{4}(?:[ -]+[a-z2-7]{1,4}){3,})=*\\s*");

  private SecretMask() {}

  /** The text with {@code ***} in place of keys and passwords; a doubtful one is hidden whole. */
  static String masked(String text) {
    Matcher uri = KEY_URI.matcher(text);
    if (uri.matches()) {
      String masked = KEY.matcher(text).replaceAll("$1***");
      // An export has no usual place; a code whose key is in none may have it anywhere.
      boolean usual = uri.group(1).strip().equalsIgnoreCase("otpauth") && !masked.equals(text);
      return usual ? masked : uri.group(1) + ":" + MASK;
    }
    if (SECRET_KINDS.contains(CodeKind.of(text))) {
      return hidden(text);
    }
    if (BARE_KEY.matcher(text).matches()) {
      return MASK;
    }
    String inner = INNER_KEY_URI.matcher(text).replaceAll("otpauth:" + MASK);
    return SAYING_SO.matcher(inner).replaceAll("$1" + MASK);
  }

  private static String hidden(String text) {
    Matcher scheme = SCHEME.matcher(text);
    return scheme.lookingAt() ? scheme.group() + MASK : MASK;
  }
}
