// What another machine's clock showed.
package de.belegbote.platform;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A time that somebody told us between two moments of our own clock.
 *
 * @param source whose clock it is
 * @param theirs what it showed, cut to {@code grain}
 * @param grain how much later it may have been
 */
public record ClockReading(
    String source, Instant theirs, Instant asked, Instant answered, Duration grain) {

  /** From the header Date of an answer (RFC 9110, section 6.6.1), which counts whole seconds. */
  public static Optional<ClockReading> ofDate(
      String source, Optional<String> header, Instant asked, Instant answered) {
    try {
      return header
          .map(text -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)))
          .map(date -> new ClockReading(source, date, asked, answered, Duration.ofSeconds(1)));
    } catch (DateTimeException unreadable) {
      return Optional.empty();
    }
  }

  /** By how much our clock is behind theirs at least; negative where it is ahead. */
  public Duration behind() {
    if (theirs.isAfter(answered)) {
      return Duration.between(answered, theirs);
    }
    Instant latest = theirs.plus(grain);
    return latest.isBefore(asked) ? Duration.between(asked, latest) : Duration.ZERO;
  }
}
