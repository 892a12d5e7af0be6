// Finds a reflection that lies on a code.
package de.belegbote.enrolment.barcode.diagnosis;

import java.util.Optional;

/** A white spot and what is left of a pattern around it make a square together. */
final class Glare {
  private static final double BLOWN = 248;

  /** Between the white spot and the pattern lies a rim where the pattern is too weak to count. */
  private static final int RIM = 4;

  private static final double[] STRONG = {0.55, 0.3};
  private static final double LEAST_FILLED = 0.6;
  private static final double LEAST_SQUARE = 0.5;
  private static final double LEAST_BLOWN = 0.04;
  private static final double LEAST_DENSE = 0.12;
  private static final int LEAST_CELLS = 60;

  private final Cells cells;
  private final boolean[] blown;

  /**
   * A reflection.
   *
   * @param area the code under it
   * @param x middle of the white spot, in cells
   * @param y middle of the white spot, in cells
   */
  record Spot(Area area, double x, double y) {}

  Glare(Cells cells) {
    this.cells = cells;
    blown = new boolean[cells.across() * cells.down()];
    for (int i = 0; i < blown.length; i++) {
      blown[i] = cells.around(i % cells.across(), i / cells.across(), 0).mean() >= BLOWN;
    }
  }

  Optional<Spot> on(CodeSearch search) {
    boolean[] white = wider();
    for (double strong : STRONG) {
      boolean[] dense = search.dense(RIM, strong);
      boolean[] both = new boolean[dense.length];
      for (int i = 0; i < both.length; i++) {
        both[i] = dense[i] || white[i];
      }
      for (Area area : Areas.of(both, cells.across(), LEAST_CELLS)) {
        boolean square = area.squareness() >= LEAST_SQUARE && area.filled() >= LEAST_FILLED;
        if (square && share(dense, area) >= LEAST_DENSE && share(blown, area) >= LEAST_BLOWN) {
          return Optional.of(spot(area));
        }
      }
    }
    return Optional.empty();
  }

  private boolean[] wider() {
    int across = cells.across();
    boolean[] wide = new boolean[blown.length];
    for (int i = 0; i < blown.length; i++) {
      if (blown[i]) {
        int row = i / across;
        for (int y = Math.max(0, row - RIM); y <= Math.min(cells.down() - 1, row + RIM); y++) {
          int from = y * across + Math.max(0, i % across - RIM);
          int to = y * across + Math.min(across - 1, i % across + RIM);
          for (int at = from; at <= to; at++) {
            wide[at] = true;
          }
        }
      }
    }
    return wide;
  }

  private double share(boolean[] kind, Area area) {
    int n = 0;
    for (int y = area.top(); y < area.bottom(); y++) {
      for (int x = area.left(); x < area.right(); x++) {
        n += kind[y * cells.across() + x] ? 1 : 0;
      }
    }
    return (double) n / (area.width() * area.height());
  }

  private Spot spot(Area area) {
    double sumX = 0;
    double sumY = 0;
    int n = 0;
    for (int y = area.top(); y < area.bottom(); y++) {
      for (int x = area.left(); x < area.right(); x++) {
        if (blown[y * cells.across() + x]) {
          sumX += x + 0.5;
          sumY += y + 0.5;
          n++;
        }
      }
    }
    return new Spot(area, sumX / n, sumY / n);
  }
}
