// A clock that stands still until a test turns it.
package de.belegbote.webhooks;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Starts at the present, so that receivers accept the time of a signature. */
final class TestClock extends Clock {
  private volatile Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  void turn(Duration by) {
    now = now.plus(by);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("the house knows UTC only");
  }
}
