// Reads amounts of money as portals write them.
package de.belegbote.portals.recipe;

import java.math.BigDecimal;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Amounts by the separators of a locale. Groups must be whole (thousands), so that {@code 1,234.50}
 * is never read as 1.2345 by a German eye. Currency signs and words around the number are dropped.
 */
public final class Amounts {
  private static final Pattern PLAIN = Pattern.compile("-?\\d+(\\.\\d+)?");
  private static final String SPACES = " '\\u2019";

  private Amounts() {}

  /** The amount by the first locale that fits; empty when none does. */
  public static Optional<BigDecimal> read(String text, List<Locale> locales) {
    return locales.stream().flatMap(locale -> read(text, locale).stream()).findFirst();
  }

  /** A number as JSON writes it: digits, a point, no groups. */
  public static Optional<BigDecimal> plain(String text) {
    return PLAIN.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
  }

  private static Optional<BigDecimal> read(String text, Locale locale) {
    String spaced = text.replaceAll("[\\s\\p{Z}]+", " ").replace('\u2212', '-').strip();
    boolean bracketed = spaced.startsWith("(") && spaced.endsWith(")");
    // A sign may stand before the number, before its currency or behind it.
    String number =
        spaced
            .replaceAll("[^0-9.,'\u2019 -]", "")
            .replaceAll("^[.,' ]+(?= )|(?<= )[.,' ]+$", "")
            .strip()
            .replaceAll("- +| +-", "-");
    boolean trailing = number.endsWith("-");
    boolean leading = number.startsWith("-");
    String digits = number.replaceFirst("^-", "").replaceFirst("-$", "");
    if ((leading && trailing) || !pattern(locale).matcher(digits).matches()) {
      return Optional.empty();
    }
    char point = DecimalFormatSymbols.getInstance(locale).getDecimalSeparator();
    String whole = digits.replaceAll("[^0-9" + Pattern.quote(String.valueOf(point)) + "]", "");
    BigDecimal amount = new BigDecimal(whole.replace(point, '.'));
    return Optional.of(leading || trailing || bracketed ? amount.negate() : amount);
  }

  private static Pattern pattern(Locale locale) {
    var symbols = DecimalFormatSymbols.getInstance(locale);
    String point = Pattern.quote(String.valueOf(symbols.getDecimalSeparator()));
    char group = symbols.getGroupingSeparator();
    String groups =
        "[" + SPACES + (Character.isWhitespace(group) ? "" : Pattern.quote("" + group)) + "]";
    return Pattern.compile(
        "(\\d+|\\d{1,3}(?<g>%s)\\d{3}(\\k<g>\\d{3})*)(%s\\d+)?".formatted(groups, point));
  }
}
