// What comes back over the event bus: a code or the reason why there is none.
package de.belegbote.enrolment.barcode;

import de.belegbote.platform.Failure;

/** The bus carries failures as a number and a text only, so ours travels as a reply. */
sealed interface BarcodeReply permits DecodedBarcode, BarcodeReply.Refused {
  /** No usable code, with the failure for the caller. */
  record Refused(Failure why) implements BarcodeReply {}
}
