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
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of them.
 *
 * @param name for the report
 * @param reads a picture
 */
record Contender(String name, Function<GreyPicture, Answer> reads) {
  /**
   * What it read.
   *
   * @param texts of all codes it found
   * @param nanos processor time it took
   */
  record Answer(Set<String> texts, long nanos) {}

  private static final Logger LOG = LoggerFactory.getLogger(Contender.class);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  static final Duration BUDGET = Duration.ofMillis(Integer.getInteger("budget", 600));

  /** Ours first. */
  static List<Contender> all(Optional<CppReader> cpp) {
    var all = new ArrayList<Contender>();
    all.add(here("Belegbote", Contender::ours));
    all.add(here("ZXing", picture -> zxing(picture, false)));
    all.add(here("ZXing, trying harder", picture -> zxing(picture, true)));
    all.add(here("BoofCV", Contender::boof));
    cpp.ifPresent(process -> all.add(new Contender(CppReader.NAME, process::read)));
    return List.copyOf(all);
  }

  /** Measured by the time of this thread. */
  private static Contender here(String name, Function<GreyPicture, Set<String>> texts) {
    return new Contender(
        name,
        picture -> {
          long start = THREADS.getCurrentThreadCpuTime();
          Set<String> read = texts.apply(picture);
          return new Answer(read, THREADS.getCurrentThreadCpuTime() - start);
        });
  }

  private static Set<String> ours(GreyPicture picture) {
    return texts(PhotoReader.read(picture, Budget.reading(BUDGET, () -> {}), text -> true));
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
