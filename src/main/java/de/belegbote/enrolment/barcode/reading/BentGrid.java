// Where each module of a code lies that is not quite flat.
package de.belegbote.enrolment.barcode.reading;

/**
 * A flat guess, bent by a thin plate spline so that it goes through places known better. Known:
 * corners of the marks and the alignment patterns.
 */
final class BentGrid {
  private final Homography flat;
  private final double[] modules;
  private final double[] bendX;
  private final double[] bendY;
  private final double unit;

  private BentGrid(Homography flat, double[] modules, double[] bendX, double[] bendY, double unit) {
    this.flat = flat;
    this.modules = modules;
    this.bendX = bendX;
    this.bendY = bendY;
    this.unit = unit;
  }

  static BentGrid flat(Homography lies) {
    return new BentGrid(lies, new double[0], null, null, 1);
  }

  /**
   * Bends the flat guess.
   *
   * @param modules known places in modules, u and v in turn
   * @param pixels the same in pixels
   * @param stiffness 0 goes through all of them, more leaves single ones aside
   */
  static BentGrid through(
      Homography flat, int side, double[] modules, double[] pixels, double stiffness) {
    int n = modules.length / 2;
    double[][] bends = new double[2][];
    for (int axis = 0; axis < 2; axis++) {
      double[][] rows = new double[n + 3][n + 4];
      for (int i = 0; i < n; i++) {
        double u = modules[2 * i];
        double v = modules[2 * i + 1];
        for (int j = 0; j < n; j++) {
          rows[i][j] = bend((u - modules[2 * j]) / side, (v - modules[2 * j + 1]) / side);
        }
        rows[i][i] += stiffness;
        double[] plane = {1, u / side, v / side};
        for (int k = 0; k < 3; k++) {
          rows[i][n + k] = plane[k];
          rows[n + k][i] = plane[k];
        }
        rows[i][n + 3] = pixels[2 * i + axis] - (axis == 0 ? flat.x(u, v) : flat.y(u, v));
      }
      bends[axis] = Equations.solve(rows);
    }
    return bends[0] == null || bends[1] == null
        ? flat(flat)
        : new BentGrid(flat, modules, bends[0], bends[1], side);
  }

  double x(double u, double v) {
    return flat.x(u, v) + (bendX == null ? 0 : bent(bendX, u, v));
  }

  double y(double u, double v) {
    return flat.y(u, v) + (bendY == null ? 0 : bent(bendY, u, v));
  }

  /** Without the bend: good enough for how large a module is, and much quicker. */
  double flatX(double u, double v) {
    return flat.x(u, v);
  }

  double flatY(double u, double v) {
    return flat.y(u, v);
  }

  private double bent(double[] bends, double u, double v) {
    int n = modules.length / 2;
    double sum = bends[n] + bends[n + 1] * u / unit + bends[n + 2] * v / unit;
    for (int i = 0; i < n; i++) {
      sum += bends[i] * bend((u - modules[2 * i]) / unit, (v - modules[2 * i + 1]) / unit);
    }
    return sum;
  }

  private static double bend(double du, double dv) {
    double squared = du * du + dv * dv;
    return squared < 1e-12 ? 0 : squared * Math.log(squared);
  }
}
