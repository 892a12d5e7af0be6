// Says why nothing could be read in a photo.
package de.belegbote.enrolment.barcode.diagnosis;

import de.belegbote.enrolment.barcode.diagnosis.Finding.Cause;
import de.belegbote.enrolment.barcode.diagnosis.Finding.Point;
import de.belegbote.enrolment.barcode.reading.GreyPicture;
import java.util.List;

/**
 * What spoils the whole photo comes first: in the dark nothing else can be measured. The limits
 * were set by looking at generated photos; FlawedPhotoIT tells how often they are right on others.
 */
public final class Diagnosis {
  /** White paper in a usable photo is far above. */
  private static final int DARK = 75;

  /** Ink in a usable photo is far below. */
  private static final int PALE = 110;

  private static final double MUCH_WHITE = 0.2;

  /** Even the calmest parts of the photo vary that much of their light. */
  private static final double PATTERNED = 0.08;

  private static final double CALM_SHARE = 0.15;

  /** In pixels; what is finer is no pattern but noise. */
  private static final double LEAST_PATTERN = 0.7;

  /** Half a module, in pixels. */
  private static final double FINE = 1.9;

  private static final double EVEN = 1.85;
  private static final double STRETCHED = 1.8;
  private static final int MANY = 3;
  private static final int COARSE_LOOK = 4;
  private static final int FINE_LOOK = 1;

  private final Tones tones;
  private final Cells cells;
  private final CodeSearch search;

  private Diagnosis(GreyPicture picture) {
    tones = new Tones(picture);
    cells = new Cells(picture);
    search = new CodeSearch(picture, cells);
  }

  /** Takes some ten milliseconds, for photos of any size. */
  public static Finding of(GreyPicture picture) {
    return new Diagnosis(picture).finding();
  }

  private Finding finding() {
    if (tones.below(0.001) == tones.below(0.999)) {
      return everywhere(Cause.NO_CODE);
    }
    if (tones.below(0.99) < DARK) {
      return everywhere(Cause.TOO_DARK);
    }
    if (tones.white() > MUCH_WHITE && tones.below(0.01) >= PALE) {
      return everywhere(Cause.TOO_BRIGHT);
    }
    if (patterned()) {
      return everywhere(grain() < LEAST_PATTERN ? Cause.NO_CODE : Cause.MOIRE);
    }
    List<Area> alike = alike(search.areas(FINE_LOOK));
    if (alike.size() >= MANY) {
      return new Finding(Cause.MANY_CODES, box(around(alike)), List.of());
    }
    List<Area> areas = search.areas(COARSE_LOOK);
    if (!areas.isEmpty() && search.touches(areas.get(0))) {
      return new Finding(Cause.CUT_OFF, box(areas.get(0)), List.of(cut(areas.get(0))));
    }
    return new Glare(cells)
        .on(search)
        .map(spot -> new Finding(Cause.GLARE, box(spot.area()), List.of(point(spot.x(), spot.y()))))
        .orElseGet(() -> areas.isEmpty() ? everywhere(Cause.NO_CODE) : whole(areas.get(0)));
  }

  private Finding whole(Area area) {
    Texture texture = search.texture(area);
    Cause cause = Cause.UNCLEAR;
    if (texture.reach() < FINE) {
      cause = Cause.TOO_SMALL;
    } else if (texture.evenness() > EVEN || texture.stretch() > STRETCHED) {
      cause = Cause.BLURRED;
    }
    return new Finding(cause, box(area), List.of());
  }

  private static Finding everywhere(Cause cause) {
    return new Finding(cause, List.of(), List.of());
  }

  private boolean patterned() {
    int all = cells.across() * cells.down();
    int calm = 0;
    for (int i = 0; i < all; i++) {
      Cells.Light light = cells.around(i % cells.across(), i / cells.across(), 0);
      calm += light.spread() < PATTERNED * (light.mean() + 20) ? 1 : 0;
    }
    return all > 0 && calm < CALM_SHARE * all;
  }

  private double grain() {
    int right = cells.across() * 3 / 4;
    int bottom = cells.down() * 3 / 4;
    return search.texture(new Area(cells.across() / 4, cells.down() / 4, right, bottom, 0)).reach();
  }

  /** Codes of about one size; the largest may be two that touch. */
  private static List<Area> alike(List<Area> areas) {
    return areas.stream()
        .filter(area -> area.longSide() * 2.5 >= areas.get(0).longSide())
        .filter(area -> area.squareness() >= 0.5)
        .toList();
  }

  private static Area around(List<Area> areas) {
    int left = areas.stream().mapToInt(Area::left).min().orElse(0);
    int top = areas.stream().mapToInt(Area::top).min().orElse(0);
    int right = areas.stream().mapToInt(Area::right).max().orElse(0);
    int bottom = areas.stream().mapToInt(Area::bottom).max().orElse(0);
    return new Area(left, top, right, bottom, 0);
  }

  /** The middle of that side of the photo along which most of the code lies. */
  private Point cut(Area area) {
    double across = area.left() + area.width() / 2.0;
    double down = area.top() + area.height() / 2.0;
    Point side = point(across, cells.down());
    int most = area.bottom() >= cells.down() - 1 ? area.width() : 0;
    if (area.top() <= 1 && area.width() > most) {
      most = area.width();
      side = point(across, 0);
    }
    if (area.left() <= 1 && area.height() > most) {
      most = area.height();
      side = point(0, down);
    }
    if (area.right() >= cells.across() - 1 && area.height() > most) {
      side = point(cells.across(), down);
    }
    return side;
  }

  private List<Point> box(Area area) {
    return List.of(
        point(area.left(), area.top()),
        point(area.right(), area.top()),
        point(area.right(), area.bottom()),
        point(area.left(), area.bottom()));
  }

  private Point point(double column, double row) {
    return new Point(column * cells.size(), row * cells.size());
  }
}
