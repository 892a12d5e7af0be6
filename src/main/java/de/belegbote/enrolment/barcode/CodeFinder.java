// Finds and reads the codes in a picture with ZXing.
package de.belegbote.enrolment.barcode;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.Binarizer;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.LuminanceSource;
import com.google.zxing.MultiFormatReader;
import com.google.zxing.PlanarYUVLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import de.belegbote.platform.Failure;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Texts of QR codes, and of an Aztec or Data Matrix code where there is no QR code. */
final class CodeFinder {
  private static final Logger LOG = LoggerFactory.getLogger(CodeFinder.class);
  private static final List<BarcodeFormat> FORMATS =
      List.of(BarcodeFormat.QR_CODE, BarcodeFormat.AZTEC, BarcodeFormat.DATA_MATRIX);

  private CodeFinder() {}

  /** All distinct texts in the picture as it is; empty if there are none. */
  static Set<String> texts(GreyPicture picture, boolean inverted, Deadline deadline) {
    var texts = new LinkedHashSet<String>();
    LuminanceSource light = source(picture);
    LuminanceSource seen = inverted ? light.invert() : light;
    for (Binarizer binarizer :
        List.of(new HybridBinarizer(seen), new GlobalHistogramBinarizer(seen))) {
      deadline.check();
      texts.addAll(texts(new BinaryBitmap(binarizer), deadline));
    }
    return texts;
  }

  private static LuminanceSource source(GreyPicture picture) {
    int width = picture.width();
    int height = picture.height();
    return new PlanarYUVLuminanceSource(picture.light(), width, height, 0, 0, width, height, false);
  }

  private static Set<String> texts(BinaryBitmap bitmap, Deadline deadline) {
    Set<String> all = attempt(() -> QrCodes.texts(bitmap.getBlackMatrix(), deadline));
    // Its search for a single code forgives more than the one for several.
    return all.isEmpty() ? attempt(() -> Set.of(single(bitmap, deadline))) : all;
  }

  private static String single(BinaryBitmap bitmap, Deadline deadline) throws ReaderException {
    Map<DecodeHintType, Object> hints =
        Map.of(
            DecodeHintType.TRY_HARDER,
            true,
            DecodeHintType.POSSIBLE_FORMATS,
            FORMATS,
            DecodeHintType.NEED_RESULT_POINT_CALLBACK,
            QrCodes.markCounter(deadline));
    return new MultiFormatReader().decode(bitmap, hints).getText();
  }

  private interface Attempt {
    Set<String> texts() throws ReaderException;
  }

  private static Set<String> attempt(Attempt attempt) {
    try {
      return attempt.texts();
    } catch (Failure outOfTime) {
      throw outOfTime;
    } catch (ReaderException none) {
      LOG.trace("No code in this view");
    } catch (RuntimeException broken) {
      // Too many marks, or a reader that runs out of its own arrays, as seen with noise.
      LOG.debug("The code reader gave up", broken);
    }
    return Set.of();
  }
}
