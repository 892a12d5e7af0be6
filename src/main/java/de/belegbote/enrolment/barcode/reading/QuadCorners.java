// The four corners of a code.
package de.belegbote.enrolment.barcode.reading;

import java.util.List;

/** From the way a code lies to where it ends. */
final class QuadCorners {
  private QuadCorners() {}

  /** Of a code of that many modules; none if it is not known how it lies. */
  static List<FoundCode.Corner> of(Homography lies, int side) {
    return lies == null
        ? List.of()
        : List.of(at(lies, 0, 0), at(lies, side, 0), at(lies, side, side), at(lies, 0, side));
  }

  private static FoundCode.Corner at(Homography lies, double u, double v) {
    return new FoundCode.Corner(lies.x(u, v), lies.y(u, v));
  }
}
