// Reads with ZXing.
package de.belegbote.enrolment.barcode.reading;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.Binarizer;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.MultiFormatReader;
import com.google.zxing.ReaderException;
import com.google.zxing.Result;
import com.google.zxing.ResultPoint;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.decoder.Decoder;
import com.google.zxing.qrcode.detector.Detector;
import de.belegbote.platform.Failure;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Codes on even paper and screens; the only one for Aztec and Data Matrix. */
final class ZxingStage implements Stage {
  private static final Logger LOG = LoggerFactory.getLogger(ZxingStage.class);
  private static final List<BarcodeFormat> OTHERS =
      List.of(BarcodeFormat.AZTEC, BarcodeFormat.DATA_MATRIX);

  private final boolean global;
  private final boolean otherFormats;

  private ZxingStage(boolean global, boolean otherFormats) {
    this.global = global;
    this.otherFormats = otherFormats;
  }

  /** A threshold for each neighbourhood. */
  static ZxingStage hybrid() {
    return new ZxingStage(false, false);
  }

  /** One threshold for a line or the whole picture. */
  static ZxingStage global() {
    return new ZxingStage(true, false);
  }

  /** Aztec and Data Matrix. */
  static ZxingStage otherFormats() {
    return new ZxingStage(false, true);
  }

  @Override
  public List<FoundCode> read(View view, Budget budget) {
    if (otherFormats) {
      return attempt(() -> List.of(other(view)));
    }
    List<FoundCode> all = attempt(() -> QrCodes.read(dots(view), view, budget, name()));
    // Its search for a single code forgives more than the one for several.
    return all.isEmpty() ? attempt(() -> single(dots(view), view, budget)) : all;
  }

  private String name() {
    return global ? "zxing-global" : "zxing";
  }

  private BitMatrix dots(View view) throws ReaderException {
    return global ? new GlobalHistogramBinarizer(view.source()).getBlackMatrix() : view.dots();
  }

  private List<FoundCode> single(BitMatrix dots, View view, Budget budget) throws ReaderException {
    Map<DecodeHintType, Object> hints =
        Map.of(
            DecodeHintType.TRY_HARDER,
            true,
            DecodeHintType.NEED_RESULT_POINT_CALLBACK,
            QrCodes.markCounter(view, budget));
    var found = new Detector(dots).detect(hints);
    String text = new Decoder().decode(found.getBits(), hints).getText();
    return text.isEmpty()
        ? List.of()
        : List.of(new FoundCode(text, "QR_CODE", QrCodes.corners(found), name()));
  }

  private static FoundCode other(View view) throws ReaderException {
    Map<DecodeHintType, Object> hints = Map.of(DecodeHintType.POSSIBLE_FORMATS, OTHERS);
    Binarizer binarizer = new HybridBinarizer(view.source());
    Result read = new MultiFormatReader().decode(new BinaryBitmap(binarizer), hints);
    return new FoundCode(
        read.getText(), read.getBarcodeFormat().name(), box(read.getResultPoints()), "zxing");
  }

  private static List<FoundCode.Corner> box(ResultPoint[] points) {
    double left = Double.MAX_VALUE;
    double top = Double.MAX_VALUE;
    double right = 0;
    double below = 0;
    for (ResultPoint point : points) {
      left = Math.min(left, point.getX());
      right = Math.max(right, point.getX());
      top = Math.min(top, point.getY());
      below = Math.max(below, point.getY());
    }
    return List.of(
        new FoundCode.Corner(left, top),
        new FoundCode.Corner(right, top),
        new FoundCode.Corner(right, below),
        new FoundCode.Corner(left, below));
  }

  private interface Attempt {
    List<FoundCode> codes() throws ReaderException;
  }

  private static List<FoundCode> attempt(Attempt attempt) {
    try {
      return attempt.codes();
    } catch (Failure outOfTime) {
      throw outOfTime;
    } catch (ReaderException none) {
      LOG.trace("No code in this view");
    } catch (RuntimeException broken) {
      // Too many marks, or a reader that runs out of its own arrays, as seen with noise.
      LOG.debug("ZXing gave up", broken);
    }
    return List.of();
  }
}
