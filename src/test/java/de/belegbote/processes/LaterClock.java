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
    ahead = ahead.plus(least);
    ahead = ahead.plus(step.minus(into(step)));
  }

  /** How much of the step of now has passed. */
  Duration into(Duration step) {
    return Duration.ofMillis(Math.floorMod(instant().toEpochMilli(), step.toMillis()));
  }

  /** Moves on to some time before the step of now ends; not back, if it is later already. */
  void towards(Duration step, Duration before) {
    Duration rest = step.minus(into(step)).minus(before);
    ahead = rest.isNegative() ? ahead : ahead.plus(rest);
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
