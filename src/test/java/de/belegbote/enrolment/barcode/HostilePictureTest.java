// Files made to do harm are refused from their header, before a pixel is decoded.
package de.belegbote.enrolment.barcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.enrolment.barcode.reading.GreyPicture;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TurnableClock;
import io.vertx.core.buffer.Buffer;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HostilePictureTest {
  private static final Buffer PNG = Pictures.qr(Pictures.SETUP, 120).png();
  private static final Buffer JPEG = Pictures.qr(Pictures.SETUP, 120).jpeg();

  @ParameterizedTest
  @CsvSource({
    "12000, 4000, ''",
    "4000, 12000, ''",
    "12001, 1, too-many-pixels",
    "1, 12001, too-many-pixels",
    "12000, 4167, too-many-pixels",
    "-1, -1, too-many-pixels",
    "0, 10, damaged"
  })
  void checksTheSidesOfAPng(int width, int height, String reason) {
    Buffer file = PNG.copy().setInt(16, width).setInt(20, height);
    if (reason.isEmpty()) {
      assertEquals(width, PictureHeader.of(file).width());
    } else {
      assertRefused(reason, file);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "12000, 4000, ''",
    "12001, 1, too-many-pixels",
    "1, 12001, too-many-pixels",
    "65535, 65535, too-many-pixels",
    "0, 10, damaged"
  })
  void checksTheSidesOfAJpeg(int width, int height, String reason) {
    Buffer file = withSides(JPEG, 0xC0, width, height);
    if (reason.isEmpty()) {
      assertEquals(height, PictureHeader.of(file).height());
    } else {
      assertRefused(reason, file);
    }
  }

  @Test
  void allowsProgressiveJpegsFewerPixels() {
    Buffer progressive = Pictures.qr(Pictures.SETUP, 120).jpeg(0.7f, true);
    assertEquals(5_000, PictureHeader.of(withSides(progressive, 0xC2, 5_000, 4_000)).width());
    assertRefused("too-many-pixels", withSides(progressive, 0xC2, 5_000, 4_001));
  }

  @Test
  void refusesTooManyScans() {
    int scan = JPEG.toString(StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00da");
    Buffer file = JPEG.slice(0, JPEG.length() - 2).copy();
    for (int i = 0; i < 64; i++) {
      file.appendBuffer(JPEG.slice(scan, scan + 40));
    }
    assertRefused("damaged", file.appendBytes(new byte[] {(byte) 0xFF, (byte) 0xD9}));
  }

  @Test
  void refusesFilesThatEndEarly() {
    for (Buffer whole : new Buffer[] {PNG, JPEG}) {
      assertEquals(whole.length(), PictureHeader.of(whole).length());
      for (int length = 12; length < whole.length(); length += 7) {
        assertRefused("truncated", whole.slice(0, length));
      }
      assertRefused("truncated", whole.slice(0, whole.length() - 1));
    }
  }

  @Test
  void isNotFooledByTheEndOfAThumbnail() {
    Buffer thumbnail = Buffer.buffer().appendUnsignedShort(0xFFE1);
    thumbnail.appendUnsignedShort(JPEG.length() + 2).appendBuffer(JPEG);
    Buffer photo = Buffer.buffer().appendBuffer(JPEG.slice(0, 2)).appendBuffer(thumbnail);
    assertRefused("truncated", photo.copy().appendBuffer(JPEG.slice(2, JPEG.length() - 90)));
    Buffer whole = photo.appendBuffer(JPEG.slice(2, JPEG.length()));
    assertEquals(whole.length(), PictureHeader.of(whole).length());
  }

  @ParameterizedTest
  @CsvSource({
    "'', empty-file",
    "x, not-a-picture",
    "<svg xmlns='http://www.w3.org/2000/svg'/>, not-a-picture",
    "GIF89a, truncated",
    "GIF90a, not-a-picture",
    "'junk %PDF-1.7', not-a-picture",
    "RIFF0000WEBPVP8 , truncated",
    "0000ftypavif0000, truncated",
    "0000ftypheic0000, truncated",
    "0000ftypmif10000, truncated",
    "0000ftypisom0000, not-a-picture",
    "PK\u0003\u0004, not-a-picture",
    "BM123456, not-a-picture"
  })
  void namesWhatIsNoPicture(String start, String reason) {
    assertRefused(reason, Buffer.buffer(start));
  }

  @Test
  void refusesLargeFiles() {
    Failure why = assertRefused("picture-too-large", Buffer.buffer(new byte[15 * 1024 * 1024 + 1]));
    assertEquals(Problem.TOO_LARGE, why.problem());
  }

  @Test
  void refusesMovingPictures() {
    Buffer animation = chunk("acTL", new byte[8]);
    assertRefused(
        "animated",
        PNG.getBuffer(0, 33).appendBuffer(animation).appendBuffer(PNG.slice(33, PNG.length())));
  }

  /** The decoder is given the bytes up to the picture's end only, whatever else the file is. */
  @Test
  void neverLooksBehindThePicturesEnd() {
    for (Buffer picture : new Buffer[] {PNG, JPEG}) {
      Buffer both =
          picture.copy().appendString("PK\u0003\u0004 or <script>alert(1)</script> %PDF-1.7");
      PictureHeader header = PictureHeader.of(both);
      assertEquals(picture.length(), header.length());
      assertEquals(120, decoded(both, header).width());
    }
    assertRefused("not-a-picture", Buffer.buffer("PK\u0003\u0004").appendBuffer(PNG));
  }

  /** 48 megapixels of one colour pack into a few kB; a quarter of them become pixels in memory. */
  @Test
  void keepsBombsSmall() {
    var black = new BufferedImage(8_000, 6_000, BufferedImage.TYPE_BYTE_BINARY);
    Buffer bomb = Pictures.of(black).png();
    assertTrue(bomb.length() < 20_000);
    GreyPicture picture = decoded(bomb, PictureHeader.of(bomb));
    assertEquals(4_000, picture.width());
    assertEquals(3_000, picture.height());
  }

  @Test
  void neverInflatesTextChunks() {
    var clock = new TurnableClock(Instant.EPOCH);
    Buffer file =
        PNG.getBuffer(0, 33)
            .appendBuffer(chunk("zTXt", "k\0\0broken".getBytes(StandardCharsets.ISO_8859_1)))
            .appendBuffer(chunk("iCCP", "k\0\0broken".getBytes(StandardCharsets.ISO_8859_1)))
            .appendBuffer(PNG.slice(33, PNG.length()));
    var deadline = Deadline.in(Duration.ofSeconds(10), clock.source());
    assertEquals(120, PictureDecoder.decode(file, PictureHeader.of(file), deadline).width());
  }

  @Test
  void answersDamageWithAReasonAndNothingElse() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < 400; i++) {
      Buffer file = (i % 2 == 0 ? PNG : JPEG).copy();
      for (int hits = random.nextInt(1, 12); hits > 0; hits--) {
        file.setByte(random.nextInt(2, file.length()), (byte) random.nextInt(256));
      }
      try {
        GreyPicture picture = decoded(file, PictureHeader.of(file));
        assertTrue(picture.pixels() <= 16_000_000);
      } catch (Failure refused) {
        assertTrue(refused.reason().isPresent());
      } catch (RuntimeException | AssertionError other) {
        throw new AssertionError("seed " + seed + ", file " + i, other);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesEachRefusalInOneStableWay(PictureRefusal refusal) {
    assertTrue(refusal.slug().matches("[a-z0-9-]{3,40}"), refusal.slug());
    assertTrue(refusal.text().endsWith("."), refusal.text());
    assertTrue(refusal.failure().problem().status() >= 400);
  }

  private static GreyPicture decoded(Buffer file, PictureHeader header) {
    var clock = new TurnableClock(Instant.EPOCH);
    return PictureDecoder.decode(file, header, Deadline.in(Duration.ofSeconds(10), clock.source()));
  }

  private static Buffer withSides(Buffer jpeg, int frame, int width, int height) {
    String marker = "\u00ff" + (char) frame;
    int at = jpeg.toString(StandardCharsets.ISO_8859_1).indexOf(marker);
    return jpeg.copy().setUnsignedShort(at + 5, height).setUnsignedShort(at + 7, width);
  }

  private static Buffer chunk(String type, byte[] data) {
    Buffer body = Buffer.buffer(type).appendBytes(data);
    var checksum = new CRC32();
    checksum.update(body.getBytes());
    return Buffer.buffer()
        .appendInt(data.length)
        .appendBuffer(body)
        .appendUnsignedInt(checksum.getValue());
  }

  @CanIgnoreReturnValue
  private static Failure assertRefused(String reason, Buffer file) {
    var why = assertThrows(Failure.class, () -> PictureHeader.of(file));
    assertEquals(reason, why.reason().orElseThrow());
    return why;
  }
}
