// A photo cut into small squares, with what can be told of each.
package de.belegbote.enrolment.barcode.diagnosis;

import de.belegbote.enrolment.barcode.reading.GreyPicture;

/** Sums over any rectangle of cells cost the same, however large it is. */
final class Cells {
  private static final int ALONG = 280;
  private static final int SMALLEST = 4;

  /** Beyond it every second row is enough. */
  private static final long MANY_PIXELS = 3_000_000;

  private final int size;
  private final int across;
  private final int down;
  private final double pixels;
  // One row and column more than there are cells: sums of all that lies above and left.
  private final double[] first;
  private final double[] second;
  private final double[] third;

  Cells(GreyPicture picture) {
    size = Math.max(SMALLEST, (Math.max(picture.width(), picture.height()) + ALONG - 1) / ALONG);
    across = picture.width() / size;
    down = picture.height() / size;
    int step = picture.pixels() > MANY_PIXELS ? 2 : 1;
    int rows = (size + step - 1) / step;
    pixels = (double) size * rows;
    int length = (across + 1) * (down + 1);
    first = new double[length];
    second = new double[length];
    third = new double[length];
    for (int row = 0; row < down; row++) {
      for (int y = 0; y < size; y += step) {
        addLine(picture.light(), (row * size + y) * picture.width(), (row + 1) * (across + 1) + 1);
      }
    }
    for (double[] sums : new double[][] {first, second, third}) {
      integrate(sums);
    }
  }

  private void addLine(byte[] light, int from, int to) {
    for (int column = 0; column < across; column++) {
      long one = 0;
      long two = 0;
      long three = 0;
      int at = from + column * size;
      for (int x = 0; x < size; x++) {
        long value = light[at + x] & 0xFF;
        one += value;
        two += value * value;
        three += value * value * value;
      }
      first[to + column] += one;
      second[to + column] += two;
      third[to + column] += three;
    }
  }

  private void integrate(double[] sums) {
    for (int row = 1; row <= down; row++) {
      double line = 0;
      for (int column = 1; column <= across; column++) {
        int at = row * (across + 1) + column;
        line += sums[at];
        sums[at] = line + sums[at - across - 1];
      }
    }
  }

  /** Pixels along the side of a cell. */
  int size() {
    return size;
  }

  int across() {
    return across;
  }

  int down() {
    return down;
  }

  /**
   * The light of a rectangle of cells.
   *
   * @param mean 0 to 255
   * @param spread standard deviation
   * @param skew 0 where dark and light balance, as in a code; large where there is little ink on
   *     much paper, as in text
   */
  record Light(double mean, double spread, double skew) {}

  /** Of the cells around one, as far as there are any. */
  Light around(int column, int row, int radius) {
    return of(
        Math.max(0, column - radius),
        Math.max(0, row - radius),
        Math.min(across, column + radius + 1),
        Math.min(down, row + radius + 1));
  }

  /** From the first column and row up to, not including, the last. */
  Light of(int left, int top, int right, int bottom) {
    double n = pixels * (right - left) * (bottom - top);
    double mean = sum(first, left, top, right, bottom) / n;
    double two = sum(second, left, top, right, bottom) / n;
    double three = sum(third, left, top, right, bottom) / n;
    double variance = Math.max(0, two - mean * mean);
    double spread = Math.sqrt(variance);
    double skew =
        spread < 0.5 ? 0 : (three - 3 * mean * variance - mean * mean * mean) / (variance * spread);
    return new Light(mean, spread, skew);
  }

  private double sum(double[] sums, int left, int top, int right, int bottom) {
    int upper = top * (across + 1);
    int lower = bottom * (across + 1);
    return sums[lower + right] - sums[upper + right] - sums[lower + left] + sums[upper + left];
  }
}
