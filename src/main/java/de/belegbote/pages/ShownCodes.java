// The codes that a page shows, to be typed into a portal.
package de.belegbote.pages;

import de.belegbote.otp.Totp;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/** Values of the template {@code shown-codes}, the same on the phone and at the desk. */
final class ShownCodes {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("HH:mm:ss");

  private ShownCodes() {}

  /**
   * Adds them.
   *
   * @param codes that are not over yet, the running one first; may be none
   * @param now by which the page's countdown sets its clock
   */
  static void put(Map<String, Object> values, List<Totp.Code> codes, Instant now) {
    values.put("clock", String.valueOf(now.toEpochMilli()));
    values.put("codes", codes.stream().map(ShownCodes::code).toList());
    values.put("hasCodes", !codes.isEmpty());
    values.put("current", codes.stream().limit(1).map(ShownCodes::code).toList());
    values.put("following", codes.stream().skip(1).limit(1).map(ShownCodes::code).toList());
  }

  // In two halves, as people read digits.
  private static Map<String, Object> code(Totp.Code code) {
    String digits = code.code().reveal();
    int half = (digits.length() + 1) / 2;
    return Map.of(
        "left", digits.substring(0, half),
        "right", digits.substring(half),
        "fromAt", code.validFrom().toString(),
        "untilAt", code.validUntil().toString(),
        "from", SECONDS.format(code.validFrom().atZone(ZONE)),
        "until", SECONDS.format(code.validUntil().atZone(ZONE)));
  }
}
