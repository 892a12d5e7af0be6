// Ends a run where it stands.
package de.belegbote.fetch;

import de.belegbote.portals.FetchOutcome;

/** The outcome of a run that cannot go on; the page is named as the recipe names it. */
public final class RunEnd extends RuntimeException {
  private final FetchOutcome outcome;
  private final String page;

  public RunEnd(FetchOutcome outcome, String page, String detail) {
    super(detail);
    this.outcome = outcome;
    this.page = page;
  }

  public FetchOutcome outcome() {
    return outcome;
  }

  public String page() {
    return page;
  }
}
