// The one place time comes from, so that a test can turn the clock.
package de.belegbote.platform;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * The clock of the process and how a blocking piece of work waits on it.
 *
 * @param clock what time it is
 * @param pause blocks the calling thread for the given time; a test may turn the clock instead
 */
public record TimeSource(Clock clock, Consumer<Duration> pause) {
  /** The system's clock in UTC; pausing sleeps. An interrupt ends the pause and stays set. */
  public static TimeSource system() {
    return new TimeSource(Clock.systemUTC(), TimeSource::sleep);
  }

  public Instant now() {
    return clock.instant();
  }

  private static void sleep(Duration time) {
    try {
      java.util.concurrent.TimeUnit.NANOSECONDS.sleep(Math.max(0, time.toNanos()));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
