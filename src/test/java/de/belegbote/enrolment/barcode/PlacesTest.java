// What is pointed at lies where the person sees it, however the camera was held.
package de.belegbote.enrolment.barcode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import de.belegbote.enrolment.barcode.diagnosis.Finding;
import de.belegbote.enrolment.barcode.diagnosis.Finding.Cause;
import de.belegbote.enrolment.barcode.diagnosis.Finding.Point;
import de.belegbote.enrolment.barcode.reading.GreyPicture;
import de.belegbote.platform.Failure;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacesTest {
  private static final List<Point> BOX =
      List.of(new Point(10, 5), new Point(30, 5), new Point(30, 35), new Point(10, 35));

  /** A picture stored 100 wide and 50 high, read at that size. */
  private static Failure failure(int orientation, Cause cause, Point focus) {
    var header = new PictureHeader(PictureFormat.JPEG, 100, 50, 1, Inks.LIGHT_FIRST, orientation);
    return new Places(header, new GreyPicture(new byte[5000], 100, 50))
        .failure(new Finding(cause, BOX, List.of(focus)));
  }

  @ParameterizedTest
  @CsvSource({"1, left", "3, right", "6, top", "8, bottom", "2, right", "5, top"})
  void namesTheSideThatThePersonSees(int orientation, String side) {
    Failure why = failure(orientation, Cause.CUT_OFF, new Point(0, 25));
    assertEquals("cut-off-" + side, why.reason().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "1, top-left, 0.1, 0.1",
    "3, bottom-right, 0.9, 0.9",
    "6, top-right, 0.9, 0.1",
    "8, bottom-left, 0.1, 0.9"
  })
  void namesThePartOfTheCode(int orientation, String place, double x, double y) {
    var spot = failure(orientation, Cause.GLARE, new Point(12, 8)).spot().orElseThrow();
    assertEquals(place, spot.place().orElseThrow());
    assertEquals(x, spot.corners().get(0).x(), 1e-9);
    assertEquals(y, spot.corners().get(0).y(), 1e-9);
  }
}
