// The system's clock, moved on by a test.
package de.belegbote.processes;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Runs as the system's clock does, ahead of it; {@link #beyond} moves it, from any thread. */
final class LaterClock extends Clock {
  private volatile Duration ahead = Duration.ZERO;

  Duration ahead() {
    return ahead;
  }

  /**
   * Moves on by at least so much, to where a new time step has just begun: then no step ends while
   * a test runs, and none has to be waited for.
   */
  void beyond(Duration least, Duration step) {
    long millis = instant().plus(least).toEpochMilli();
    long rest = step.toMillis() - Math.floorMod(millis, step.toMillis());
    ahead = ahead.plus(least).plusMillis(rest);
  }

  /** Moves on to some time before the step of now ends; not back, if it is later already. */
  void towards(Duration step, Duration before) {
    long rest = step.toMillis() - Math.floorMod(instant().toEpochMilli(), step.toMillis());
    ahead = ahead.plusMillis(Math.max(0, rest - before.toMillis()));
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("only instants are asked of this clock");
  }
}
