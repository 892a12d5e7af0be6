// Reads all QR codes of a picture, and lets no picture made for it take for ever.
package de.belegbote.enrolment.barcode;

import com.google.zxing.DecodeHintType;
import com.google.zxing.ReaderException;
import com.google.zxing.ResultPointCallback;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.DetectorResult;
import com.google.zxing.multi.qrcode.detector.MultiFinderPatternFinder;
import com.google.zxing.qrcode.decoder.Decoder;
import com.google.zxing.qrcode.detector.Detector;
import com.google.zxing.qrcode.detector.FinderPatternInfo;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
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
   * Distinct texts of the codes that can be read.
   *
   * @throws ReaderException if nothing looks like a code
   */
  static Set<String> texts(BitMatrix dots, Deadline deadline) throws ReaderException {
    var texts = new LinkedHashSet<String>();
    var candidates = new MultiFinderPatternFinder(dots, markCounter(deadline)).findMulti(HARDER);
    int tried = 0;
    for (FinderPatternInfo candidate : candidates) {
      deadline.check();
      if (++tried > MAX_CANDIDATES) {
        break;
      }
      try {
        DetectorResult found = new Corners(dots).codeAt(candidate);
        texts.add(new Decoder().decode(found.getBits(), HARDER).getText());
      } catch (ReaderException none) {
        LOG.trace("Three marks that are no code");
      }
    }
    return texts;
  }

  /** Told of each corner mark while they are searched; ends the search when there are too many. */
  static ResultPointCallback markCounter(Deadline deadline) {
    int[] marks = {0};
    return mark -> {
      deadline.check();
      if (++marks[0] > MAX_MARKS) {
        throw new IllegalStateException("too many corner marks");
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
