// Where in a photo something is.
package de.belegbote.enrolment.barcode.diagnosis;

/**
 * The box around connected cells.
 *
 * @param left first column
 * @param top first row
 * @param right column behind the last
 * @param bottom row behind the last
 * @param cells how many of the box's cells belong to it
 */
record Area(int left, int top, int right, int bottom, int cells) {
  int width() {
    return right - left;
  }

  int height() {
    return bottom - top;
  }

  int longSide() {
    return Math.max(width(), height());
  }

  /** Which share of the box belongs to it. */
  double filled() {
    return (double) cells / (width() * height());
  }

  /** 1 for a square, less for what is longer than wide. */
  double squareness() {
    return (double) Math.min(width(), height()) / longSide();
  }
}
