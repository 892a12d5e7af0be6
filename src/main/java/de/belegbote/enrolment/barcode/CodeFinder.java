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
import com.google.zxing.Result;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.multi.qrcode.QRCodeMultiReader;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Texts of QR codes, and of Aztec and Data Matrix codes where there is no QR code. */
final class CodeFinder {
  private static final Logger LOG = LoggerFactory.getLogger(CodeFinder.class);
  private static final Map<DecodeHintType, Object> HARDER = Map.of(DecodeHintType.TRY_HARDER, true);
  private static final Map<DecodeHintType, Object> ONE =
      Map.of(
          DecodeHintType.TRY_HARDER,
          true,
          DecodeHintType.POSSIBLE_FORMATS,
          List.of(BarcodeFormat.QR_CODE, BarcodeFormat.AZTEC, BarcodeFormat.DATA_MATRIX));

  private CodeFinder() {}

  /** All distinct texts in the picture as it is; empty if there are none. */
  static Set<String> texts(GreyPicture picture, boolean inverted, Deadline deadline) {
    var texts = new LinkedHashSet<String>();
    LuminanceSource light = source(picture);
    LuminanceSource seen = inverted ? light.invert() : light;
    for (Binarizer binarizer :
        List.of(new HybridBinarizer(seen), new GlobalHistogramBinarizer(seen))) {
      deadline.check();
      texts.addAll(texts(new BinaryBitmap(binarizer)));
    }
    return texts;
  }

  private static LuminanceSource source(GreyPicture picture) {
    int width = picture.width();
    int height = picture.height();
    return new PlanarYUVLuminanceSource(picture.light(), width, height, 0, 0, width, height, false);
  }

  private static Set<String> texts(BinaryBitmap bitmap) {
    var texts = new LinkedHashSet<String>();
    attempt(
        () -> {
          for (Result code : new QRCodeMultiReader().decodeMultiple(bitmap, HARDER)) {
            texts.add(code.getText());
          }
        });
    if (texts.isEmpty()) {
      attempt(() -> texts.add(new MultiFormatReader().decode(bitmap, ONE).getText()));
    }
    return texts;
  }

  private interface Attempt {
    void run() throws ReaderException;
  }

  private static void attempt(Attempt attempt) {
    try {
      attempt.run();
    } catch (ReaderException none) {
      LOG.trace("No code in this view");
    } catch (RuntimeException broken) {
      // Seen with noise: the reader runs out of its own arrays.
      LOG.debug("The code reader gave up", broken);
    }
  }
}
