// How a code of a given size lies between its three corner marks.
package de.belegbote.enrolment.barcode.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One guess.
 *
 * @param version 1 to 40
 * @param lies from modules to pixels
 * @param modules the places it was made from, in modules, u and v in turn
 * @param pixels the same places in the picture
 * @param timing how well the timing lines show, 1 at best
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a value
record Pose(int version, Homography lies, double[] modules, double[] pixels, double timing) {
  private static final double LEAST_TIMING = 0.25;
  private static final double LEAST_TIMING_GUESSED = 0.4;
  private static final int MOST_GUESSES = 3;

  int side() {
    return 17 + 4 * version;
  }

  /** The likely sizes, the likeliest first; none if no timing line shows. */
  static List<Pose> of(Triples.Triple marks, GreyPicture picture) {
    double[] right = marks.rightwards();
    double[] down = marks.downwards();
    double[][] corners = {
      marks.corner().cornersAlong(right, down),
      marks.right().cornersAlong(right, down),
      marks.below().cornersAlong(right, down)
    };
    double size = marks.seen().stream().mapToDouble(Mark::module).average().orElseThrow();
    double legs = (Math.hypot(right[0], right[1]) + Math.hypot(down[0], down[1])) / 2;
    double modules = legs / size + 7;
    var poses = new ArrayList<Pose>();
    for (int version = 1; version <= 40; version++) {
      int side = 17 + 4 * version;
      if (Math.abs(side - modules) <= 4.5 + 0.15 * modules) {
        Pose pose = fitted(version, marks, corners, picture);
        double least = marks.guessed() == null ? LEAST_TIMING : LEAST_TIMING_GUESSED;
        if (pose != null && pose.timing >= least) {
          poses.add(pose);
        }
      }
    }
    poses.sort(Comparator.comparingDouble(pose -> -pose.timing));
    return poses.subList(0, Math.min(MOST_GUESSES, poses.size()));
  }

  private static Pose fitted(
      int version, Triples.Triple marks, double[][] corners, GreyPicture picture) {
    int side = 17 + 4 * version;
    var from = new ArrayList<Double>();
    var to = new ArrayList<Double>();
    Mark[] three = {marks.corner(), marks.right(), marks.below()};
    double[][] starts = {{0, 0}, {side - 7, 0}, {0, side - 7}};
    boolean slanted = false;
    for (int i = 0; i < 3; i++) {
      if (three[i].equals(marks.guessed())) {
        continue;
      }
      if (corners[i] == null) {
        add(from, to, starts[i][0] + 3.5, starts[i][1] + 3.5, three[i].x(), three[i].y());
      } else {
        slanted = true;
        for (int c = 0; c < 4; c++) {
          double u = starts[i][0] + (c == 1 || c == 2 ? 7 : 0);
          double v = starts[i][1] + (c >= 2 ? 7 : 0);
          add(from, to, u, v, corners[i][2 * c], corners[i][2 * c + 1]);
        }
      }
    }
    if (!slanted) {
      double x = marks.right().x() + marks.below().x() - marks.corner().x();
      double y = marks.right().y() + marks.below().y() - marks.corner().y();
      add(from, to, side - 3.5, side - 3.5, x, y);
    }
    double[] modules = from.stream().mapToDouble(d -> d).toArray();
    double[] pixels = to.stream().mapToDouble(d -> d).toArray();
    Homography lies = Homography.fit(modules, pixels);
    return lies == null
        ? null
        : new Pose(version, lies, modules, pixels, timing(lies, side, picture, marks));
  }

  private static void add(
      List<Double> from, List<Double> to, double u, double v, double x, double y) {
    from.add(u);
    from.add(v);
    to.add(x);
    to.add(y);
  }

  /** How much darker the dark modules of the timing lines are than their neighbours. */
  private static double timing(
      Homography lies, int side, GreyPicture picture, Triples.Triple marks) {
    double upper = line(lies, side, picture, true);
    double left = line(lies, side, picture, false);
    // Towards a mark that was not seen the grid is uncertain.
    return marks.guessed() == null ? (upper + left) / 2 : Math.max(upper, left);
  }

  private static double line(Homography lies, int side, GreyPicture picture, boolean upper) {
    double with = 0;
    double all = 0;
    double[] light = new double[side];
    for (int i = 6; i < side - 6; i++) {
      double u = upper ? i + 0.5 : 6.5;
      double v = upper ? 6.5 : i + 0.5;
      light[i] = picture.at(lies.x(u, v), lies.y(u, v));
    }
    for (int i = 7; i < side - 7; i++) {
      double off = (light[i - 1] + light[i + 1]) / 2 - light[i];
      with += i % 2 == 0 ? off : -off;
      all += Math.abs(off);
    }
    return all == 0 ? 0 : with / all;
  }
}
