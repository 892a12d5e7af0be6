// Makes a picture smaller or larger.
package de.belegbote.enrolment.barcode.reading;

import java.util.Arrays;

/** Smaller by the mean of the area, so that grain and screen patterns average away. */
final class Resizing {
  private Resizing() {}

  /** The long side becomes that long; a picture that is no longer stays as it is. */
  static GreyPicture toLongSide(GreyPicture picture, int longSide) {
    if (picture.longSide() <= longSide) {
      return picture;
    }
    double factor = (double) picture.longSide() / longSide;
    int w = Math.max(1, (int) Math.round(picture.width() / factor));
    int h = Math.max(1, (int) Math.round(picture.height() / factor));
    byte[] small = new byte[w * h];
    float[] column = new float[picture.width()];
    double stepY = (double) picture.height() / h;
    for (int y = 0; y < h; y++) {
      sumRows(picture, y * stepY, Math.min(picture.height(), (y + 1) * stepY), column);
      averageColumns(column, small, y * w, w, (float) (1 / stepY));
    }
    return new GreyPicture(small, w, h);
  }

  private static void sumRows(GreyPicture picture, double from, double to, float[] column) {
    byte[] light = picture.light();
    Arrays.fill(column, 0);
    for (int y = (int) from; y < to && y < picture.height(); y++) {
      float weight = (float) (Math.min(to, y + 1.0) - Math.max(from, y));
      int row = y * column.length;
      for (int x = 0; x < column.length; x++) {
        column[x] += weight * (light[row + x] & 0xFF);
      }
    }
  }

  private static void averageColumns(float[] column, byte[] out, int at, int w, float scale) {
    double step = (double) column.length / w;
    for (int x = 0; x < w; x++) {
      double from = x * step;
      double to = Math.min(column.length, from + step);
      float sum = 0;
      for (int i = (int) from; i < to && i < column.length; i++) {
        sum += column[i] * (float) (Math.min(to, i + 1.0) - Math.max(from, i));
      }
      out[at + x] = (byte) Math.min(255, Math.round(sum * scale / step));
    }
  }

  /** Twice as large, by cubic curves through the pixels (Catmull-Rom), which keep edges steep. */
  static GreyPicture doubled(GreyPicture picture) {
    int w = picture.width();
    int h = picture.height();
    byte[] wide = new byte[2 * w * h];
    for (int y = 0; y < h; y++) {
      stretch(picture.light(), y * w, 1, w, wide, y * 2 * w, 1);
    }
    byte[] large = new byte[4 * w * h];
    for (int x = 0; x < 2 * w; x++) {
      stretch(wide, x, 2 * w, h, large, x, 2 * w);
    }
    return new GreyPicture(large, 2 * w, 2 * h);
  }

  /** One line of {@code n} pixels, doubled: new pixels lie a quarter before and behind the old. */
  private static void stretch(
      byte[] from, int start, int step, int n, byte[] to, int toStart, int toStep) {
    for (int i = 0; i < n; i++) {
      int a = from[start + Math.max(0, i - 2) * step] & 0xFF;
      int b = from[start + Math.max(0, i - 1) * step] & 0xFF;
      int c = from[start + i * step] & 0xFF;
      int d = from[start + Math.min(n - 1, i + 1) * step] & 0xFF;
      int e = from[start + Math.min(n - 1, i + 2) * step] & 0xFF;
      to[toStart + 2 * i * toStep] = clamped(-3 * a + 29 * b + 111 * c - 9 * d);
      to[toStart + (2 * i + 1) * toStep] = clamped(-9 * b + 111 * c + 29 * d - 3 * e);
    }
  }

  private static byte clamped(int times128) {
    return (byte) Math.max(0, Math.min(255, (times128 + 64) >> 7));
  }
}
