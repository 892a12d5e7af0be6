// Readers that are compared.
package de.belegbote.enrolment.barcode.reading;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.LuminanceSource;
import com.google.zxing.PlanarYUVLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of them.
 *
 * @param name for the report
 * @param texts what it reads in a picture
 */
record Contender(String name, Function<GreyPicture, Set<String>> texts) {
  private static final Logger LOG = LoggerFactory.getLogger(Contender.class);

  static final Duration BUDGET = Duration.ofMillis(Integer.getInteger("budget", 600));

  static List<Contender> all() {
    return List.of(
        new Contender("Belegbote", Contender::ours),
        new Contender("ZXing", picture -> zxing(picture, false)),
        new Contender("ZXing, trying harder", picture -> zxing(picture, true)),
        new Contender("BoofCV", Contender::boof));
  }

  private static Set<String> ours(GreyPicture picture) {
    return texts(PhotoReader.read(picture, Budget.of(BUDGET, () -> {}), text -> true));
  }

  private static Set<String> boof(GreyPicture picture) {
    var view = new View(picture, 1, "");
    return texts(new BoofStage().read(view, Budget.of(Duration.ofSeconds(10), () -> {})));
  }

  private static Set<String> texts(List<FoundCode> codes) {
    return codes.stream().map(FoundCode::text).collect(Collectors.toSet());
  }

  /** Harder: both thresholds, light on dark, four turns; what ZXing's own command line can do. */
  private static Set<String> zxing(GreyPicture picture, boolean harder) {
    GreyPicture turned = picture;
    for (int turn = 0; turn < (harder ? 4 : 1); turn++) {
      for (GreyPicture seen :
          harder ? List.of(turned, Filters.inverted(turned)) : List.of(turned)) {
        Set<String> texts = zxingOnce(seen, harder);
        if (!texts.isEmpty()) {
          return texts;
        }
      }
      turned = harder ? turned(turned) : turned;
    }
    return Set.of();
  }

  private static Set<String> zxingOnce(GreyPicture picture, boolean harder) {
    int w = picture.width();
    int h = picture.height();
    LuminanceSource source = new PlanarYUVLuminanceSource(picture.light(), w, h, 0, 0, w, h, false);
    for (var binarizer :
        harder
            ? List.of(new HybridBinarizer(source), new GlobalHistogramBinarizer(source))
            : List.of(new HybridBinarizer(source))) {
      try {
        Map<DecodeHintType, Object> hints =
            harder ? Map.of(DecodeHintType.TRY_HARDER, true) : Map.of();
        return Set.of(new QRCodeReader().decode(new BinaryBitmap(binarizer), hints).getText());
      } catch (ReaderException | RuntimeException none) {
        LOG.trace("Nothing read");
      }
    }
    return Set.of();
  }

  private static GreyPicture turned(GreyPicture picture) {
    int w = picture.width();
    int h = picture.height();
    byte[] light = new byte[w * h];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        light[x * h + h - 1 - y] = (byte) picture.at(x, y);
      }
    }
    return new GreyPicture(light, h, w);
  }
}
