// Says that one row cannot be had.
package de.belegbote.fetch;

import de.belegbote.portals.FetchOutcome;
import java.util.Optional;

/** Costs this row only: the others go on, and the next run tries it again. */
final class RowFailed extends RuntimeException {
  private final transient Optional<FetchOutcome> outcome;
  private final String retryAfter;

  /** A fault of this row and of no other. */
  RowFailed(String detail) {
    super(detail);
    this.outcome = Optional.empty();
    this.retryAfter = null;
  }

  /**
   * A fault that others may share.
   *
   * @param outcome what it means for the run when it goes on and on
   */
  RowFailed(FetchOutcome outcome, String detail, Throwable cause) {
    super(detail, cause);
    this.outcome = Optional.of(outcome);
    this.retryAfter = null;
  }

  /**
   * A fault that the portal told.
   *
   * @param retryAfter its field Retry-After; null when there was none
   */
  RowFailed(FetchOutcome outcome, String detail, String retryAfter) {
    super(detail);
    this.outcome = Optional.of(outcome);
    this.retryAfter = retryAfter;
  }

  /** A row that lacks what the recipe says is there; where all do, the portal has changed. */
  static RowFailed changed(String detail) {
    return new RowFailed(FetchOutcome.LAYOUT_CHANGED, detail, (String) null);
  }

  /** The field Retry-After of the answer; null when there was none. */
  String retryAfter() {
    return retryAfter;
  }

  Optional<FetchOutcome> outcome() {
    return outcome;
  }
}
