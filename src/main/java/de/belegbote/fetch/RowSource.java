// Where the rows of a list come from.
package de.belegbote.fetch;

import de.belegbote.portals.recipe.Row;
import java.util.List;

/** A list, page by page: elements in the browser, or parts of answers. */
sealed interface RowSource permits ElementRows, AnswerRows {
  /**
   * Reads the next page.
   *
   * @return its rows; none when the list has ended, which is proven for the first page
   * @throws RunEnd when the portal shows neither rows nor the proof that there are none
   * @throws SessionGone when it wants us to sign in
   */
  List<? extends Row> next();
}
