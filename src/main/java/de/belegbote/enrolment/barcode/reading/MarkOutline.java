// Finds the corners of a corner mark whose middle is known.
package de.belegbote.enrolment.barcode.reading;

import java.util.Arrays;

/**
 * Walks outwards from the middle through black, white and black again to the outer edge, in many
 * directions, and lays four lines through where it ended.
 */
final class MarkOutline {
  private static final int RAYS = 72;

  private final GreyPicture picture;
  private final double[] xs = new double[RAYS];
  private final double[] ys = new double[RAYS];
  private int found;

  private MarkOutline(GreyPicture picture) {
    this.picture = picture;
  }

  /** The same mark with its corners, or as it was if they cannot be seen. */
  static Mark outlined(GreyPicture picture, Mark mark) {
    double[] corners = new MarkOutline(picture).corners(mark);
    if (corners == null) {
      return mark;
    }
    Mark outlined = Mark.of(corners);
    boolean same = outlined.isNear(mark) && outlined.module() < 2 * mark.module();
    return same && outlined.module() > mark.module() / 2 ? outlined : mark;
  }

  private double[] corners(Mark mark) {
    double reach = 7 * mark.module();
    for (int ray = 0; ray < RAYS; ray++) {
      double angle = 2 * Math.PI * ray / RAYS;
      walk(mark, Math.cos(angle), Math.sin(angle), reach);
    }
    return found < RAYS * 2 / 3 ? null : fourSides(mark);
  }

  private void walk(Mark mark, double dx, double dy, double reach) {
    double step = Math.max(0.25, mark.module() / 6);
    int steps = (int) (reach / step);
    double[] light = new double[steps];
    double least = 255;
    double most = 0;
    for (int i = 0; i < steps; i++) {
      light[i] = picture.at(mark.x() + dx * i * step, mark.y() + dy * i * step);
      if (i * step < 5 * mark.module()) {
        least = Math.min(least, light[i]);
        most = Math.max(most, light[i]);
      }
    }
    double middle = (least + most) / 2;
    int change = 0;
    for (int i = 1; i < steps && most - least > 20; i++) {
      boolean expectedDark = change % 2 == 0;
      if (light[i] < middle != expectedDark) {
        change++;
        if (change == 3) {
          double part = (middle - light[i - 1]) / (light[i] - light[i - 1]);
          double at = (i - 1 + part) * step;
          xs[found] = mark.x() + dx * at;
          ys[found] = mark.y() + dy * at;
          found++;
          return;
        }
      }
    }
  }

  private double[] fourSides(Mark mark) {
    int a = farthest(mark.x(), mark.y());
    int c = farthest(xs[a], ys[a]);
    int b = farthestFromLine(a, c, 1);
    int d = farthestFromLine(a, c, -1);
    if (b < 0 || d < 0) {
      return null;
    }
    int[] guess = {a, b, c, d};
    double[][] lines = new double[4][];
    for (int side = 0; side < 4; side++) {
      lines[side] = line(guess[side], guess[(side + 1) % 4]);
      if (lines[side] == null) {
        return null;
      }
    }
    double[] corners = new double[8];
    for (int i = 0; i < 4; i++) {
      double[] p = lines[(i + 3) % 4];
      double[] q = lines[i];
      double det = p[0] * q[1] - p[1] * q[0];
      if (Math.abs(det) < 0.2) {
        return null;
      }
      corners[2 * i] = (p[2] * q[1] - p[1] * q[2]) / det;
      corners[2 * i + 1] = (p[0] * q[2] - p[2] * q[0]) / det;
    }
    return corners;
  }

  private int farthest(double x, double y) {
    int best = 0;
    for (int i = 1; i < found; i++) {
      if (Math.hypot(xs[i] - x, ys[i] - y) > Math.hypot(xs[best] - x, ys[best] - y)) {
        best = i;
      }
    }
    return best;
  }

  private int farthestFromLine(int a, int c, int side) {
    int best = -1;
    double most = 0;
    for (int i = 0; i < found; i++) {
      double off = side * across(a, c, i);
      if (off > most) {
        most = off;
        best = i;
      }
    }
    return best;
  }

  private double across(int a, int c, int i) {
    return (xs[c] - xs[a]) * (ys[i] - ys[a]) - (ys[c] - ys[a]) * (xs[i] - xs[a]);
  }

  /** Through the points near the side between two corners: nx, ny, distance; outliers left out. */
  private double[] line(int from, int to) {
    double dx = xs[to] - xs[from];
    double dy = ys[to] - ys[from];
    double length = Math.hypot(dx, dy);
    int[] near = new int[found];
    double[] off = new double[found];
    int n = 0;
    for (int i = 0; i < found; i++) {
      double along = ((xs[i] - xs[from]) * dx + (ys[i] - ys[from]) * dy) / (length * length);
      double away = ((xs[i] - xs[from]) * -dy + (ys[i] - ys[from]) * dx) / length;
      if (along > 0.1 && along < 0.9 && Math.abs(away) < 0.15 * length) {
        near[n] = i;
        off[n++] = away;
      }
    }
    if (n < 3) {
      return null;
    }
    double[] sorted = Arrays.copyOf(off, n);
    Arrays.sort(sorted);
    double median = sorted[n / 2];
    return through(near, off, n, median, 0.07 * length);
  }

  private double[] through(int[] near, double[] off, int n, double median, double tolerance) {
    double mx = 0;
    double my = 0;
    int used = 0;
    for (int i = 0; i < n; i++) {
      if (Math.abs(off[i] - median) <= tolerance) {
        mx += xs[near[i]];
        my += ys[near[i]];
        used++;
      }
    }
    if (used < 3) {
      return null;
    }
    mx /= used;
    my /= used;
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int i = 0; i < n; i++) {
      if (Math.abs(off[i] - median) <= tolerance) {
        double dx = xs[near[i]] - mx;
        double dy = ys[near[i]] - my;
        xx += dx * dx;
        xy += dx * dy;
        yy += dy * dy;
      }
    }
    double angle = 0.5 * Math.atan2(2 * xy, xx - yy);
    double nx = -Math.sin(angle);
    double ny = Math.cos(angle);
    return new double[] {nx, ny, nx * mx + ny * my};
  }
}
