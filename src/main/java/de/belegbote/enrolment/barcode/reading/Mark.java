// A corner mark of a QR code, as seen in a picture.
package de.belegbote.enrolment.barcode.reading;

/**
 * Three nested squares of 7, 5 and 3 modules.
 *
 * @param x middle, in pixels
 * @param y middle, in pixels
 * @param module side of a module, in pixels, about
 * @param corners of the outer square, x and y in turn, one after the other around it; null where
 *     they were not seen
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a value
record Mark(double x, double y, double module, double[] corners) {
  static Mark of(double[] corners) {
    double x = 0;
    double y = 0;
    double around = 0;
    for (int i = 0; i < 8; i += 2) {
      x += corners[i] / 4;
      y += corners[i + 1] / 4;
      around +=
          Math.hypot(corners[i] - corners[(i + 2) % 8], corners[i + 1] - corners[(i + 3) % 8]);
    }
    return new Mark(x, y, around / 28, corners);
  }

  boolean isNear(Mark other) {
    return Math.hypot(x - other.x, y - other.y) < 2.5 * Math.max(module, other.module);
  }

  /**
   * Its corners by the code's own directions: top left, top right, bottom right, bottom left.
   *
   * @param right a step to the right along the code's upper side, any length
   * @param down a step down its left side
   * @return null where the corners were not seen or do not fit the directions
   */
  double[] cornersAlong(double[] right, double[] down) {
    if (corners == null) {
      return null;
    }
    double det = right[0] * down[1] - right[1] * down[0];
    double[] sorted = new double[8];
    int seen = 0;
    for (int i = 0; i < 8; i += 2) {
      double dx = corners[i] - x;
      double dy = corners[i + 1] - y;
      boolean isRight = (dx * down[1] - dy * down[0]) / det > 0;
      boolean isDown = (right[0] * dy - right[1] * dx) / det > 0;
      int place = isDown ? (isRight ? 2 : 3) : isRight ? 1 : 0;
      sorted[2 * place] = corners[i];
      sorted[2 * place + 1] = corners[i + 1];
      seen |= 1 << place;
    }
    return seen == 15 ? sorted : null;
  }
}
