// Finds the alignment patterns of a code, and bends the grid through them.
package de.belegbote.enrolment.barcode.reading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** From the marks outwards, each found pattern telling where the next will be. */
final class Alignment {
  private static final double LEAST_FIT = 0.55;
  private static final double STIFFNESS = 1e-4;
  private static final int REFIT_EVERY = 4;

  private final GreyPicture picture;
  private final Pose pose;
  private final int side;
  private double[] modules;
  private double[] pixels;
  private int found;

  private Alignment(GreyPicture picture, Pose pose) {
    this.picture = picture;
    this.pose = pose;
    this.side = pose.side();
    this.modules = pose.modules();
    this.pixels = pose.pixels();
  }

  /**
   * The grid through all that was found.
   *
   * @param grid where the modules lie
   * @param lies the best flat guess
   * @param patterns how many alignment patterns were found
   */
  record Aligned(BentGrid grid, Homography lies, int patterns) {}

  static Aligned of(GreyPicture picture, Pose pose, CodeLayout layout, Budget budget) {
    var alignment = new Alignment(picture, pose);
    alignment.search(layout, budget);
    Homography lies = alignment.refitted();
    return new Aligned(alignment.bent(lies), lies, alignment.found);
  }

  private void search(CodeLayout layout, Budget budget) {
    List<int[]> centres = new ArrayList<>();
    for (int x : layout.version().getAlignmentPatternCenters()) {
      for (int y : layout.version().getAlignmentPatternCenters()) {
        if (layout.isAlignment(x, y)) {
          centres.add(new int[] {x, y});
        }
      }
    }
    centres.sort(Comparator.comparingDouble(this::fromNearestMark));
    BentGrid grid = BentGrid.flat(pose.lies());
    int sinceFit = 0;
    for (int[] at : centres) {
      if (budget.spent()) {
        return;
      }
      double reach = centres.size() == 1 ? 3 : 1.75;
      if (find(grid, at[0] + 0.5, at[1] + 0.5, reach) && ++sinceFit >= REFIT_EVERY) {
        grid = bent(refitted());
        sinceFit = 0;
      }
    }
  }

  private double fromNearestMark(int[] at) {
    double[] known = pose.modules();
    double least = Double.MAX_VALUE;
    for (int i = 0; i < known.length; i += 2) {
      least = Math.min(least, Math.hypot(known[i] - at[0], known[i + 1] - at[1]));
    }
    return least;
  }

  private Homography refitted() {
    Homography lies = found == 0 ? pose.lies() : Homography.fit(modules, pixels);
    return lies == null ? pose.lies() : lies;
  }

  private BentGrid bent(Homography lies) {
    return found == 0 && modules.length < 24
        ? BentGrid.flat(lies)
        : BentGrid.through(lies, side, modules, pixels, STIFFNESS);
  }

  private boolean find(BentGrid grid, double u, double v, double reach) {
    double[] origin = {grid.x(u, v), grid.y(u, v)};
    double[] right = {
      (grid.x(u + 2, v) - grid.x(u - 2, v)) / 4, (grid.y(u + 2, v) - grid.y(u - 2, v)) / 4
    };
    double[] down = {
      (grid.x(u, v + 2) - grid.x(u, v - 2)) / 4, (grid.y(u, v + 2) - grid.y(u, v - 2)) / 4
    };
    double[] best = {0, 0, -1};
    scan(origin, right, down, best, reach, 0.5);
    if (best[2] < LEAST_FIT - 0.2) {
      return false;
    }
    scan(origin, right, down, best, 0.25, 0.25);
    scan(origin, right, down, best, 0.125, 0.125);
    if (best[2] < LEAST_FIT) {
      return false;
    }
    modules = with(modules, u, v);
    pixels =
        with(
            pixels,
            origin[0] + best[0] * right[0] + best[1] * down[0],
            origin[1] + best[0] * right[1] + best[1] * down[1]);
    found++;
    return true;
  }

  private static double[] with(double[] all, double a, double b) {
    double[] more = Arrays.copyOf(all, all.length + 2);
    more[all.length] = a;
    more[all.length + 1] = b;
    return more;
  }

  private void scan(
      double[] origin, double[] right, double[] down, double[] best, double reach, double step) {
    double midU = best[0];
    double midV = best[1];
    for (double du = -reach; du <= reach + 1e-9; du += step) {
      for (double dv = -reach; dv <= reach + 1e-9; dv += step) {
        // Of equally good places the nearer one.
        double fit = fit(origin, right, down, midU + du, midV + dv) - 0.02 * Math.hypot(du, dv);
        if (fit > best[2]) {
          best[0] = midU + du;
          best[1] = midV + dv;
          best[2] = fit;
        }
      }
    }
  }

  /** Correlation with the pattern: dark, around it light, around that dark again. */
  private double fit(double[] origin, double[] right, double[] down, double du, double dv) {
    double sum = 0;
    double squares = 0;
    double light = 0;
    for (int j = -2; j <= 2; j++) {
      for (int i = -2; i <= 2; i++) {
        double u = du + i;
        double v = dv + j;
        double value =
            picture.at(
                origin[0] + u * right[0] + v * down[0], origin[1] + u * right[1] + v * down[1]);
        sum += value;
        squares += value * value;
        if (Math.max(Math.abs(i), Math.abs(j)) == 1) {
          light += value;
        }
      }
    }
    double variance = squares - sum * sum / 25;
    // Eight of the 25 are light.
    return variance < 200 ? 0 : (light - sum * 8 / 25) / Math.sqrt(variance * 8 * 17 / 25);
  }
}
