// What is said about a picture that was read, or in which nothing could be read.
package de.belegbote.enrolment.barcode;

import de.belegbote.enrolment.barcode.diagnosis.Diagnosis;
import de.belegbote.enrolment.barcode.reading.FoundCode;
import de.belegbote.enrolment.barcode.reading.GreyPicture;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Spot;
import java.util.List;

/** The end of every reading; measures the picture only when nothing was read. */
final class Answer {
  private Answer() {}

  /**
   * The code to take.
   *
   * @throws Failure NO_BARCODE or UNUSABLE_BARCODE with the reason
   */
  static DecodedBarcode of(List<FoundCode> codes, PictureHeader header, GreyPicture picture) {
    var places = new Places(header, picture);
    if (codes.isEmpty()) {
      throw places.failure(Diagnosis.of(picture));
    }
    Spot spot = places.of(CodeChoice.decisive(codes));
    try {
      return CodeChoice.of(codes).seenAt(spot);
    } catch (Failure refused) {
      throw refused.at(spot);
    }
  }
}
