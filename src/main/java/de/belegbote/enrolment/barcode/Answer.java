// What is said about a picture that was read, or in which nothing could be read.
package de.belegbote.enrolment.barcode;

import de.belegbote.enrolment.barcode.diagnosis.Diagnosis;
import de.belegbote.enrolment.barcode.reading.FoundCode;
import de.belegbote.enrolment.barcode.reading.GreyPicture;
import java.util.List;

/** The end of every reading; measures the picture only when nothing was read. */
final class Answer {
  private Answer() {}

  /**
   * The code to take.
   *
   * @throws de.belegbote.platform.Failure NO_BARCODE or UNUSABLE_BARCODE with the reason
   */
  static DecodedBarcode of(List<FoundCode> codes, PictureHeader header, GreyPicture picture) {
    if (codes.isEmpty()) {
      throw new Places(header, picture).failure(Diagnosis.of(picture));
    }
    return CodeChoice.of(codes);
  }
}
