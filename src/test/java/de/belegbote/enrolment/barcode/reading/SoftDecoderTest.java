// Unsure modules are decoded as far as is safe.
package de.belegbote.enrolment.barcode.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SoftDecoderTest {
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void readsEveryVersionLevelAndMask() throws WriterException {
    for (int version = 1; version <= 40; version++) {
      for (var level : ErrorCorrectionLevel.values()) {
        String text = "v" + version + level;
        double[] dark = modules(text, version, level, random.nextInt(8));
        assertEquals(text, new SoftDecoder(CodeLayout.of(version), dark).text(), "seed " + seed);
      }
    }
  }

  /** 15 wrong bytes of 26 check bytes are too many where nobody knows which they are. */
  @Test
  void givesUpTheUnsureModulesFirst() throws WriterException {
    CodeLayout layout = CodeLayout.of(5);
    for (double sureness : new double[] {1, 0.1}) {
      double[] dark = modules("unsure", 5, ErrorCorrectionLevel.L, 3);
      for (int i = 0; i < 15; i++) {
        for (int bit = 0; bit < 8; bit++) {
          dark[layout.order()[8 * (80 + i) + bit]] *= bit % 2 == 0 ? -sureness : sureness;
        }
      }
      String expected = sureness < 1 ? "unsure" : null;
      assertEquals(expected, new SoftDecoder(layout, dark).text());
    }
  }

  /** Three wrong bytes in the smallest code could as well be another code. */
  @Test
  void refusesWhatMightBeChance() throws WriterException {
    for (int wrong = 0; wrong <= 3; wrong++) {
      double[] dark = modules("chance", 1, ErrorCorrectionLevel.L, 0);
      CodeLayout layout = CodeLayout.of(1);
      for (int i = 0; i < wrong; i++) {
        dark[layout.order()[8 * 4 * i]] *= -1;
      }
      assertEquals(wrong < 3 ? "chance" : null, new SoftDecoder(layout, dark).text());
    }
  }

  @Test
  void readsNothingInChance() {
    for (int round = 0; round < 3_000; round++) {
      CodeLayout layout = CodeLayout.of(random.nextInt(1, 8));
      double[] dark = random.doubles((long) layout.side() * layout.side(), -1, 1).toArray();
      assertNull(new SoftDecoder(layout, dark).text(), "seed " + seed + ", round " + round);
    }
  }

  private static double[] modules(String text, int version, ErrorCorrectionLevel level, int mask)
      throws WriterException {
    Map<EncodeHintType, Object> hints =
        Map.of(EncodeHintType.QR_VERSION, version, EncodeHintType.QR_MASK_PATTERN, mask);
    ByteMatrix matrix = Encoder.encode(text, level, hints).getMatrix();
    int side = matrix.getWidth();
    double[] dark = new double[side * side];
    for (int i = 0; i < dark.length; i++) {
      dark[i] = matrix.get(i % side, i / side) == 1 ? 1 : -1;
    }
    return dark;
  }
}
