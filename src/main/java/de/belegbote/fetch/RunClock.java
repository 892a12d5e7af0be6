// How long a run has taken, and how it waits.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.platform.TimeSource;
import de.belegbote.portals.FetchOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.Supplier;

/** Starts when it is made; waits for time steps and for persons are not counted. */
final class RunClock {
  /** How long it is from one look at the browser to the next. */
  static final Duration LOOK = Duration.ofMillis(250);

  private final TimeSource time;
  private final PortalBrowser browser;
  private final Duration limit;
  private final Instant started;
  private Duration uncounted = Duration.ZERO;

  RunClock(TimeSource time, PortalBrowser browser, Duration limit) {
    this.time = time;
    this.browser = browser;
    this.limit = limit;
    this.started = time.now();
  }

  Instant now() {
    return time.now();
  }

  /** The day it is, in UTC. */
  LocalDate today() {
    return LocalDate.ofInstant(time.now(), ZoneOffset.UTC);
  }

  /** How long the run has taken so far. */
  Duration used() {
    return Duration.between(started, time.now()).minus(uncounted);
  }

  /** Throws {@link RunEnd} with TIMED_OUT when the run has taken longer than it may. */
  void check() {
    if (used().compareTo(limit) > 0) {
      throw new RunEnd(FetchOutcome.TIMED_OUT, "", "longer than " + limit.toSeconds() + " s");
    }
  }

  /**
   * Waits in slices of {@link #LOOK}; throws as {@link #check} does. The browser waits first, since
   * some engines work only when told to; what its waiting did not take of our clock is waited here.
   */
  void pause(Duration length) {
    Duration left = length;
    while (left.compareTo(Duration.ZERO) > 0) {
      check();
      Duration slice = left.compareTo(LOOK) < 0 ? left : LOOK;
      Instant until = time.now().plus(slice);
      browser.idle(slice);
      Duration rest = Duration.between(time.now(), until);
      if (rest.compareTo(Duration.ZERO) > 0) {
        time.pause().accept(rest);
      }
      left = left.minus(slice);
    }
  }

  /** Does something that waits for a time step or a person. */
  <T> T uncounted(Supplier<T> work) {
    Instant before = time.now();
    T result = work.get();
    uncounted = uncounted.plus(Duration.between(before, time.now()));
    return result;
  }
}
