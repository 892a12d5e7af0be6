// A way of reading.
package de.belegbote.enrolment.barcode.reading;

import java.util.List;

/** Reads the codes of a view. Later stages may use the marks that earlier ones noted there. */
interface Stage {
  /** The codes, with corners in the view's pixels; ends early when the budget is spent. */
  List<FoundCode> read(View view, Budget budget);
}
