// Where the third corner mark of a code may be, when only two were seen.
package de.belegbote.enrolment.barcode.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The third lies beyond the picture's edge, under glare or in a screen's pattern. Two marks with
 * their corners tell where it has to be: along the sides of theirs, and as far away.
 */
final class Pairs {
  private static final int MOST_MARKS = 10;
  private static final int MOST_GUESSES = 12;
  private static final double LARGEST_DIFFERENCE = Math.log(1.8);

  /** Sine of the angle between a mark's side and the line to the other mark. */
  private static final double STILL_ALONG = 0.4;

  private static final double ALREADY_ACROSS = 0.3;

  private Pairs() {}

  /** The likely ones, the likeliest first, each with one guessed mark. */
  static List<Triples.Triple> of(List<Mark> marks) {
    List<Square> squares =
        marks.stream()
            .filter(mark -> mark.corners() != null)
            .map(Square::of)
            .filter(Square::isLikely)
            .sorted(Comparator.comparingDouble(square -> -square.mark.module()))
            .limit(MOST_MARKS)
            .toList();
    var all = new ArrayList<Triples.Triple>();
    for (int i = 0; i < squares.size(); i++) {
      for (int j = i + 1; j < squares.size(); j++) {
        add(all, squares.get(i), squares.get(j));
      }
    }
    all.sort(Comparator.comparingDouble(Triples.Triple::doubt));
    return all.subList(0, Math.min(all.size(), MOST_GUESSES));
  }

  private static void add(List<Triples.Triple> all, Square a, Square b) {
    double dx = b.mark.x() - a.mark.x();
    double dy = b.mark.y() - a.mark.y();
    double modules = Math.hypot(dx, dy) / Math.min(a.mark.module(), b.mark.module());
    double sizes = Math.abs(Math.log(a.mark.module() / b.mark.module()));
    if (modules < 9 || modules > 250 || sizes > LARGEST_DIFFERENCE) {
      return;
    }
    double off = Math.max(a.offFrom(dx, dy), b.offFrom(dx, dy));
    if (off < STILL_ALONG) {
      for (Square corner : List.of(a, b)) {
        Square other = corner.equals(a) ? b : a;
        double[] along = corner.sideAlong(dx, dy);
        double[] across = corner.sideAcross(dx, dy);
        double far = Math.hypot(dx, dy) / Math.hypot(along[0], along[1]);
        for (int way = -1; way <= 1; way += 2) {
          double x = corner.mark.x() + way * far * across[0];
          double y = corner.mark.y() + way * far * across[1];
          Mark third = new Mark(x, y, corner.mark.module(), null);
          all.add(Triples.Triple.of(corner.mark, other.mark, third, third, sizes + off));
        }
      }
    }
    if (off > ALREADY_ACROSS) {
      for (boolean swapped : new boolean[] {false, true}) {
        Mark third = crossing(a, b, swapped);
        if (third != null) {
          all.add(Triples.Triple.of(third, a.mark, b.mark, third, sizes + 1 - off));
        }
      }
    }
  }

  /** Where a side of one, made longer, meets the other side's direction of the other. */
  private static Mark crossing(Square a, Square b, boolean swapped) {
    double[] p = swapped ? a.first : a.second;
    double[] q = b.sideAcross(p[0], p[1]);
    double det = p[0] * q[1] - p[1] * q[0];
    double dx = b.mark.x() - a.mark.x();
    double dy = b.mark.y() - a.mark.y();
    double t = (dx * q[1] - dy * q[0]) / det;
    double module = (a.mark.module() + b.mark.module()) / 2;
    return Math.abs(det) < 1e-6
        ? null
        : new Mark(a.mark.x() + t * p[0], a.mark.y() + t * p[1], module, null);
  }

  /**
   * A mark as a square.
   *
   * @param first two of its sides as seen, as long as they are
   * @param second the other two
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a value
  private record Square(Mark mark, double[] first, double[] second) {
    static Square of(Mark mark) {
      double[] c = mark.corners();
      double[] first = new double[2];
      double[] second = new double[2];
      for (int i = 0; i < 2; i++) {
        first[i] = (c[2 + i] - c[i] + c[4 + i] - c[6 + i]) / 2;
        second[i] = (c[6 + i] - c[i] + c[4 + i] - c[2 + i]) / 2;
      }
      return new Square(mark, first, second);
    }

    /** Not drawn out, and not a bow. */
    boolean isLikely() {
      double a = Math.hypot(first[0], first[1]);
      double b = Math.hypot(second[0], second[1]);
      return Math.max(a, b) < 1.7 * Math.min(a, b) && sine(first, second[0], second[1]) > 0.6;
    }

    double offFrom(double dx, double dy) {
      return Math.min(sine(first, dx, dy), sine(second, dx, dy));
    }

    double[] sideAlong(double dx, double dy) {
      return sine(first, dx, dy) < sine(second, dx, dy) ? first : second;
    }

    double[] sideAcross(double dx, double dy) {
      return sine(first, dx, dy) < sine(second, dx, dy) ? second : first;
    }

    private static double sine(double[] side, double dx, double dy) {
      double length = Math.hypot(side[0], side[1]) * Math.hypot(dx, dy);
      return Math.abs(side[0] * dy - side[1] * dx) / (length + 1e-9);
    }
  }
}
