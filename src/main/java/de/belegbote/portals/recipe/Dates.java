// Reads dates as portals write them.
package de.belegbote.portals.recipe;

import de.belegbote.portals.recipe.Value.Notation;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.format.TextStyle;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates by java.time patterns, {@code iso}, {@code epoch} and {@code epoch_ms}. Month names are
 * also known when they are cut to three letters or more, with a dot or without: the JDK knows only
 * its own short forms, such as "Sept." in German. A day that a month does not have is refused.
 */
public final class Dates {
  private static final Pattern WORD = Pattern.compile("\\p{L}{3,}\\.?");
  private static final Pattern MONTH_NAME = Pattern.compile("[ML]{3,}");
  private static final Pattern ISO = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})([T ].*)?");

  private Dates() {}

  /** The date by the first format and locale that fit; empty when none does. */
  public static Optional<LocalDate> read(String text, List<String> formats, List<Locale> locales) {
    return read(text, new Notation(formats, locales, Optional.empty(), false, false));
  }

  /** The date by a notation whose formats and locales are all given; empty when none fits. */
  public static Optional<LocalDate> read(String text, Notation by) {
    return by.formats().stream()
        .flatMap(f -> by.locales().stream().flatMap(l -> attempt(text.strip(), f, l, by).stream()))
        .findFirst();
  }

  private static Optional<LocalDate> attempt(
      String text, String format, Locale locale, Notation by) {
    try {
      boolean month = by.lastDay() && !isMoment(format) && !format.contains("d");
      LocalDate day =
          month
              ? read("1 " + text, "d " + format, locale, by.zone())
              : read(text, format, locale, by.zone());
      return Optional.of(by.lastDay() ? day.with(TemporalAdjusters.lastDayOfMonth()) : day);
    } catch (DateTimeException | NumberFormatException doesNotFit) {
      return Optional.empty();
    }
  }

  /**
   * The format itself; refuses one that is no pattern or gives no whole date:
   * IllegalArgumentException.
   */
  public static String checked(String format) {
    if (isMoment(format)) {
      return format;
    }
    try {
      LocalDate day = LocalDate.of(2026, 11, 24);
      DateTimeFormatter formatter = formatter(format, Locale.ROOT);
      // A pattern without time prints from a date; one with time is tried with a whole moment.
      String printed = formatter.format(day.atStartOfDay(ZoneOffset.UTC));
      if (LocalDate.parse(printed, formatter).equals(day)) {
        return format;
      }
      throw new IllegalArgumentException(format + " does not give day, month and year");
    } catch (DateTimeException incomplete) {
      throw new IllegalArgumentException(format + " does not give day, month and year", incomplete);
    }
  }

  /** The same for a format that may leave out the day, since the last of the month is meant. */
  public static String checkedMonth(String format) {
    var unused = checked(isMoment(format) || format.contains("d") ? format : "d " + format);
    return format;
  }

  private static boolean isMoment(String format) {
    return List.of("iso", "epoch", "epoch_ms").contains(format);
  }

  private static LocalDate read(String text, String format, Locale locale, Optional<ZoneId> zone) {
    return switch (format) {
      case "iso" -> iso(text, zone);
      case "epoch" -> ofEpoch(Instant.ofEpochSecond(Long.parseLong(text)), zone);
      case "epoch_ms" -> ofEpoch(Instant.ofEpochMilli(Long.parseLong(text)), zone);
      default -> LocalDate.parse(numbered(text, format, locale), formatter(format, locale));
    };
  }

  // The day as it is written, unless a zone says in which place it is meant.
  private static LocalDate iso(String text, Optional<ZoneId> zone) {
    if (zone.isPresent() && text.length() > 10) {
      return OffsetDateTime.parse(text).atZoneSameInstant(zone.get()).toLocalDate();
    }
    Matcher matcher = ISO.matcher(text);
    if (!matcher.matches()) {
      throw new DateTimeException("no ISO date");
    }
    return LocalDate.parse(matcher.group(1));
  }

  private static LocalDate ofEpoch(Instant instant, Optional<ZoneId> zone) {
    return LocalDate.ofInstant(instant, zone.orElse(ZoneOffset.UTC));
  }

  private static DateTimeFormatter formatter(String format, Locale locale) {
    String strict = MONTH_NAME.matcher(format).replaceAll("M").replace('y', 'u');
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(strict)
        .toFormatter(locale)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  // Month names become numbers, in the text as in the pattern.
  private static String numbered(String text, String format, Locale locale) {
    if (!MONTH_NAME.matcher(format).find()) {
      return text;
    }
    return WORD.matcher(text)
        .replaceAll(word -> month(word.group(), locale).map(String::valueOf).orElse(word.group()));
  }

  private static Optional<Integer> month(String word, Locale locale) {
    String cut = plain(word, locale);
    List<Month> found = Arrays.stream(Month.values()).filter(m -> isMonth(cut, m, locale)).toList();
    return found.size() == 1 ? Optional.of(found.get(0).getValue()) : Optional.empty();
  }

  private static boolean isMonth(String cut, Month month, Locale locale) {
    return plain(month.getDisplayName(TextStyle.FULL, locale), locale).startsWith(cut)
        || plain(month.getDisplayName(TextStyle.SHORT, locale), locale).equals(cut)
        || plain(month.getDisplayName(TextStyle.FULL_STANDALONE, locale), locale).startsWith(cut);
  }

  private static String plain(String word, Locale locale) {
    return word.replace(".", "").toLowerCase(locale);
  }
}
