// One way to look at a photo.
package de.belegbote.enrolment.barcode.reading;

import com.google.zxing.LuminanceSource;
import com.google.zxing.NotFoundException;
import com.google.zxing.PlanarYUVLuminanceSource;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.HybridBinarizer;
import java.util.ArrayList;
import java.util.List;

/** A picture made from the photo, and what the stages have seen in it so far. */
final class View {
  private final GreyPicture picture;
  private final double scale;
  private final String name;
  private final List<Mark> marks = new ArrayList<>();
  private BitMatrix dots;

  /**
   * A view.
   *
   * @param scale pixels of the photo for one of the view
   * @param name for diagnosis
   */
  View(GreyPicture picture, double scale, String name) {
    this.picture = picture;
    this.scale = scale;
    this.name = name;
  }

  GreyPicture picture() {
    return picture;
  }

  LuminanceSource source() {
    int w = picture.width();
    int h = picture.height();
    return new PlanarYUVLuminanceSource(picture.light(), w, h, 0, 0, w, h, false);
  }

  /** Black and white by ZXing's local threshold. */
  BitMatrix dots() throws NotFoundException {
    if (dots == null) {
      dots = new HybridBinarizer(source()).getBlackMatrix();
    }
    return dots;
  }

  /** The corner marks that were seen; one that is there with its corners stays. */
  List<Mark> marks() {
    return marks;
  }

  void add(Mark mark) {
    if (marks.stream().noneMatch(mark::isNear)) {
      marks.add(mark);
    }
  }

  /** Takes the place of one whose corners were not seen. */
  void addOutlined(Mark mark) {
    marks.removeIf(seen -> seen.corners() == null && mark.isNear(seen));
    add(mark);
  }

  /** How many corner marks were seen in here that belong to none of these codes of the photo. */
  long marksBeside(List<FoundCode> codes) {
    return marks.stream()
        .filter(
            mark ->
                codes.stream().noneMatch(code -> code.covers(mark.x() * scale, mark.y() * scale)))
        .count();
  }

  FoundCode inPhoto(FoundCode code) {
    return code.scaled(scale, name);
  }
}
