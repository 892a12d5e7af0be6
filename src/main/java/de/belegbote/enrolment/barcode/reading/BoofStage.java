// Reads with BoofCV.
package de.belegbote.enrolment.barcode.reading;

import boofcv.abst.fiducial.QrCodePreciseDetector;
import boofcv.alg.fiducial.qrcode.PositionPatternNode;
import boofcv.alg.fiducial.qrcode.QrCode;
import boofcv.factory.fiducial.ConfigQrCode;
import boofcv.factory.fiducial.FactoryFiducial;
import boofcv.struct.image.GrayU8;
import com.google.zxing.ReaderException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import de.belegbote.platform.Failure;
import georegression.struct.shapes.Polygon2D_F64;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees corner marks as quadrangles, so that it reads slanted and bent codes ZXing does not see. Its
 * buffers grow with the picture and are kept: one object for one photo, used by one thread.
 */
final class BoofStage implements Stage {
  private static final Logger LOG = LoggerFactory.getLogger(BoofStage.class);

  private QrCodePreciseDetector<GrayU8> detector;

  @Override
  public List<FoundCode> read(View view, Budget budget) {
    GreyPicture picture = view.picture();
    if (Math.min(picture.width(), picture.height()) < 30) {
      return List.of();
    }
    if (detector == null) {
      detector = FactoryFiducial.qrcode(new ConfigQrCode(), GrayU8.class);
    }
    var image = new GrayU8();
    image.data = picture.light();
    image.width = picture.width();
    image.height = picture.height();
    image.stride = picture.width();
    try {
      detector.process(image);
    } catch (RuntimeException broken) {
      LOG.debug("BoofCV gave up", broken);
      detector = null;
      return List.of();
    }
    for (PositionPatternNode mark :
        detector.getDetectPositionPatterns().getPositionPatterns().toList()) {
      view.addOutlined(Mark.of(corners(mark.square)));
    }
    return codes();
  }

  private List<FoundCode> codes() {
    var codes = new ArrayList<FoundCode>();
    for (QrCode code : detector.getDetections()) {
      String text = text(code);
      if (text != null) {
        var bounds = new ArrayList<FoundCode.Corner>();
        for (int i = 0; i < code.bounds.size(); i++) {
          bounds.add(new FoundCode.Corner(code.bounds.get(i).x, code.bounds.get(i).y));
        }
        codes.add(new FoundCode(text, "QR_CODE", bounds, "boofcv"));
      }
    }
    return codes;
  }

  /** From its mended bytes: its own rules for character sets differ from ZXing's. */
  private static String text(QrCode code) {
    try {
      var layout = CodeLayout.of(code.version);
      var level = ErrorCorrectionLevel.valueOf(code.error.name());
      String text = new Codewords(layout, level).textOfData(mirrored(code.corrected));
      return text.isEmpty() ? null : text;
    } catch (Failure outOfTime) {
      throw outOfTime;
    } catch (ReaderException | RuntimeException nonsense) {
      LOG.debug("What BoofCV read is no text for ZXing", nonsense);
      return null;
    }
  }

  /** BoofCV keeps the first bit of a byte lowest. */
  private static byte[] mirrored(byte[] bytes) {
    byte[] mirrored = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      mirrored[i] = (byte) (Integer.reverse(bytes[i]) >>> 24);
    }
    return mirrored;
  }

  private static double[] corners(Polygon2D_F64 square) {
    double[] corners = new double[8];
    for (int i = 0; i < 4; i++) {
      corners[2 * i] = square.get(i).x;
      corners[2 * i + 1] = square.get(i).y;
    }
    return corners;
  }
}
