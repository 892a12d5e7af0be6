// A code that was read, and where.
package de.belegbote.enrolment.barcode.reading;

import java.util.List;
import java.util.Set;

/**
 * One code of a picture.
 *
 * @param text what it says
 * @param format QR_CODE, AZTEC or DATA_MATRIX; EAN_13, EAN_8, UPC_A, CODE_128, ITF or CODE_39 for
 *     stripes
 * @param corners four, in pixels of the picture that was handed in, from the code's own top left
 *     corner on around it; for formats other than QR_CODE the box around it
 * @param stage which way of reading found it, for diagnosis
 */
public record FoundCode(String text, String format, List<Corner> corners, String stage) {
  private static final Set<String> STRIPES =
      Set.of("EAN_13", "EAN_8", "UPC_A", "CODE_128", "ITF", "CODE_39");

  /** A place in the picture; may lie a little outside of it. */
  public record Corner(double x, double y) {}

  public FoundCode {
    corners = List.copyOf(corners);
  }

  /** Whether it is made of stripes: no portal sets up an authenticator app with those. */
  public boolean isStripes() {
    return STRIPES.contains(format);
  }

  FoundCode scaled(double factor, String where) {
    var there = corners.stream().map(at -> new Corner(at.x() * factor, at.y() * factor)).toList();
    return new FoundCode(text, format, there, stage + " at " + where);
  }

  /** Whether the upright box around it does. */
  boolean covers(double x, double y) {
    var across = corners.stream().mapToDouble(Corner::x).summaryStatistics();
    var down = corners.stream().mapToDouble(Corner::y).summaryStatistics();
    return x >= across.getMin() && x <= across.getMax() && y >= down.getMin() && y <= down.getMax();
  }

  /** The text may hold a seed. */
  @Override
  public String toString() {
    return "FoundCode[" + format + ", " + stage + "]";
  }
}
