// Times and days as people of a language write them.
package de.belegbote.pages;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/** In the time zone that the API takes where none is given; pages say which. */
record ConsoleTimes(Locale language) {
  static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  /** A time of the contract, as 01.08.2026, 09:00. */
  String time(String rfc3339) {
    return at(FormatStyle.MEDIUM, FormatStyle.SHORT, rfc3339);
  }

  private String at(FormatStyle day, FormatStyle hour, String rfc3339) {
    return DateTimeFormatter.ofLocalizedDateTime(day, hour)
        .withLocale(language)
        .withZone(ZONE)
        .format(Instant.parse(rfc3339));
  }

  /** Hours, minutes and seconds. */
  String clock(String rfc3339) {
    return DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZONE).format(Instant.parse(rfc3339));
  }

  /** A day of the contract. */
  String day(String date) {
    return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
        .withLocale(language)
        .format(LocalDate.parse(date));
  }
}
