// A code that was read, and where.
package de.belegbote.enrolment.barcode.reading;

import java.util.List;

/**
 * One code of a picture.
 *
 * @param text what it says
 * @param format QR_CODE, AZTEC or DATA_MATRIX
 * @param corners four, in pixels of the picture that was handed in, from the code's own top left
 *     corner on around it; for formats other than QR_CODE the box around it
 * @param stage which way of reading found it, for diagnosis
 */
public record FoundCode(String text, String format, List<Corner> corners, String stage) {
  /** A place in the picture; may lie a little outside of it. */
  public record Corner(double x, double y) {}

  public FoundCode {
    corners = List.copyOf(corners);
  }

  FoundCode scaled(double factor, String where) {
    var there = corners.stream().map(at -> new Corner(at.x() * factor, at.y() * factor)).toList();
    return new FoundCode(text, format, there, stage + " at " + where);
  }

  /** The text may hold a seed. */
  @Override
  public String toString() {
    return "FoundCode[" + format + ", " + stage + "]";
  }
}
