// Reads all QR codes of a picture, and lets no picture made for it take for ever.
package de.belegbote.enrolment.barcode.reading;

import com.google.zxing.DecodeHintType;
import com.google.zxing.ReaderException;
import com.google.zxing.ResultPoint;
import com.google.zxing.ResultPointCallback;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.DetectorResult;
import com.google.zxing.multi.qrcode.detector.MultiFinderPatternFinder;
import com.google.zxing.qrcode.decoder.Decoder;
import com.google.zxing.qrcode.detector.Detector;
import com.google.zxing.qrcode.detector.FinderPattern;
import com.google.zxing.qrcode.detector.FinderPatternInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What ZXing's QRCodeMultiReader does, with bounds: it tries every three corner marks that could
 * belong together, so the work grows with the third power of the marks. A picture of 900 marks
 * gives 2.5 million candidates and keeps it busy for minutes; photos of codes have some ten.
 */
final class QrCodes {
  private static final Logger LOG = LoggerFactory.getLogger(QrCodes.class);
  private static final Map<DecodeHintType, Object> HARDER = Map.of(DecodeHintType.TRY_HARDER, true);
  private static final int MAX_MARKS = 300;
  private static final int MAX_CANDIDATES = 500;

  private QrCodes() {}

  /**
   * The codes that can be read. Notes the corner marks in the view.
   *
   * @throws ReaderException if nothing looks like a code
   */
  static List<FoundCode> read(BitMatrix dots, View view, Budget budget, String stage)
      throws ReaderException {
    var codes = new ArrayList<FoundCode>();
    var finder = new MultiFinderPatternFinder(dots, markCounter(view, budget));
    int tried = 0;
    for (FinderPatternInfo candidate : finder.findMulti(HARDER)) {
      if (budget.spent() || ++tried > MAX_CANDIDATES) {
        break;
      }
      try {
        DetectorResult found = new Corners(dots).codeAt(candidate);
        String text = new Decoder().decode(found.getBits(), HARDER).getText();
        if (!text.isEmpty()) {
          codes.add(new FoundCode(text, "QR_CODE", corners(found), stage));
        }
      } catch (ReaderException none) {
        LOG.trace("Three marks that are no code");
      }
    }
    return codes;
  }

  /** ZXing gives the middles of the marks, and the alignment pattern's where there is one. */
  static List<FoundCode.Corner> corners(DetectorResult found) {
    return corners(found.getPoints(), found.getBits().getWidth());
  }

  private static List<FoundCode.Corner> corners(ResultPoint[] at, int side) {
    double far = side - 3.5;
    double fourth = at.length > 3 ? side - 6.5 : far;
    double x = at.length > 3 ? at[3].getX() : at[0].getX() + at[2].getX() - at[1].getX();
    double y = at.length > 3 ? at[3].getY() : at[0].getY() + at[2].getY() - at[1].getY();
    double[] modules = {3.5, far, 3.5, 3.5, far, 3.5, fourth, fourth};
    double[] pixels = {
      at[0].getX(), at[0].getY(), at[1].getX(), at[1].getY(), at[2].getX(), at[2].getY(), x, y
    };
    return QuadCorners.of(Homography.fit(modules, pixels), side);
  }

  /** Told of each corner mark while they are searched; ends the search when there are too many. */
  static ResultPointCallback markCounter(View view, Budget budget) {
    int[] marks = {0};
    return mark -> {
      if (budget.spent() || ++marks[0] > MAX_MARKS) {
        throw new IllegalStateException("too many corner marks, or no time left");
      }
      if (mark instanceof FinderPattern found) {
        view.add(new Mark(found.getX(), found.getY(), found.getEstimatedModuleSize(), null));
      }
    };
  }

  /** Opens the step of the detector that starts from known corner marks. */
  private static final class Corners extends Detector {
    Corners(BitMatrix dots) {
      super(dots);
    }

    DetectorResult codeAt(FinderPatternInfo marks) throws ReaderException {
      return processFinderPatternInfo(marks);
    }
  }
}
