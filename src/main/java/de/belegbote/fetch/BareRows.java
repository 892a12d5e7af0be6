// Notices that rows which may be without documents all are.
package de.belegbote.fetch;

import de.belegbote.portals.FetchOutcome;

/**
 * One order may have no invoice; that ten in a row have none is no accident, but a page that has
 * changed. Rows whose documents are known count as having some.
 */
final class BareRows {
  private static final int MOST = 10;

  private int inARow;
  private int most;

  void row(boolean isBare) {
    inARow = isBare ? inARow + 1 : 0;
    most = Math.max(most, inARow);
  }

  /**
   * To be asked once the list is read, so that no document is lost by it.
   *
   * @throws RunEnd LAYOUT_CHANGED
   */
  void check(String place) {
    if (most >= MOST) {
      throw new RunEnd(
          FetchOutcome.LAYOUT_CHANGED, place + " each", most + " rows in a row have no documents");
    }
  }
}
