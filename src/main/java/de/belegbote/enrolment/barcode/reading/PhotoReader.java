// Reads the codes in a photo: quick ways first, then ever more patient ones.
package de.belegbote.enrolment.barcode.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** One reading of one photo. */
public final class PhotoReader {
  /** Beyond it a picture costs more memory than its detail is worth. */
  private static final int LARGEST = 4100;

  private static final int MARKS_OF_A_CODE = 3;

  private final GreyPicture photo;
  private final Budget budget;
  private final Predicate<String> enough;
  private final boolean patient;
  private final List<FoundCode> codes = new ArrayList<>();
  private final List<FoundCode> onlyStripes = new ArrayList<>();
  private boolean done;

  private final Stage zxing = ZxingStage.hybrid();
  private final Stage global = ZxingStage.global();
  private final Stage others = ZxingStage.otherFormats();
  private final Stage boof = new BoofStage();
  private final Stage rescue = new RescueStage();
  private final Stage stripes = new LinearStage();

  private PhotoReader(GreyPicture photo, Budget budget, Predicate<String> enough, boolean patient) {
    this.photo = photo;
    this.budget = budget;
    this.enough = enough;
    this.patient = patient;
  }

  /**
   * Reads all codes, as far as needed. Blocks for as long as the budget allows.
   *
   * @param photo any size from 1 x 1
   * @param budget what it may cost
   * @param enough whether a code with this text ends the reading; a stage that has begun is
   *     finished
   * @return codes with different texts, in the order in which they were found
   */
  public static List<FoundCode> read(GreyPicture photo, Budget budget, Predicate<String> enough) {
    return new PhotoReader(photo, budget, enough, true).climb();
  }

  /**
   * The same, and also ends where something was read and there are not the corner marks of another
   * code in sight.
   */
  public static List<FoundCode> readWhatIsInSight(
      GreyPicture photo, Budget budget, Predicate<String> enough) {
    return new PhotoReader(photo, budget, enough, false).climb();
  }

  private List<FoundCode> climb() {
    int first = 1280;
    look(first, "", p -> p, zxing, boof, rescue);
    look(first, " inverted", Filters::inverted, zxing, boof, rescue);
    look(first, "", p -> p, global, others);
    lookForStripes(first);
    for (int side : sizes(2400, 800, LARGEST)) {
      if (side != Math.min(first, photo.longSide())) {
        look(side, "", p -> p, zxing, boof, rescue, global);
        look(side, " inverted", Filters::inverted, zxing, boof, rescue);
      }
    }
    for (int side : sizes(first, 2000, 800, 500)) {
      look(side, " blurred", p -> Filters.blurred(p, 1), zxing, boof, rescue);
      look(side, " blurred more", p -> Filters.blurred(p, 2), zxing, boof, rescue);
      look(side, " sharpened", p -> Filters.sharpened(p, 2), zxing, boof, rescue);
      look(side, " flattened", p -> Filters.flattened(p, side / 20), zxing, boof, rescue);
    }
    look(first, " local mean", p -> Filters.splitAtLocalMean(p, 8), zxing, rescue);
    look(first, " wide local mean", p -> Filters.splitAtLocalMean(p, 20), zxing, rescue);
    // Modules of two or three pixels.
    look(first, " doubled", Resizing::doubled, zxing, boof, rescue);
    look(first, " doubled, inverted", PhotoReader::doubledInverted, zxing, boof, rescue);
    look(first, " doubled, blurred", PhotoReader::doubledBlurred, zxing, boof, rescue);
    // Stripes beside a code are no answer to anything.
    return List.copyOf(codes.isEmpty() ? onlyStripes : codes);
  }

  /** Those long sides, none longer than the photo's own and each once. */
  private int[] sizes(int... sides) {
    return IntStream.of(sides).map(side -> Math.min(side, photo.longSide())).distinct().toArray();
  }

  private static GreyPicture doubledInverted(GreyPicture picture) {
    return Filters.inverted(Resizing.doubled(picture));
  }

  private static GreyPicture doubledBlurred(GreyPicture picture) {
    return Filters.blurred(Resizing.doubled(picture), 1);
  }

  private void look(int side, String filter, UnaryOperator<GreyPicture> change, Stage... stages) {
    if (done || budget.spent()) {
      return;
    }
    GreyPicture sized = Resizing.toLongSide(photo, side);
    GreyPicture changed = change.apply(sized);
    double scale = (double) photo.longSide() / changed.longSide();
    var view = new View(changed, scale, sized.longSide() + filter);
    for (Stage stage : stages) {
      if (done || budget.spent()) {
        return;
      }
      stage.read(view, budget).forEach(code -> take(view.inPhoto(code)));
      done |= !patient && !codes.isEmpty() && view.marksBeside(codes) < MARKS_OF_A_CODE;
    }
  }

  // Here, where it costs a few milliseconds of those photos only that are hard to read.
  private void lookForStripes(int side) {
    if (codes.isEmpty() && !budget.spent()) {
      GreyPicture sized = Resizing.toLongSide(photo, side);
      double scale = (double) photo.longSide() / sized.longSide();
      var view = new View(sized, scale, String.valueOf(sized.longSide()));
      stripes.read(view, budget).forEach(code -> onlyStripes.add(view.inPhoto(code)));
    }
  }

  private void take(FoundCode code) {
    if (codes.stream().noneMatch(known -> known.text().equals(code.text()))) {
      codes.add(code);
    }
    done |= enough.test(code.text());
  }
}
