// When a delivery is tried again.
package de.belegbote.webhooks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The schedule of the Standard Webhooks specification: ten attempts at 0, 5 s, 5 min, 30 min, 2, 5,
 * 10, 14, 20 and 24 h, each counted from the end of the one before; 75:35:05 in all without jitter.
 */
final class RetrySchedule {
  /** What is waited before each attempt; the first waits for nothing. */
  static final List<Duration> STEPS =
      List.of(
          Duration.ZERO,
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(14),
          Duration.ofHours(20),
          Duration.ofHours(24));

  /** The share of a step that jitter may add: it only ever waits longer, never shorter. */
  static final double JITTER = 0.2;

  /** Whoever is overloaded is given at least this long. */
  static final Duration SLOW_FLOOR = Duration.ofSeconds(60);

  private RetrySchedule() {}

  /**
   * How long to wait after a failed attempt.
   *
   * @param attempt number of the attempt that failed, from 1
   * @param slow whether it ended in a timeout or in 429
   * @param retryAfter what the receiver asked for; counts within one and two steps
   * @param draw random, 0 to below 1
   * @return nothing after the last attempt
   */
  static Optional<Duration> after(
      int attempt, boolean slow, Optional<Duration> retryAfter, double draw) {
    if (attempt >= STEPS.size()) {
      return Optional.empty();
    }
    Duration step = STEPS.get(attempt);
    Duration wait = step.plusMillis((long) (step.toMillis() * JITTER * draw));
    if (retryAfter.isPresent()) {
      wait = longer(wait, shorter(retryAfter.get(), step.multipliedBy(2)));
    }
    return Optional.of(slow ? longer(wait, SLOW_FLOOR) : wait);
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
