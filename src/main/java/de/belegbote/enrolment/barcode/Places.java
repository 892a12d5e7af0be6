// From the pixels that were read to shares of the picture that a person sees.
package de.belegbote.enrolment.barcode;

import de.belegbote.enrolment.barcode.diagnosis.Finding;
import de.belegbote.enrolment.barcode.reading.FoundCode;
import de.belegbote.enrolment.barcode.reading.GreyPicture;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Spot;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One picture, which may be stored turned and at another size than it is read. */
final class Places {
  private static final List<String> ROWS = List.of("top", "middle", "bottom");
  private static final List<String> COLUMNS = List.of("left", "middle", "right");

  private final PictureHeader header;
  private final GreyPicture picture;

  Places(PictureHeader header, GreyPicture picture) {
    this.header = header;
    this.picture = picture;
  }

  Spot of(FoundCode code) {
    return new Spot(
        code.corners().stream().map(corner -> upright(corner.x(), corner.y())).toList(),
        Optional.empty());
  }

  /** The refusal that tells what was found out about a picture in which nothing was read. */
  Failure failure(Finding finding) {
    List<Spot.Corner> box =
        finding.box().stream().map(point -> upright(point.x(), point.y())).toList();
    Optional<Spot.Corner> focus =
        finding.focus().stream().map(point -> upright(point.x(), point.y())).findFirst();
    var spot = new Spot(box, Optional.empty());
    return switch (finding.cause()) {
      case NO_CODE -> PictureRefusal.NO_CODE.failure();
      case TOO_DARK -> PictureRefusal.TOO_DARK.failure();
      case TOO_BRIGHT -> PictureRefusal.TOO_BRIGHT.failure();
      case MOIRE -> PictureRefusal.MOIRE.failure();
      case MANY_CODES -> PictureRefusal.MANY_CODES.failure(spot);
      case CUT_OFF -> cut(focus.orElseThrow()).failure(spot);
      case GLARE -> PictureRefusal.GLARE.failure(new Spot(box, focus.map(at -> place(box, at))));
      case TOO_SMALL -> PictureRefusal.TOO_SMALL.failure(spot);
      case BLURRED -> PictureRefusal.BLURRED.failure(spot);
      case UNCLEAR -> PictureRefusal.UNCLEAR.failure(spot);
    };
  }

  private static PictureRefusal cut(Spot.Corner side) {
    double left = side.x();
    double right = 1 - side.x();
    double top = side.y();
    double bottom = 1 - side.y();
    double nearest = Math.min(Math.min(left, right), Math.min(top, bottom));
    if (nearest == left) {
      return PictureRefusal.CUT_OFF_LEFT;
    }
    if (nearest == right) {
      return PictureRefusal.CUT_OFF_RIGHT;
    }
    return nearest == top ? PictureRefusal.CUT_OFF_TOP : PictureRefusal.CUT_OFF_BOTTOM;
  }

  private static String place(List<Spot.Corner> box, Spot.Corner at) {
    var byX = Comparator.comparingDouble(Spot.Corner::x);
    var byY = Comparator.comparingDouble(Spot.Corner::y);
    double left = box.stream().min(byX).orElseThrow().x();
    double right = box.stream().max(byX).orElseThrow().x();
    double top = box.stream().min(byY).orElseThrow().y();
    double bottom = box.stream().max(byY).orElseThrow().y();
    String row = ROWS.get(third(at.y(), top, bottom));
    String column = COLUMNS.get(third(at.x(), left, right));
    if (column.equals("middle")) {
      return row;
    }
    return row.equals("middle") ? column : row + "-" + column;
  }

  private static int third(double at, double from, double to) {
    return to <= from
        ? 1
        : (int) Math.max(0, Math.min(2, Math.floor(3 * (at - from) / (to - from))));
  }

  private Spot.Corner upright(double x, double y) {
    double width = header.width() > 0 ? header.width() : picture.width();
    double height = header.height() > 0 ? header.height() : picture.height();
    double[] point = header.upright(x, y, picture.width());
    boolean lies = header.orientation() >= 5;
    return new Spot.Corner(point[0] / (lies ? height : width), point[1] / (lies ? width : height));
  }
}
