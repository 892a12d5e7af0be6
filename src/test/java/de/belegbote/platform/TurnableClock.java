// A clock that stands still until a test turns it.
package de.belegbote.platform;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** Stands at one instant; {@link #turn} moves it, from any thread. */
public final class TurnableClock extends Clock {
  private final AtomicReference<Instant> now;

  public TurnableClock(Instant start) {
    now = new AtomicReference<>(start);
  }

  /** Moves the clock on; a negative time moves it back. */
  public void turn(Duration by) {
    now.updateAndGet(before -> before.plus(by));
  }

  /** A time source whose pauses turn this clock instead of waiting. */
  public TimeSource source() {
    return new TimeSource(this, this::turn);
  }

  @Override
  public Instant instant() {
    return now.get();
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
