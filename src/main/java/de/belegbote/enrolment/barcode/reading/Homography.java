// How a flat code lies in a photo.
package de.belegbote.enrolment.barcode.reading;

/** From a code's modules (u to the right, v down, the code's corner at 0, 0) to pixels. */
final class Homography {
  private final double[] m;

  private Homography(double[] m) {
    this.m = m;
  }

  double x(double u, double v) {
    return (m[0] * u + m[1] * v + m[2]) / (m[6] * u + m[7] * v + 1);
  }

  double y(double u, double v) {
    return (m[3] * u + m[4] * v + m[5]) / (m[6] * u + m[7] * v + 1);
  }

  /**
   * The one that fits best, by least squares.
   *
   * @param from places in modules, u and v in turn; at least four
   * @param to the same places in pixels, x and y in turn
   * @return null if the places lie on a line
   */
  static Homography fit(double[] from, double[] to) {
    int n = from.length / 2;
    double size = 0;
    double[] mean = new double[2];
    for (int i = 0; i < n; i++) {
      size = Math.max(size, Math.max(Math.abs(from[2 * i]), Math.abs(from[2 * i + 1])));
      mean[0] += to[2 * i] / n;
      mean[1] += to[2 * i + 1] / n;
    }
    double[][] sums = new double[8][9];
    for (int i = 0; i < n; i++) {
      // Small numbers around zero keep the equations well-behaved.
      double u = from[2 * i] / size;
      double v = from[2 * i + 1] / size;
      double x = (to[2 * i] - mean[0]) / 100;
      double y = (to[2 * i + 1] - mean[1]) / 100;
      add(sums, new double[] {u, v, 1, 0, 0, 0, -u * x, -v * x, x});
      add(sums, new double[] {0, 0, 0, u, v, 1, -u * y, -v * y, y});
    }
    double[] h = Equations.solve(sums);
    if (h == null) {
      return null;
    }
    double[] m = new double[8];
    for (int i = 0; i < 3; i++) {
      double unit = i < 2 ? size : 1;
      double last = i < 2 ? h[6 + i] : 1;
      m[i] = (100 * h[i] + mean[0] * last) / unit;
      m[3 + i] = (100 * h[3 + i] + mean[1] * last) / unit;
    }
    m[6] = h[6] / size;
    m[7] = h[7] / size;
    return new Homography(m);
  }

  private static void add(double[][] sums, double[] row) {
    for (int i = 0; i < 8; i++) {
      for (int j = 0; j < 9; j++) {
        sums[i][j] += row[i] * row[j];
      }
    }
  }
}
