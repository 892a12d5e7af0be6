// Each measure tells what it is meant to tell, on drawn pictures.
package de.belegbote.enrolment.barcode.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.enrolment.barcode.diagnosis.Finding.Cause;
import de.belegbote.enrolment.barcode.reading.GreyPicture;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
  private static final int W = 900;
  private static final int H = 700;

  private interface Light {
    double at(int x, int y);
  }

  private static GreyPicture drawn(Light light) {
    byte[] pixels = new byte[W * H];
    for (int i = 0; i < pixels.length; i++) {
      int value = (int) Math.round(light.at(i % W, Math.floorDiv(i, W)));
      pixels[i] = (byte) Math.max(0, Math.min(255, value));
    }
    return new GreyPicture(pixels, W, H);
  }

  /** Paper, and on it dark and light squares by chance. */
  private static Light code(int left, int top, int module, int modules) {
    boolean[] dark = new boolean[modules * modules];
    var random = new Random(7);
    for (int i = 0; i < dark.length; i++) {
      dark[i] = random.nextBoolean();
    }
    return (x, y) -> {
      int u = Math.floorDiv(x - left, module);
      int v = Math.floorDiv(y - top, module);
      boolean inside = u >= 0 && v >= 0 && u < modules && v < modules;
      return inside && dark[v * modules + u] ? 50 : 200;
    };
  }

  private static Light blurred(Light light, int radius) {
    GreyPicture sharp = drawn(light);
    return (x, y) -> {
      double sum = 0;
      for (int dy = -radius; dy <= radius; dy++) {
        for (int dx = -radius; dx <= radius; dx++) {
          int at = Math.max(0, Math.min(H - 1, y + dy)) * W + Math.max(0, Math.min(W - 1, x + dx));
          sum += sharp.light()[at] & 0xFF;
        }
      }
      return sum / ((2 * radius + 1) * (2 * radius + 1));
    };
  }

  private static Finding of(Light light) {
    return Diagnosis.of(drawn(light));
  }

  private static void assertCause(Cause cause, Light light) {
    assertEquals(cause, of(light).cause());
  }

  @Test
  void tellsLightDarknessAndNothing() {
    Light usual = code(200, 150, 8, 45);
    assertCause(Cause.NO_CODE, (x, y) -> 200);
    assertCause(Cause.TOO_DARK, (x, y) -> usual.at(x, y) / 6);
    assertCause(Cause.TOO_BRIGHT, (x, y) -> usual.at(x, y) * 2 + 60);
    assertCause(Cause.UNCLEAR, usual);
  }

  @Test
  void takesThinTextForNoCode() {
    var random = new Random(3);
    boolean[] letters = new boolean[W];
    for (int i = 0; i < W; i++) {
      letters[i] = random.nextInt(4) == 0;
    }
    assertCause(Cause.NO_CODE, (x, y) -> y % 24 < 8 && letters[(x + y / 24 * 31) % W] ? 40 : 210);
  }

  @Test
  void seesWhereTheCodeIsCut() {
    assertCut(new Finding.Point(0, 0), code(-150, 200, 8, 45));
    assertCut(new Finding.Point(W, 0), code(W - 200, 200, 8, 45));
    assertCut(new Finding.Point(0, 0), code(300, -150, 8, 45));
    assertCut(new Finding.Point(0, H), code(300, H - 200, 8, 45));
  }

  private static void assertCut(Finding.Point side, Light light) {
    Finding finding = of(light);
    assertEquals(Cause.CUT_OFF, finding.cause());
    Finding.Point at = finding.focus().get(0);
    boolean onIt = Math.abs(at.x() - side.x()) < 8 || Math.abs(at.y() - side.y()) < 8;
    assertTrue(onIt, at + " is not at " + side);
  }

  @Test
  void tellsSmallFromBlurred() {
    assertCause(Cause.TOO_SMALL, code(400, 300, 2, 49));
    assertCause(Cause.BLURRED, blurred(code(250, 150, 8, 45), 7));
  }

  @Test
  void findsTheReflectionOnACode() {
    Light usual = code(250, 150, 8, 45);
    Finding finding =
        of((x, y) -> usual.at(x, y) + 500 * Math.exp(-Math.hypot(x - 330, y - 220) / 30));
    assertEquals(Cause.GLARE, finding.cause());
    assertEquals(330, finding.focus().get(0).x(), 25);
    assertEquals(220, finding.focus().get(0).y(), 25);
    double left = finding.box().stream().mapToDouble(Finding.Point::x).min().orElseThrow();
    double bottom = finding.box().stream().mapToDouble(Finding.Point::y).max().orElseThrow();
    assertEquals(250, left, 40);
    assertEquals(150 + 8 * 45, bottom, 40);
  }

  @Test
  void tellsAScreensPatternFromNoise() {
    Light usual = code(250, 150, 8, 45);
    assertCause(
        Cause.MOIRE, (x, y) -> usual.at(x, y) * (1 + 0.5 * Math.sin(x * 0.7 + y * 0.2)) * 0.7);
    var random = new Random(11);
    assertCause(Cause.NO_CODE, (x, y) -> 80 + random.nextInt(100));
  }

  @Test
  void countsCodes() {
    List<Light> codes =
        List.of(
            code(150, 100, 2, 45),
            code(350, 100, 2, 45),
            code(150, 300, 2, 45),
            code(350, 300, 2, 45));
    assertCause(
        Cause.MANY_CODES,
        (x, y) -> codes.stream().mapToDouble(code -> code.at(x, y)).min().orElse(0));
  }

  @Test
  void looksAtPicturesOfAnySize() {
    for (int side : new int[] {1, 3, 50}) {
      byte[] light = new byte[3000 * side];
      new Random(side).nextBytes(light);
      assertNotEquals(Cause.TOO_DARK, Diagnosis.of(new GreyPicture(light, 3000, side)).cause());
      assertNotEquals(Cause.TOO_DARK, Diagnosis.of(new GreyPicture(light, side, 3000)).cause());
    }
  }

  @Test
  void measuresHalfAModule() {
    for (int module : new int[] {4, 8, 12}) {
      GreyPicture picture = drawn(code(50, 50, module, 45));
      Texture texture = Texture.of(picture, 60, 60, 60 + module * 40, 60 + module * 40);
      assertEquals(module / 2.0, texture.reach(), 0.7);
      assertEquals(1, texture.evenness(), 0.1);
      assertEquals(1, texture.stretch(), 0.25);
    }
  }

  @Test
  void balancesInkAndPaper() {
    Cells cells = new Cells(drawn((x, y) -> x % 10 == 0 ? 0 : 200));
    assertTrue(cells.of(0, 0, cells.across(), cells.down()).skew() < -2);
    Cells even = new Cells(drawn((x, y) -> x % 10 < 5 ? 0 : 200));
    assertEquals(0, even.of(0, 0, even.across(), even.down()).skew(), 0.1);
    assertEquals(100, even.of(0, 0, even.across(), even.down()).mean(), 2);
    assertEquals(100, even.of(0, 0, even.across(), even.down()).spread(), 2);
  }
}
