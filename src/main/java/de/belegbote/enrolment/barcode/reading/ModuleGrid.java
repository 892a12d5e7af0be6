// How light each module of a code is.
package de.belegbote.enrolment.barcode.reading;

import java.util.BitSet;

/** One number a module, row by row, and ways to say which are dark. */
final class ModuleGrid {
  private final int side;
  private final double[] light;
  private final BitSet beyond;

  private ModuleGrid(int side, double[] light, BitSet beyond) {
    this.side = side;
    this.light = light;
    this.beyond = beyond;
  }

  /** The mean of nine points in the middle of each module; nothing is known beyond the picture. */
  static ModuleGrid sampled(GreyPicture picture, BentGrid grid, int side) {
    double[] light = new double[side * side];
    var beyond = new BitSet();
    double[] column = new double[2];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        column[0] = grid.x(x + 0.5, y + 0.5);
        column[1] = grid.y(x + 0.5, y + 0.5);
        double rx = grid.flatX(x + 1.0, y + 0.5) - grid.flatX(x, y + 0.5);
        double ry = grid.flatY(x + 1.0, y + 0.5) - grid.flatY(x, y + 0.5);
        double dx = grid.flatX(x + 0.5, y + 1.0) - grid.flatX(x + 0.5, y);
        double dy = grid.flatY(x + 0.5, y + 1.0) - grid.flatY(x + 0.5, y);
        double sum = 0;
        for (int j = -1; j <= 1; j++) {
          for (int i = -1; i <= 1; i++) {
            double px = column[0] + 0.25 * (i * rx + j * dx);
            double py = column[1] + 0.25 * (i * ry + j * dy);
            sum += picture.at(px, py);
          }
        }
        light[y * side + x] = sum / 9;
        beyond.set(y * side + x, !picture.holds(column[0], column[1]));
      }
    }
    return new ModuleGrid(side, light, beyond);
  }

  /** Each module less a part of what spilled into it from its four neighbours. */
  ModuleGrid sharpened(double k) {
    if (k == 0) {
      return this;
    }
    double[] sharp = new double[light.length];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        double around = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1);
        sharp[y * side + x] = light[y * side + x] * (1 + k) - k * around / 4;
      }
    }
    return new ModuleGrid(side, sharp, beyond);
  }

  private double at(int x, int y) {
    return light[Math.max(0, Math.min(side - 1, y)) * side + Math.max(0, Math.min(side - 1, x))];
  }

  /** Above zero where darker than halfway between the mean dark and light around; in spreads. */
  double[] againstSurroundings(int radius) {
    double[] sums = summed(false);
    double[] squares = summed(true);
    double[] dark = new double[light.length];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int left = Math.max(0, x - radius);
        int top = Math.max(0, y - radius);
        int right = Math.min(side, x + radius + 1);
        int below = Math.min(side, y + radius + 1);
        double n = (double) (right - left) * (below - top);
        double mean = area(sums, left, top, right, below) / n;
        double spread = area(squares, left, top, right, below) / n - mean * mean;
        dark[y * side + x] = (mean - light[y * side + x]) / (Math.sqrt(Math.max(0, spread)) + 4);
      }
    }
    return withoutBeyond(dark);
  }

  /** Zero is neither dark nor light. */
  private double[] withoutBeyond(double[] dark) {
    beyond.stream().forEach(i -> dark[i] = 0);
    return dark;
  }

  private double[] summed(boolean squared) {
    double[] sums = new double[(side + 1) * (side + 1)];
    for (int y = 0; y < side; y++) {
      double row = 0;
      for (int x = 0; x < side; x++) {
        double value = light[y * side + x];
        row += squared ? value * value : value;
        sums[(y + 1) * (side + 1) + x + 1] = sums[y * (side + 1) + x + 1] + row;
      }
    }
    return sums;
  }

  private double area(double[] sums, int left, int top, int right, int below) {
    int w = side + 1;
    return sums[below * w + right]
        - sums[top * w + right]
        - sums[below * w + left]
        + sums[top * w + left];
  }

  /**
   * Above zero where darker than halfway between black and white as the modules known beforehand
   * show them nearby: fair also where a neighbourhood is mostly dark or mostly light.
   */
  double[] againstKnown(CodeLayout layout) {
    double[] black = plane(layout, CodeLayout.DARK);
    double[] white = plane(layout, CodeLayout.LIGHT);
    double[] dark = new double[light.length];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        double b = black[0] + black[1] * x + black[2] * y;
        double w = white[0] + white[1] * x + white[2] * y;
        double range = Math.max(8, Math.abs(w - b) / 2);
        dark[y * side + x] = ((b + w) / 2 - light[y * side + x]) / range;
      }
    }
    return withoutBeyond(dark);
  }

  private double[] plane(CodeLayout layout, byte kind) {
    double[][] sums = new double[3][4];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        if (layout.known(x, y) == kind && !beyond.get(y * side + x)) {
          double[] row = {1, x, y, light[y * side + x]};
          for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 4; j++) {
              sums[i][j] += row[i] * row[j];
            }
          }
        }
      }
    }
    double[] plane = Equations.solve(sums);
    return plane == null ? new double[3] : plane;
  }

  /** The share of the modules known beforehand and in sight that look right, from 0 to 1. */
  static double agreement(double[] dark, CodeLayout layout) {
    int all = 0;
    int right = 0;
    for (int i = 0; i < dark.length; i++) {
      byte known = layout.known(i % layout.side(), i / layout.side());
      if (dark[i] != 0 && (known == CodeLayout.DARK || known == CodeLayout.LIGHT)) {
        all++;
        right += dark[i] > 0 == (known == CodeLayout.DARK) ? 1 : 0;
      }
    }
    return all == 0 ? 0 : (double) right / all;
  }
}
