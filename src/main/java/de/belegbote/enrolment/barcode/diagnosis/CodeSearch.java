// Finds where in a photo something looks like a code, read or not.
package de.belegbote.enrolment.barcode.diagnosis;

import de.belegbote.enrolment.barcode.reading.GreyPicture;
import java.util.ArrayList;
import java.util.List;

/**
 * A code is a dense pattern in which dark and light balance; text is thinner and leaves gaps, and
 * paper has no pattern.
 */
final class CodeSearch {
  /** A pattern counts if it is that strong, compared with the strongest; the edge of a screen. */
  private static final double[] STRONG = {0.55, 0.3, 0.17};

  private static final double BALANCED = 1.1;
  private static final double LEAST_SPREAD = 4;
  private static final double LEAST_FILLED = 0.6;
  private static final double LEAST_SQUARE = 0.62;
  private static final double LEAST_SQUARE_CUT = 0.42;
  private static final int LEAST_CELLS = 9;

  /** Half modules along the longer and the shorter side; the smallest code has 42. */
  private static final double LONG = 26;

  private static final double SHORT = 12;

  private final GreyPicture picture;
  private final Cells cells;

  CodeSearch(GreyPicture picture, Cells cells) {
    this.picture = picture;
    this.cells = cells;
  }

  /** What looks like a code, the largest first; one at the edge of the picture may be cut. */
  List<Area> areas(int radius) {
    for (double strong : STRONG) {
      List<Area> likely = likely(dense(radius, strong));
      if (!likely.isEmpty()) {
        return likely;
      }
    }
    return List.of();
  }

  private List<Area> likely(boolean[] dense) {
    var found = new ArrayList<Area>();
    for (Area area : Areas.of(dense, cells.across(), LEAST_CELLS)) {
      double least = touches(area) ? LEAST_SQUARE_CUT : LEAST_SQUARE;
      if (area.squareness() >= least
          && area.filled() >= LEAST_FILLED
          && balanced(area)
          && fine(area)) {
        found.add(area);
      }
      if (found.size() == 40) {
        return found;
      }
    }
    return found;
  }

  private boolean balanced(Area area) {
    double skew = cells.of(area.left(), area.top(), area.right(), area.bottom()).skew();
    return Math.abs(skew) < BALANCED;
  }

  private boolean fine(Area area) {
    double reach = texture(area).reach();
    double shortSide = Math.min(area.width(), area.height());
    return area.longSide() * cells.size() >= LONG * reach
        && shortSide * cells.size() >= SHORT * reach;
  }

  Texture texture(Area area) {
    int in = Math.min(2, Math.min(area.width(), area.height()) / 5);
    int size = cells.size();
    return Texture.of(
        picture,
        (area.left() + in) * size,
        (area.top() + in) * size,
        (area.right() - in) * size,
        (area.bottom() - in) * size);
  }

  boolean touches(Area area) {
    return area.left() <= 1
        || area.top() <= 1
        || area.right() >= cells.across() - 1
        || area.bottom() >= cells.down() - 1;
  }

  boolean[] dense(int radius, double strong) {
    int across = cells.across();
    var light = new Cells.Light[across * cells.down()];
    double strongest = 0;
    for (int i = 0; i < light.length; i++) {
      light[i] = cells.around(i % across, i / across, radius);
      if (Math.abs(light[i].skew()) < BALANCED) {
        strongest = Math.max(strongest, light[i].spread());
      }
    }
    boolean[] dense = new boolean[light.length];
    double least = Math.max(LEAST_SPREAD, strong * strongest);
    for (int i = 0; i < light.length; i++) {
      dense[i] = light[i].spread() >= least && Math.abs(light[i].skew()) < BALANCED;
    }
    return dense;
  }
}
