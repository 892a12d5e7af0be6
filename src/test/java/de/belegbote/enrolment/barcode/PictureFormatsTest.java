// Pictures as they come: every way to store one gives the same brightness.
package de.belegbote.enrolment.barcode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.enrolment.barcode.reading.GreyPicture;
import de.belegbote.platform.Failure;
import de.belegbote.platform.TimeSource;
import io.vertx.core.buffer.Buffer;
import java.awt.Color;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFormatsTest {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;

  /** Brightness from 0 on the left to 252 on the right. */
  private static BufferedImage ramp() {
    BufferedImage picture = Pictures.blank(WIDTH, HEIGHT).image();
    for (int x = 0; x < WIDTH; x++) {
      for (int y = 0; y < HEIGHT; y++) {
        picture.setRGB(x, y, 4 * x * 0x010101);
      }
    }
    return picture;
  }

  private static Jpegs.Mixture mixture(Inks inks) {
    return switch (inks) {
      case LIGHT_FIRST -> grey -> new int[] {grey, 90, 200};
      case RGB -> grey -> new int[] {grey, grey, grey};
      // Half of the darkness is black ink, so that both parts of the formula count.
      case CMYK -> grey -> new int[] {cmy(grey), cmy(grey), cmy(grey), black(grey)};
      case ADOBE_CMYK ->
          grey -> new int[] {255 - cmy(grey), 255 - cmy(grey), 255 - cmy(grey), 255 - black(grey)};
      case ADOBE_YCCK -> grey -> new int[] {cmy(grey), 128, 128, 255 - black(grey)};
    };
  }

  private static int black(int grey) {
    return (255 - grey) / 2;
  }

  private static int cmy(int grey) {
    return 255 - grey * 255 / (255 - black(grey));
  }

  @ParameterizedTest
  @EnumSource
  void readsAJpegOfAnyInks(Inks inks) {
    Buffer plain = Jpegs.of(ramp(), mixture(inks));
    Buffer file =
        switch (inks) {
          case LIGHT_FIRST -> Jpegs.withAdobe(plain, 1);
          case RGB, ADOBE_CMYK -> Jpegs.withAdobe(plain, 0);
          case CMYK -> plain;
          case ADOBE_YCCK -> Jpegs.withAdobe(plain, 2);
        };
    assertEquals(inks, PictureHeader.of(file).inks());
    assertIsRamp(decoded(file), 8);
  }

  @Test
  void weighsTheColoursOfAJpegAsTheEyeDoes() {
    var reds = Jpegs.withAdobe(Jpegs.of(ramp(), grey -> new int[] {255, 0, 0}), 0);
    assertEquals(76, decoded(reds).light()[0] & 0xFF, 3);
    var red = new BufferedImage(8, 8, BufferedImage.TYPE_3BYTE_BGR);
    red.setRGB(0, 0, 8, 8, new int[64], 0, 8);
    var pen = red.createGraphics();
    pen.setColor(Color.RED);
    pen.fillRect(0, 0, 8, 8);
    pen.dispose();
    assertEquals(76, decoded(Pictures.of(red).jpeg()).light()[0] & 0xFF, 3);
    assertEquals(76, decoded(Pictures.of(red).png()).light()[0] & 0xFF, 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsAJpegAtOnceOrInSteps(boolean progressive) {
    assertIsRamp(decoded(Pictures.of(ramp()).jpeg(0.9f, progressive)), 4);
    var grey = Pictures.of(ramp()).as(BufferedImage.TYPE_BYTE_GRAY);
    assertEquals(HEIGHT, decoded(grey.jpeg(0.9f, progressive)).height());
  }

  /** Where the upper left corner of the file is in what the person sees. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, 0",
    "2, 64, 0",
    "3, 64, 48",
    "4, 0, 48",
    "5, 0, 0",
    "6, 48, 0",
    "7, 48, 64",
    "8, 0, 64"
  })
  void knowsHowTheCameraWasHeld(int orientation, double x, double y) {
    for (boolean little : new boolean[] {false, true}) {
      Buffer file = Jpegs.withOrientation(Pictures.of(ramp()).jpeg(), orientation, little);
      PictureHeader header = PictureHeader.of(file);
      assertEquals(orientation, header.orientation());
      assertArrayEquals(new double[] {x, y}, header.upright(0, 0, WIDTH));
      assertEquals(WIDTH, decoded(file).width(), "the picture itself is not turned");
    }
  }

  @Test
  void givesPointsOfAPictureReadInPartInFullPixels() {
    var header = new PictureHeader(PictureFormat.JPEG, 8_000, 6_000, 1, Inks.LIGHT_FIRST, 6);
    assertArrayEquals(new double[] {6_000 - 200, 400}, header.upright(200, 100, 4_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 65_535})
  void takesAnUnknownOrientationForUpright(int value) {
    Buffer file = Jpegs.withOrientation(Pictures.of(ramp()).jpeg(), value, false);
    assertEquals(1, PictureHeader.of(file).orientation());
  }

  @Test
  void readsSixteenBitsAColour() {
    for (boolean alpha : new boolean[] {false, true}) {
      var space = ColorSpace.getInstance(ColorSpace.CS_sRGB);
      int transparency = alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE;
      var model =
          new ComponentColorModel(space, alpha, false, transparency, DataBuffer.TYPE_USHORT);
      var samples = model.createCompatibleWritableRaster(WIDTH, HEIGHT);
      for (int x = 0; x < WIDTH; x++) {
        for (int y = 0; y < HEIGHT; y++) {
          int light = 4 * x * 0x0101;
          samples.setPixel(
              x, y, alpha ? new int[] {0, 0, 0, 0xFFFF - light} : new int[] {light, light, light});
        }
      }
      assertIsRamp(decoded(Pictures.of(new BufferedImage(model, samples, false, null)).png()), 1);
    }
  }

  @Test
  void readsPalettesWithTransparentColours() {
    byte[] black = new byte[256];
    byte[] alpha = new byte[256];
    for (int i = 0; i < 256; i++) {
      alpha[i] = (byte) (255 - i);
    }
    var palette = new IndexColorModel(8, 256, black, black, black, alpha);
    var picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED, palette);
    for (int x = 0; x < WIDTH; x++) {
      for (int y = 0; y < HEIGHT; y++) {
        picture.getRaster().setSample(x, y, 0, 4 * x);
      }
    }
    assertIsRamp(decoded(Pictures.of(picture).png()), 1);
  }

  @Test
  void readsInterlacedPngs() throws IOException {
    assertIsRamp(decoded(Pictures.written("png", true, ramp())), 0);
  }

  @Test
  void readsGifs() throws IOException {
    for (boolean interlaced : new boolean[] {false, true}) {
      var grey = Pictures.of(ramp()).as(BufferedImage.TYPE_BYTE_GRAY).image();
      assertEquals(
          PictureFormat.GIF, PictureHeader.of(Pictures.written("gif", true, grey)).format());
      var ramp = ramp();
      GreyPicture picture = decoded(Pictures.written("gif", interlaced, ramp));
      assertEquals(WIDTH, picture.width());
      assertIsRamp(picture, 6);
    }
  }

  @Test
  void readsTheFirstFrameOfAMovingGif() throws IOException {
    var black = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
    Buffer file = Pictures.written("gif", false, ramp(), black, black);
    PictureHeader header = PictureHeader.of(file);
    assertTrue(header.length() < file.length() - 20, "the other frames are not handed on");
    assertIsRamp(decoded(file), 6);
    assertEquals(header, PictureHeader.of(file.slice(0, header.length())));
    var early = file.slice(0, header.length() - 1);
    assertEquals(
        "truncated",
        assertThrows(Failure.class, () -> PictureHeader.of(early)).reason().orElseThrow());
  }

  /** 16 megapixels of 8 bytes each would be 128 MB. */
  @Test
  void readsDeepColoursInPart() throws IOException {
    var space = ColorSpace.getInstance(ColorSpace.CS_sRGB);
    var model =
        new ComponentColorModel(
            space, true, false, Transparency.TRANSLUCENT, DataBuffer.TYPE_USHORT);
    var samples = model.createCompatibleWritableRaster(4_000, 3_000);
    var deep = Pictures.of(new BufferedImage(model, samples, false, null));
    assertEquals(2_000, decoded(deep.png()).width());
  }

  private static GreyPicture decoded(Buffer file) {
    var deadline = Deadline.in(Duration.ofSeconds(10), TimeSource.system());
    return PictureDecoder.decode(file, PictureHeader.of(file), deadline);
  }

  private static void assertIsRamp(GreyPicture picture, int tolerance) {
    assertEquals(WIDTH, picture.width());
    assertEquals(HEIGHT, picture.height());
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      assertEquals(4 * (i % WIDTH), picture.light()[i] & 0xFF, tolerance, "pixel " + i);
    }
  }
}
