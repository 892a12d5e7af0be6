// How long somebody who turned us away asks us to wait.
package de.belegbote.platform;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The field Retry-After: seconds or a date (RFC 9110, 10.2.3). */
public final class RetryAfter {
  private RetryAfter() {}

  /**
   * Reads the field.
   *
   * @param text its value; null when it is not there
   * @param now what a date is held against
   * @return empty for anything unreadable and for a date that is over
   */
  public static Optional<Duration> read(String text, Instant now) {
    if (text == null) {
      return Optional.empty();
    }
    if (text.matches("[0-9]{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      var date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Duration.between(now, date)).filter(wait -> !wait.isNegative());
    } catch (DateTimeException unreadable) {
      return Optional.empty();
    }
  }
}
