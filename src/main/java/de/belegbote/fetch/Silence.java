// How long nothing has answered what was done.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.PortalBrowser;
import java.time.Duration;
import java.time.Instant;

/** Stands still while a request that the action began is under way, for a minute at most. */
final class Silence {
  private static final Duration PENDING = Duration.ofSeconds(60);

  private final PortalBrowser browser;
  private final RunClock clock;
  private Instant lastLook;
  private Duration pending = Duration.ZERO;
  private Duration quiet = Duration.ZERO;
  private Duration passed = Duration.ZERO;

  Silence(PortalBrowser browser, RunClock clock) {
    this.browser = browser;
    this.clock = clock;
    this.lastLook = clock.now();
  }

  /** What was done begins a new silence and may begin requests. */
  void restart() {
    lastLook = clock.now();
    pending = Duration.ZERO;
    quiet = Duration.ZERO;
  }

  /** Whether it is too early to look; to be asked before each look. */
  boolean isBusy(Instant now) {
    passed = Duration.between(lastLook, now);
    lastLook = now;
    if (pending.compareTo(PENDING) < 0 && browser.busy()) {
      pending = pending.plus(passed);
      return true;
    }
    return false;
  }

  /** Takes in that a look found nothing that answers; true once that has been for so long. */
  boolean lasts(Duration patience) {
    quiet = quiet.plus(passed);
    boolean over = quiet.compareTo(patience) >= 0;
    quiet = over ? Duration.ZERO : quiet;
    return over;
  }

  /** Takes in that a look found something. */
  void broken() {
    quiet = Duration.ZERO;
  }
}
