// A code is read whose third corner mark nobody can see.
package de.belegbote.enrolment.barcode.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairsTest {
  private static final int PICTURE = 640;
  private static final double MODULE = 7;
  private static final double TURN = 17;

  /** By the module where the mark begins: of 49 modules a side at level M, whichever is hidden. */
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "0, 1"})
  void readsUnderGlare(int right, int below) {
    Drawn code = Drawn.setUp().turned(MODULE, PICTURE, TURN);
    double far = code.side() - 7.0;
    GreyPicture picture =
        whitened(code.picture(PICTURE, PICTURE), code.side(), far * right, far * below);
    assertOnlyRescued(Drawn.SETUP, view(picture));
  }

  /** What lies beyond the edge is not known, rather than as light as the edge. */
  @Test
  void readsBeyondTheEdge() {
    String text = "a".repeat(120);
    GreyPicture whole =
        Drawn.code(text, ErrorCorrectionLevel.H).turned(7, PICTURE, 45).picture(PICTURE, PICTURE);
    int first = 0;
    while (whole.at(PICTURE / 2, first) > 128) {
      first++;
    }
    // The mark is 69 pixels from corner to corner.
    int cut = (first + 45) * PICTURE;
    byte[] light = Arrays.copyOfRange(whole.light(), cut, whole.light().length);
    View view = view(new GreyPicture(light, PICTURE, light.length / PICTURE));
    assertOnlyRescued(text, view);
  }

  @Test
  void guessesLieWhereTheMarkWas() {
    Mark corner = square(100, 100);
    Mark right = square(380, 100);
    Mark below = square(100, 380);
    for (List<Mark> two :
        List.of(List.of(corner, right), List.of(corner, below), List.of(right, below))) {
      assertNotNull(
          Pairs.of(two).stream()
              .filter(guess -> guess.corner().isNear(corner))
              .filter(guess -> guess.right().isNear(right) && guess.below().isNear(below))
              .findAny()
              .orElse(null));
    }
  }

  @Test
  void marksOfDifferentSizesAreNoPair() {
    Mark large = Mark.of(new double[] {300, 60, 440, 60, 440, 200, 300, 200});
    assertEquals(List.of(), Pairs.of(List.of(square(100, 100), large)));
    assertEquals(List.of(), Pairs.of(List.of(square(100, 100))));
  }

  @Test
  void oneMarkAloneIsNotEnough() {
    Drawn code = Drawn.setUp().turned(MODULE, PICTURE, TURN);
    double far = code.side() - 7.0;
    GreyPicture one = whitened(code.picture(PICTURE, PICTURE), code.side(), far, 0);
    View view = view(whitened(one, code.side(), 0, far));
    assertNull(text(view, ZxingStage.hybrid()));
    assertNull(text(view, new BoofStage()));
    assertNull(text(view, new RescueStage()));
  }

  private static Mark square(double x, double y) {
    double half = 35;
    return Mark.of(
        new double[] {
          x - half, y - half, x + half, y - half, x + half, y + half, x - half, y + half
        });
  }

  /** White over the mark and one module around it, in a code turned around the middle. */
  private static GreyPicture whitened(GreyPicture picture, int side, double u, double v) {
    byte[] light = picture.light().clone();
    double cos = Math.cos(Math.toRadians(TURN)) / MODULE;
    double sin = Math.sin(Math.toRadians(TURN)) / MODULE;
    for (int i = 0; i < light.length; i++) {
      double x = Math.floorMod(i, PICTURE) - PICTURE / 2.0;
      double y = Math.floorDiv(i, PICTURE) - PICTURE / 2.0;
      double du = side / 2.0 + cos * x + sin * y - u;
      double dv = side / 2.0 - sin * x + cos * y - v;
      if (du > -1 && du < 8 && dv > -1 && dv < 8) {
        light[i] = (byte) 250;
      }
    }
    return new GreyPicture(light, PICTURE, PICTURE);
  }

  private static void assertOnlyRescued(String text, View view) {
    assertNull(text(view, ZxingStage.hybrid()));
    assertNull(text(view, new BoofStage()));
    assertEquals(text, text(view, new RescueStage()));
  }

  private static String text(View view, Stage stage) {
    var budget = Budget.of(Duration.ofSeconds(20), () -> {});
    return stage.read(view, budget).stream().map(FoundCode::text).findFirst().orElse(null);
  }

  private static View view(GreyPicture picture) {
    return new View(picture, 1, "test");
  }
}
