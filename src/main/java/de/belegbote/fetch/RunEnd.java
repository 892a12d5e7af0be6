// Ends a run where it stands.
package de.belegbote.fetch;

import de.belegbote.portals.FetchOutcome;

/** The outcome of a run that cannot go on; the page is named as the recipe names it. */
public final class RunEnd extends RuntimeException {
  private final FetchOutcome outcome;
  private final String page;
  private final String retryAfter;

  public RunEnd(FetchOutcome outcome, String page, String detail) {
    this(outcome, page, detail, null);
  }

  /**
   * The end by an answer that may say when to come again.
   *
   * @param retryAfter its field Retry-After; null when there was none
   */
  public RunEnd(FetchOutcome outcome, String page, String detail, String retryAfter) {
    super(detail);
    this.outcome = outcome;
    this.page = page;
    this.retryAfter = retryAfter;
  }

  /** The field Retry-After of the answer that ended the run; null when there was none. */
  public String retryAfter() {
    return retryAfter;
  }

  public FetchOutcome outcome() {
    return outcome;
  }

  public String page() {
    return page;
  }
}
