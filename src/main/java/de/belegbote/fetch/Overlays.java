// Closes what lies over the page.
package de.belegbote.fetch;

import de.belegbote.fetch.Look.Seen;
import de.belegbote.portals.recipe.Page;

/** Consent banners, coachmarks: no step and no visit; three times at most each. */
final class Overlays {
  private final Screens screens;
  private final Attempt attempt;
  private final Acting acting;
  private final Runnable closed;

  /**
   * @param closed is told of each that was closed
   */
  Overlays(Screens screens, Attempt attempt, Acting acting, Runnable closed) {
    this.screens = screens;
    this.attempt = attempt;
    this.acting = acting;
    this.closed = closed;
  }

  /** Closes those that show now; before any browser step. */
  void close() {
    for (Page page : screens.pages()) {
      if (page.overlay()) {
        screens.overlay(page).ifPresent(seen -> close(page, seen));
      }
    }
  }

  /** Closes one. */
  void close(Page overlay, Seen seen) {
    attempt.closed(overlay);
    var unused = acting.perform(overlay, seen.document());
    screens.closed(overlay);
    closed.run();
  }
}
