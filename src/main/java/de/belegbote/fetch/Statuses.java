// What the status of an answer means for a run.
package de.belegbote.fetch;

import de.belegbote.portals.FetchOutcome;
import java.util.Optional;

/** The mapping of recipes.md section 4. */
final class Statuses {
  private Statuses() {}

  /** The outcome of a status that is no success; empty for one that is, and for 0 (none). */
  static Optional<FetchOutcome> outcome(int status) {
    if (status == 403) {
      return Optional.of(FetchOutcome.NO_INVOICE_RIGHT);
    }
    if (status == 429) {
      return Optional.of(FetchOutcome.BLOCKED);
    }
    if (status >= 500) {
      return Optional.of(FetchOutcome.PORTAL_DOWN);
    }
    return status >= 300 ? Optional.of(FetchOutcome.LAYOUT_CHANGED) : Optional.empty();
  }
}
