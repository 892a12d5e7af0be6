// What a code that sets up no authenticator app is for.
package de.belegbote.enrolment.barcode;

import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Told by the text alone; the text itself is never shown, for it may hold somebody's secret. */
final class CodeKind {
  private static final List<String> STORES =
      List.of(
          "apps.apple.com",
          "itunes.apple.com",
          "play.google.com",
          "market.android.com",
          "apps.microsoft.com",
          "appgallery.huawei.com");

  /** Schemes of payment (BIP 21, ERC-681 and their kin; EMVCo begins with field 00, length 02). */
  private static final Pattern PAYMENT =
      Pattern.compile(
          "(bitcoin|ethereum|litecoin|bitcoincash|dogecoin|monero|lightning|bank|payto|upi|swish|"
              + "twint|paypal):.*|bcd\\r?\\n.*|spc\\r?\\n.*|000201\\d{2}.*|spd\\*\\d.*",
          Pattern.DOTALL);

  /** What Duo draws: a code, a dash, and its server in base64. */
  private static final Pattern DUO = Pattern.compile("[A-Za-z0-9]{16,40}-([A-Za-z0-9+/_-]{16,}=*)");

  private static final Pattern DIGITS = Pattern.compile("\\d{8}|\\d{12,14}|\\d{18}|\\d{20}");

  private CodeKind() {}

  /** The refusal that tells the person what they photographed. */
  static PictureRefusal of(String text) {
    String trimmed = text.strip();
    String lower = trimmed.toLowerCase(Locale.ROOT);
    int colon = lower.indexOf(':');
    return switch (colon < 0 ? "" : lower.substring(0, colon)) {
      case "phonefactor", "microsoft-authenticator", "msauth", "msauthv2" ->
          PictureRefusal.MICROSOFT_PUSH;
      case "duo", "duosec" -> PictureRefusal.DUO;
      case "oktaverify", "com-okta-authenticator" -> PictureRefusal.OKTA;
      case "steam", "steamguard" -> PictureRefusal.STEAM_APP;
      case "fido" -> PictureRefusal.PASSKEY;
      case "market", "itms-apps", "itms", "ms-windows-store", "appmarket" ->
          PictureRefusal.APP_STORE;
      case "http", "https" -> link(trimmed);
      case "wifi" -> PictureRefusal.WIFI;
      // RSA SecurID, Symantec VIP, Entrust, ForgeRock: their own apps, by their own schemes.
      case "com.rsa.securid",
          "viptoken",
          "igmobileotp",
          "igmobileactivation",
          "pushauth",
          "mfauth" ->
          PictureRefusal.PUSH_ONLY;
      default -> withoutScheme(trimmed, lower);
    };
  }

  private static PictureRefusal link(String text) {
    String host;
    try {
      String found = URI.create(text.split("[\\s?#|\"<>\\\\^`{}]", 2)[0]).getHost();
      host = found == null ? "" : found.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException odd) {
      host = "";
    }
    if (STORES.stream().anyMatch(host::equals)) {
      return PictureRefusal.APP_STORE;
    }
    if (host.equals("s.team")) {
      return PictureRefusal.STEAM_APP;
    }
    return host.endsWith(".duosecurity.com") ? PictureRefusal.DUO : PictureRefusal.WEB_LINK;
  }

  private static PictureRefusal withoutScheme(String text, String lower) {
    if (PAYMENT.matcher(lower).matches()) {
      return PictureRefusal.PAYMENT;
    }
    if (isDuo(text)) {
      return PictureRefusal.DUO;
    }
    if (lower.startsWith("www.")) {
      return PictureRefusal.WEB_LINK;
    }
    return DIGITS.matcher(text).matches() && hasCheckDigit(text)
        ? PictureRefusal.PRODUCT
        : PictureRefusal.OTHER;
  }

  private static boolean isDuo(String text) {
    var parts = DUO.matcher(text);
    if (!parts.matches()) {
      return false;
    }
    try {
      byte[] host = Base64.getDecoder().decode(parts.group(1).replace('-', '+').replace('_', '/'));
      return new String(host, java.nio.charset.StandardCharsets.ISO_8859_1)
          .endsWith(".duosecurity.com");
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  /**
   * As all GS1 numbers have it: weights 3 and 1 from the right (GS1 General Specifications 7.9).
   */
  private static boolean hasCheckDigit(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int weight = (digits.length() - i) % 2 == 0 ? 3 : 1;
      sum += weight * (digits.charAt(i) - '0');
    }
    return sum % 10 == 0;
  }
}
