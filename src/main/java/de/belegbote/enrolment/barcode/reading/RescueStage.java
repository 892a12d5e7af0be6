// Reads codes whose corner marks are seen, but which the libraries cannot read.
package de.belegbote.enrolment.barcode.reading;

import java.util.ArrayList;
import java.util.List;

/**
 * Lays a grid on the code, bent where needed, measures its modules and decodes softly. Needs the
 * corner marks that the stages before it noted in the view.
 */
final class RescueStage implements Stage {
  private static final double[] SHARPENING = {0, 0.35, 0.8, 1.6};
  private static final double LEAST_AGREEMENT = 0.7;

  @Override
  public List<FoundCode> read(View view, Budget budget) {
    var codes = new ArrayList<FoundCode>();
    List<Mark> marks = new ArrayList<>();
    for (Mark mark : view.marks()) {
      marks.add(
          mark.corners() == null && marks.size() < 40
              ? MarkOutline.outlined(view.picture(), mark)
              : mark);
    }
    tryAll(Triples.of(marks), view.picture(), budget, codes);
    if (codes.isEmpty()) {
      tryAll(Pairs.of(marks), view.picture(), budget, codes);
    }
    return codes;
  }

  private static void tryAll(
      List<Triples.Triple> triples, GreyPicture picture, Budget budget, List<FoundCode> codes) {
    for (Triples.Triple triple : triples) {
      for (Pose pose : Pose.of(triple, picture)) {
        if (budget.spent()) {
          return;
        }
        FoundCode code = read(picture, pose, budget);
        if (code != null) {
          codes.add(code);
          break;
        }
      }
    }
  }

  private static FoundCode read(GreyPicture picture, Pose pose, Budget budget) {
    CodeLayout layout = CodeLayout.of(pose.version());
    Alignment.Aligned aligned = Alignment.of(picture, pose, layout, budget);
    for (BentGrid grid : List.of(aligned.grid(), BentGrid.flat(aligned.lies()))) {
      ModuleGrid modules = ModuleGrid.sampled(picture, grid, pose.side());
      for (double k : SHARPENING) {
        if (budget.spent()) {
          return null;
        }
        ModuleGrid sharp = modules.sharpened(k);
        for (double[] dark :
            List.of(
                sharp.againstSurroundings(5),
                sharp.againstKnown(layout),
                sharp.againstSurroundings(2))) {
          if (ModuleGrid.agreement(dark, layout) < LEAST_AGREEMENT) {
            continue;
          }
          String text = new SoftDecoder(layout, dark).text();
          if (text != null) {
            return new FoundCode(
                text, "QR_CODE", QuadCorners.of(aligned.lies(), pose.side()), "rescue");
          }
        }
      }
    }
    return null;
  }
}
