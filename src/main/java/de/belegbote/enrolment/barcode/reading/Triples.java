// Which three corner marks may belong to one code.
package de.belegbote.enrolment.barcode.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Bounded, however many marks a picture has. */
final class Triples {
  private static final int MOST_MARKS = 30;
  private static final int MOST_TRIPLES = 16;

  private Triples() {}

  /**
   * Three marks of one code.
   *
   * @param corner the one where the two sides meet, at the code's top left
   * @param right the one at the top right
   * @param below the one at the bottom left
   * @param guessed the one of them that was not seen, but has to be about there; null if all were
   * @param doubt 0 is a square seen from straight above
   */
  record Triple(Mark corner, Mark right, Mark below, Mark guessed, double doubt) {
    /** The two beside the corner in any order. */
    static Triple of(Mark corner, Mark a, Mark b, Mark guessed, double doubt) {
      double ax = a.x() - corner.x();
      double ay = a.y() - corner.y();
      // Turning clockwise from right to down, as y grows downwards.
      boolean aIsRight = ax * (b.y() - corner.y()) - ay * (b.x() - corner.x()) > 0;
      return aIsRight
          ? new Triple(corner, a, b, guessed, doubt)
          : new Triple(corner, b, a, guessed, doubt);
    }

    /** Those that were seen. */
    List<Mark> seen() {
      return Stream.of(corner, right, below).filter(mark -> !mark.equals(guessed)).toList();
    }

    double[] rightwards() {
      return new double[] {right.x() - corner.x(), right.y() - corner.y()};
    }

    double[] downwards() {
      return new double[] {below.x() - corner.x(), below.y() - corner.y()};
    }
  }

  /** The likely ones, the likeliest first. */
  static List<Triple> of(List<Mark> marks) {
    List<Mark> some =
        marks.stream()
            .sorted(Comparator.comparing((Mark mark) -> mark.corners() == null))
            .limit(MOST_MARKS)
            .toList();
    var all = new ArrayList<Triple>();
    for (int c = 0; c < some.size(); c++) {
      for (int i = 0; i < some.size(); i++) {
        for (int j = i + 1; j < some.size(); j++) {
          if (i != c && j != c) {
            addLikely(all, some.get(c), some.get(i), some.get(j));
          }
        }
      }
    }
    all.sort(Comparator.comparingDouble(Triple::doubt));
    return all.subList(0, Math.min(all.size(), MOST_TRIPLES));
  }

  private static void addLikely(List<Triple> all, Mark corner, Mark a, Mark b) {
    double ax = a.x() - corner.x();
    double ay = a.y() - corner.y();
    double bx = b.x() - corner.x();
    double by = b.y() - corner.y();
    double la = Math.hypot(ax, ay);
    double lb = Math.hypot(bx, by);
    double smallest = Math.min(corner.module(), Math.min(a.module(), b.module()));
    double largest = Math.max(corner.module(), Math.max(a.module(), b.module()));
    double cosine = Math.abs(ax * bx + ay * by) / (la * lb);
    double legs = Math.abs(Math.log(la / lb));
    double sizes = Math.log(largest / smallest);
    double modules = Math.max(la, lb) / corner.module();
    if (cosine > 0.75 || legs > 1 || sizes > 1.1 || modules < 9 || modules > 250) {
      return;
    }
    // Codes next to each other share no marks: of two ways the smaller code is the likelier.
    double doubt = cosine + legs + sizes + 0.004 * modules + alongside(corner, ax, ay, bx, by);
    all.add(Triple.of(corner, a, b, null, doubt));
  }

  /** The sides of the corner mark run along the code's sides. */
  private static double alongside(Mark corner, double ax, double ay, double bx, double by) {
    double[] c = corner.corners();
    if (c == null) {
      return 0.15;
    }
    double off = 0;
    for (double[] leg : new double[][] {{ax, ay}, {bx, by}}) {
      double least = 1;
      for (int i = 0; i < 8; i += 2) {
        double dx = c[(i + 2) % 8] - c[i];
        double dy = c[(i + 3) % 8] - c[i + 1];
        double sine =
            Math.abs(dx * leg[1] - dy * leg[0])
                / (Math.hypot(dx, dy) * Math.hypot(leg[0], leg[1]) + 1e-9);
        least = Math.min(least, sine);
      }
      off += least;
    }
    return off;
  }
}
