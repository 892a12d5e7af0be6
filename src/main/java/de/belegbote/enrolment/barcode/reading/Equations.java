// Linear equations.
package de.belegbote.enrolment.barcode.reading;

/** Gauss's way, with the largest number first. */
final class Equations {
  private Equations() {}

  /**
   * Solves them in place.
   *
   * @param rows n rows of n factors and the right side
   * @return null if they have no single answer
   */
  static double[] solve(double[][] rows) {
    int n = rows.length;
    for (int i = 0; i < n; i++) {
      int best = i;
      for (int r = i + 1; r < n; r++) {
        if (Math.abs(rows[r][i]) > Math.abs(rows[best][i])) {
          best = r;
        }
      }
      if (!(Math.abs(rows[best][i]) > 1e-12)) {
        return null;
      }
      double[] pivot = rows[best];
      rows[best] = rows[i];
      rows[i] = pivot;
      for (int r = i + 1; r < n; r++) {
        double factor = rows[r][i] / pivot[i];
        for (int c = i; c <= n; c++) {
          rows[r][c] -= factor * pivot[c];
        }
      }
    }
    double[] x = new double[n];
    for (int i = n - 1; i >= 0; i--) {
      double rest = rows[i][n];
      for (int c = i + 1; c < n; c++) {
        rest -= rows[i][c] * x[c];
      }
      x[i] = rest / rows[i][i];
    }
    return x;
  }
}
