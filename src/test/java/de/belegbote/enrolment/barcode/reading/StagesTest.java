// Each stage reads what those before it do not.
package de.belegbote.enrolment.barcode.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.MultiFormatWriter;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StagesTest {
  private static final List<String> READ = List.of(Drawn.SETUP);
  private static final List<String> NOTHING = List.of();

  private final Stage zxing = ZxingStage.hybrid();
  private final Stage boof = new BoofStage();
  private final Stage rescue = new RescueStage();
  private final Stage stripes = new LinearStage();

  @Test
  void zxingReadsWhatIsPlain() {
    GreyPicture plain = Drawn.setUp().turned(5, 400, 20).picture(400, 400);
    assertEquals(READ, texts(view(plain), zxing));
  }

  /** A screen's stripes. */
  @Test
  void boofReadsThroughAFinePattern() {
    var view = view(striped(0.3));
    assertEquals(NOTHING, texts(view, zxing));
    assertEquals(READ, texts(view, boof));
  }

  /** Far away on the right, as seen from the left end of a wall. */
  @Test
  void rescueReadsWhatIsSlanted() {
    Drawn code = Drawn.setUp();
    double side = code.side();
    DoubleUnaryOperator width = x -> side * 6 - 0.5 * (x - 120);
    Drawn slanted =
        code.lying(
            (x, y) -> side * (x - 120) / width.applyAsDouble(x),
            (x, y) -> side / 2 + side * (y - 320) / width.applyAsDouble(x));
    assertOnlyRescued(Drawn.SETUP, slanted.picture(640, 640));
  }

  /** A large code, wound around a pipe. */
  @Test
  void rescueReadsWhatIsBent() {
    String text = "0123456789abcdefghij".repeat(20);
    Drawn code = Drawn.code(text, ErrorCorrectionLevel.L);
    double side = code.side();
    DoubleUnaryOperator turn = x -> Math.asin(Math.max(-1, Math.min(1, (x - 400) / 600)));
    Drawn bent =
        code.lying(
            (x, y) -> side / 2 + side / 2 * turn.applyAsDouble(x) / Math.asin(0.5),
            (x, y) -> side * (y - 90 - 120 * (1 - Math.cos(turn.applyAsDouble(x)))) / 600);
    assertOnlyRescued(text, bent.picture(800, 800));
  }

  @Test
  void blurringTakesAPatternAway() {
    assertEquals(NOTHING, texts(view(striped(0.5)), zxing, boof, rescue));
    assertEquals(READ, texts(view(Filters.blurred(striped(0.5), 1)), zxing, boof, rescue));
  }

  @Test
  void otherFormatsAreReadByZxing() throws WriterException {
    for (var format : List.of(BarcodeFormat.AZTEC, BarcodeFormat.DATA_MATRIX)) {
      View view = view(plain(format, "ticket 17", 200, 200));
      assertEquals(List.of("ticket 17"), texts(view, ZxingStage.otherFormats()));
    }
  }

  @Test
  void stripesAreReadLyingAndUpright() throws WriterException {
    GreyPicture lying = plain(BarcodeFormat.EAN_13, "4006381333931", 210, 80);
    FoundCode found = stripes.read(view(lying), budget()).get(0);
    assertEquals("4006381333931", found.text());
    assertEquals("EAN_13", found.format());
    assertEquals(List.of(0, 1, 2, 3), cornersIn(found, 110, 100, 300, 180));
    byte[] turned = lying.light().clone();
    for (int i = 0; i < turned.length; i++) {
      turned[i] = lying.light()[i % 400 * 400 + 399 - i / 400];
    }
    found = stripes.read(view(new GreyPicture(turned, 400, 400)), budget()).get(0);
    assertEquals("4006381333931", found.text());
    assertEquals(List.of(1, 2, 3, 0), cornersIn(found, 100, 100, 180, 290));
  }

  /** One line alone might be chance. */
  @Test
  void stripesInAFewLinesAreNotBelieved() throws WriterException {
    GreyPicture low = plain(BarcodeFormat.EAN_13, "4006381333931", 210, 20);
    assertEquals(NOTHING, texts(view(low), stripes));
  }

  private static List<Integer> cornersIn(FoundCode code, int left, int top, int right, int below) {
    double[][] wanted = {{left, top}, {right, top}, {right, below}, {left, below}};
    return code.corners().stream()
        .map(
            at -> {
              for (int i = 0; i < 4; i++) {
                if (Math.hypot(at.x() - wanted[i][0], at.y() - wanted[i][1]) < 25) {
                  return i;
                }
              }
              return -1;
            })
        .toList();
  }

  private static GreyPicture plain(BarcodeFormat format, String text, int width, int height)
      throws WriterException {
    BitMatrix dots = new MultiFormatWriter().encode(text, format, width, height);
    byte[] light = new byte[400 * 400];
    for (int i = 0; i < light.length; i++) {
      int x = i % 400 - 100;
      int y = i / 400 - 100;
      boolean inside = x >= 0 && y >= 0 && x < dots.getWidth() && y < dots.getHeight();
      light[i] = (byte) (inside && dots.get(x, y) ? 0 : 255);
    }
    return new GreyPicture(light, 400, 400);
  }

  private void assertOnlyRescued(String text, GreyPicture picture) {
    View view = view(picture);
    assertEquals(NOTHING, texts(view, zxing, boof));
    assertEquals(List.of(text), texts(view, rescue));
  }

  private static GreyPicture striped(double strength) {
    GreyPicture plain = Drawn.setUp().turned(14, 1100, 3).picture(1100, 1100);
    byte[] light = plain.light().clone();
    for (int i = 0; i < light.length; i++) {
      double x = Math.floorMod(i, 1100);
      double y = Math.floorDiv(i, 1100);
      double stripes = Math.sin(2.1 * x + 0.2 * y) * Math.sin(1.9 * y);
      light[i] = (byte) ((light[i] & 0xFF) * (1 - strength + strength * stripes));
    }
    return new GreyPicture(light, 1100, 1100);
  }

  private static View view(GreyPicture picture) {
    return new View(picture, 1, "test");
  }

  private static List<String> texts(View view, Stage... stages) {
    return Stream.of(stages)
        .flatMap(stage -> stage.read(view, budget()).stream())
        .map(FoundCode::text)
        .distinct()
        .toList();
  }

  private static Budget budget() {
    return Budget.of(Duration.ofSeconds(20), () -> {});
  }
}
