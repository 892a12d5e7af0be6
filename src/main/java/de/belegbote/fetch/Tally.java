// Counts what a run met.
package de.belegbote.fetch;

import de.belegbote.portals.FetchOutcome;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Counts each document once, also where the lists are read again after a second sign-in. */
final class Tally {
  /** As many documents are fetched in one run; the rest is for the next. */
  static final int MOST_DOCUMENTS = 500;

  private static final int MOST_IN_A_ROW = 5;

  private final Set<Object> done = new HashSet<>();
  private int found;
  private int stored;
  private int known;
  private int failed;
  private int inARow;
  private RowFailed lastFailure;
  private boolean alike = true;

  /** Whether a document, or a row that could not be read, was dealt with in this run. */
  boolean isDone(Object row) {
    return done.contains(row);
  }

  boolean isFull() {
    return stored + failed >= MOST_DOCUMENTS;
  }

  void stored(Object row) {
    count(row);
    stored++;
    inARow = 0;
  }

  /**
   * @param fetched whether its document came and turned out to be there already
   */
  void known(Object row, boolean fetched) {
    count(row);
    known++;
    inARow = fetched ? 0 : inARow;
  }

  /** Found, and left for a later run. */
  void left(Object row) {
    count(row);
  }

  /**
   * Counts one that failed.
   *
   * @throws RunEnd when so many in a row failed for a reason they share that more would
   */
  void failed(Object row, RowFailed why, String place) {
    count(row);
    failed++;
    alike = alike && (lastFailure == null || lastFailure.outcome().equals(why.outcome()));
    lastFailure = why;
    inARow = why.outcome().isPresent() ? inARow + 1 : 0;
    if (inARow >= MOST_IN_A_ROW) {
      throw new RunEnd(
          why.outcome().orElseThrow(),
          place,
          MOST_IN_A_ROW + " documents in a row failed: " + why.getMessage(),
          why.retryAfter());
    }
  }

  private void count(Object row) {
    if (done.add(row)) {
      found++;
    }
  }

  Counts counts() {
    return new Counts(found, stored, known, failed);
  }

  /** Why the last one failed that did. */
  Optional<RowFailed> lastFailure() {
    return Optional.ofNullable(lastFailure);
  }

  /** How a run ends that came to the end of its lists. */
  FetchOutcome outcome() {
    if (stored > 0) {
      return FetchOutcome.OK;
    }
    return failed == 0
        ? FetchOutcome.NOTHING_NEW
        : lastFailure.outcome().filter(outcome -> alike).orElse(FetchOutcome.FAILED);
  }
}
