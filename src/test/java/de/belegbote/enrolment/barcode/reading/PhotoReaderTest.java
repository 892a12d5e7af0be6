// A photo is read as far as it is asked, and as long as its budget lasts.
package de.belegbote.enrolment.barcode.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PhotoReaderTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void findsAllCodesUntilOneIsEnough() {
    GreyPicture setUp = Drawn.setUp().straight(6, 60).picture(400, 400);
    Drawn link = Drawn.code("https://example.com/app", ErrorCorrectionLevel.M);
    GreyPicture both = Drawn.beside(link.straight(8, 60).picture(400, 400), setUp);
    assertEquals(
        Set.of(Drawn.SETUP, "https://example.com/app"),
        texts(PhotoReader.read(both, budget(LONG), text -> false)));
    assertTrue(
        texts(PhotoReader.read(both, budget(LONG), text -> text.startsWith("otpauth:")))
            .contains(Drawn.SETUP));
  }

  @Test
  void endsWhenNoMarksOfAnotherCodeAreInSight() {
    GreyPicture link =
        Drawn.code("https://example.com/app", ErrorCorrectionLevel.M)
            .straight(8, 60)
            .picture(400, 400);
    int[] looks = {0, 0};
    Budget quick = Budget.of(LONG, () -> looks[0]++);
    assertEquals(
        Set.of("https://example.com/app"),
        texts(PhotoReader.readWhatIsInSight(link, quick, text -> false)));
    Budget patient = Budget.of(LONG, () -> looks[1]++);
    assertEquals(1, PhotoReader.read(link, patient, text -> false).size());
    assertTrue(looks[0] * 3 < looks[1], looks[0] + " looks, not far fewer than " + looks[1]);
    // ZXing does not see the second one at this size, but its marks are there.
    GreyPicture blurred = Filters.blurred(Drawn.setUp().straight(6, 60).picture(400, 400), 2);
    assertEquals(
        Set.of(Drawn.SETUP, "https://example.com/app"),
        texts(
            PhotoReader.readWhatIsInSight(
                Drawn.beside(link, blurred), budget(LONG), text -> false)));
  }

  @Test
  void saysWhereTheCodeIs() {
    for (double blur : new double[] {0, 1}) {
      GreyPicture large = Drawn.setUp().turned(20, 2400, 90).picture(2400, 2400);
      GreyPicture picture = blur == 0 ? large : Filters.blurred(large, 15);
      FoundCode code = PhotoReader.read(picture, budget(LONG), text -> true).get(0);
      double half = Drawn.setUp().side() * 20 / 2.0;
      double[][] corners = {{half, -half}, {half, half}, {-half, half}, {-half, -half}};
      for (int i = 0; i < 4; i++) {
        FoundCode.Corner corner = code.corners().get(i);
        assertEquals(1200 + corners[i][0], corner.x(), 15, code.stage() + i);
        assertEquals(1200 + corners[i][1], corner.y(), 15, code.stage() + i);
      }
    }
  }

  @Test
  void readsLightOnDark() {
    Drawn code = Drawn.setUp().lit(0.9, 0.1).turned(7, 600, 12);
    assertEquals(Set.of(Drawn.SETUP), texts(code.picture(600, 600)));
  }

  @Test
  void readsASmallCodeInALargePicture() {
    Drawn code = Drawn.setUp().turned(3.2, 3800, -7);
    assertEquals(Set.of(Drawn.SETUP), texts(code.picture(3800, 3800)));
  }

  /** A screen's stripes, and grain over them. */
  @Test
  void readsThroughAScreensPattern() {
    GreyPicture picture = Drawn.setUp().lit(0.1, 0.8).turned(9, 800, 3).picture(800, 800);
    byte[] light = picture.light().clone();
    for (int i = 0; i < light.length; i++) {
      int x = i % 800;
      int y = i / 800;
      double stripes = 0.75 + 0.25 * Math.sin(x * 2.1 + y * 0.2) * Math.sin(y * 1.9);
      light[i] = (byte) ((light[i] & 0xFF) * stripes);
    }
    assertEquals(
        Set.of(Drawn.SETUP), texts(Drawn.grained(new GreyPicture(light, 800, 800), 25, 4_711)));
  }

  @Test
  void readsNothingWhereNothingIs() {
    long seed = System.nanoTime();
    byte[] light = new byte[700 * 500];
    new Random(seed).nextBytes(light);
    for (GreyPicture picture :
        List.of(
            new GreyPicture(new byte[1], 1, 1),
            new GreyPicture(new byte[3000], 3000, 1),
            new GreyPicture(light, 700, 500),
            Filters.blurred(new GreyPicture(light, 700, 500), 3))) {
      var found = PhotoReader.read(picture, budget(Duration.ofSeconds(2)), text -> true);
      assertEquals(List.of(), found, "seed " + seed);
    }
  }

  @Test
  void endsWhenTheBudgetIsSpent() {
    byte[] light = new byte[3000 * 2000];
    new Random(7).nextBytes(light);
    Budget budget = budget(Duration.ofMillis(300));
    assertEquals(
        List.of(), PhotoReader.read(new GreyPicture(light, 3000, 2000), budget, text -> true));
    assertTrue(budget.usedMillis() >= 300, "ended early");
    assertTrue(budget.usedMillis() < 3_000, "took " + budget.usedMillis());
    GreyPicture code = Drawn.setUp().straight(5, 40).picture(400, 400);
    assertEquals(List.of(), PhotoReader.read(code, budget(Duration.ZERO), text -> true));
  }

  @Test
  void stopsAtOnceWhenTheBackstopThrows() {
    var late = new IllegalStateException("too late");
    Budget budget =
        Budget.of(
            LONG,
            () -> {
              throw late;
            });
    GreyPicture code = Drawn.setUp().straight(5, 40).picture(400, 400);
    assertThrows(IllegalStateException.class, () -> PhotoReader.read(code, budget, text -> true));
  }

  @Test
  void printsNoText() {
    GreyPicture code = Drawn.setUp().straight(5, 40).picture(400, 400);
    String printed = PhotoReader.read(code, budget(LONG), text -> true).toString();
    assertFalse(printed.contains("JBSWY3"), printed);
  }

  private static Set<String> texts(GreyPicture picture) {
    return texts(PhotoReader.read(picture, budget(LONG), text -> true));
  }

  private static Set<String> texts(List<FoundCode> codes) {
    return codes.stream().map(FoundCode::text).collect(Collectors.toSet());
  }

  private static Budget budget(Duration limit) {
    return Budget.of(limit, () -> {});
  }
}
