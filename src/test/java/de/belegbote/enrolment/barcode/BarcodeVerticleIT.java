// Photos go in over the event bus; set-up codes or reasons come out.
package de.belegbote.enrolment.barcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.zxing.BarcodeFormat;
import de.belegbote.otp.OtpAuth;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.TurnableClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.awt.image.BufferedImage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BarcodeVerticleIT {
  private static final OtpAuth AUTH = OtpAuth.fromUri(Pictures.SETUP);
  private static final String OTHER_SETUP =
      "otpauth://totp/Other:bob?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Other";

  private Vertx vertx;
  private BarcodeReader reader;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    reader = new BarcodeReader(vertx.eventBus());
    deploy(new TurnableClock(Instant.EPOCH).source());
  }

  private void deploy(TimeSource time) throws Exception {
    vertx
        .deployVerticle(new BarcodeVerticle(time))
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void readsScreenshots() throws Exception {
    for (int side : new int[] {90, 200, 300, 900}) {
      assertRead(Pictures.qr(Pictures.SETUP, side).png());
    }
    assertRead(Pictures.qr(Pictures.SETUP, 300).jpeg());
    assertRead(Pictures.qr(Pictures.SETUP, 300).jpeg(0.3f, true));
  }

  /** Degrees, side of the code in a photo of 1600 x 1200, width of the blur, grain. */
  @ParameterizedTest
  @CsvSource({
    "0, 500, 1, 10",
    "90, 500, 1, 10",
    "180, 300, 3, 20",
    "17, 400, 3, 20",
    "45, 700, 5, 30",
    "-30, 900, 9, 10"
  })
  void readsPhotos(double degrees, int side, int blur, int grain) throws Exception {
    assertRead(
        Pictures.qr(Pictures.SETUP, 600)
            .onDesk(1600, 1200, degrees, side / 600.0)
            .blurred(blur)
            .grained(grain, 4_711)
            .shaded()
            .jpeg());
  }

  @Test
  void readsCodesOnDarkScreens() throws Exception {
    assertRead(Pictures.qr(Pictures.SETUP, 300).inverted().png());
    assertRead(
        Pictures.qr(Pictures.SETUP, 600).inverted().onDesk(1000, 800, 8, 0.7).blurred(3).jpeg());
  }

  @Test
  void readsASmallCodeInALargePhoto() throws Exception {
    assertRead(Pictures.qr(Pictures.SETUP, 300).onDesk(5200, 4000, 5, 1).jpeg());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_BYTE_BINARY,
        BufferedImage.TYPE_BYTE_INDEXED,
        BufferedImage.TYPE_USHORT_GRAY,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_INT_RGB
      })
  void readsEveryPixelLayout(int type) throws Exception {
    assertRead(Pictures.qr(Pictures.SETUP, 300).as(type).png());
  }

  @Test
  void seesTransparentPartsAsWhite() throws Exception {
    var image = Pictures.qr(Pictures.SETUP, 300).as(BufferedImage.TYPE_INT_ARGB).image();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, (image.getRGB(x, y) & 0xFF) > 128 ? 0x00000000 : 0xFF000000);
      }
    }
    assertRead(Pictures.of(image).png());
  }

  @Test
  void prefersTheSetUpCodeToOthersInThePicture() throws Exception {
    var page = Pictures.blank(1200, 500).with(Pictures.qr("https://example.com/app", 350), 50, 50);
    assertRead(page.with(Pictures.qr(Pictures.SETUP, 350), 700, 50).jpeg());
  }

  @Test
  void refusesTwoDifferentSetUpCodesButNotTheSameTwice() throws Exception {
    var same = Pictures.blank(1200, 500).with(Pictures.qr(Pictures.SETUP, 350), 50, 50);
    assertRead(same.with(Pictures.qr(Pictures.SETUP, 350), 700, 50).png());
    var two = Pictures.blank(1200, 500).with(Pictures.qr(Pictures.SETUP, 350), 50, 50);
    assertRefused(
        Problem.UNUSABLE_BARCODE,
        "several-codes",
        two.with(Pictures.qr(OTHER_SETUP, 350), 700, 50).png());
  }

  @ParameterizedTest
  @CsvSource({
    "otpauth://hotp/x?secret=JBSWY3DPEHPK3PXP&counter=1, counter-based",
    "otpauth://totp/x?secret=JBSWY3DP, key-too-short",
    "otpauth-migration://offline?data=CjEKCkhlbGxvId6tvu8SGEV4YW1wbGU, unreadable-setup-code",
    "phonefactor://activate_account?code=123&url=https%3A%2F%2Fexample.com, microsoft-push",
    "https://example.com/secret-path, web-link",
    "HTTP://EXAMPLE.COM/, web-link",
    "WIFI:T:WPA;S:home;P:secret-password;;, wifi",
    "bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT, payment",
    "FIDO:/123456789012345, passkey",
    "4006381333931, product"
  })
  void saysWhatAnotherCodeIs(String text, String reason) throws Exception {
    Failure why = assertRefused(Problem.UNUSABLE_BARCODE, reason, Pictures.qr(text, 300).png());
    assertFalse(why.detail().contains("secret-"), why.detail());
  }

  @Test
  void knowsOtherKindsOfCodes() throws Exception {
    for (var format : new BarcodeFormat[] {BarcodeFormat.AZTEC, BarcodeFormat.DATA_MATRIX}) {
      var ticket = Pictures.blank(500, 500).with(Pictures.code(format, "ticket 17", 300), 100, 100);
      assertRefused(Problem.UNUSABLE_BARCODE, "other-code", ticket.png());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EAN_13, 4006381333931, 0",
    "EAN_8, 96385074, 180",
    "UPC_A, 042100005264, 3",
    "CODE_128, JJD0123456789 ABC, 90",
    "CODE_128, JJD0123456789 ABC, 270",
    "EAN_13, 4006381333931, 32",
    "CODE_128, JJD0123456789 ABC, 140",
    "ITF, 30712345000010, 0",
    "ITF, 30712345000010, 65",
    "CODE_39, P-4711, 0",
    "CODE_39, P-4711, 197"
  })
  void callsStripesTheBarCodeTheyAre(BarcodeFormat format, String text, int degrees)
      throws Exception {
    var parcel = Pictures.code(format, text, 400).onDesk(900, 700, degrees, 1.2).blurred(2);
    assertRefused(Problem.UNUSABLE_BARCODE, "product", parcel.jpeg());
  }

  @Test
  void prefersAnyCodeToStripes() throws Exception {
    var page =
        Pictures.blank(1000, 800)
            .with(Pictures.code(BarcodeFormat.EAN_13, "4006381333931", 300), 600, 100);
    assertRead(page.with(Pictures.qr(Pictures.SETUP, 350), 100, 50).png());
  }

  @Test
  void readsSetUpCodesOfOtherKindsToo() throws Exception {
    for (var format : new BarcodeFormat[] {BarcodeFormat.AZTEC, BarcodeFormat.DATA_MATRIX}) {
      var page = Pictures.blank(500, 500).with(Pictures.code(format, Pictures.SETUP, 400), 50, 50);
      assertRead(page.png());
    }
  }

  @Test
  void findsNoCodeWhereThereIsNone() throws Exception {
    assertRefused(Problem.NO_BARCODE, "no-code", Pictures.blank(300, 300).png());
    assertRefused(Problem.NO_BARCODE, "no-code", Pictures.blank(1, 1).png());
    assertRefused(Problem.NO_BARCODE, "no-code", Pictures.blank(3000, 1).jpeg());
    assertRefused(Problem.NO_BARCODE, "no-code", Pictures.blank(640, 480).grained(255, 99).jpeg());
  }

  /**
   * Unbounded, each of these keeps the code reader busy for minutes. The clock stands still and the
   * answer may be late, so that on a busy machine too only the bound on computing time ends it.
   */
  @ParameterizedTest
  @ValueSource(ints = {17, 60})
  void isNotHeldUpByAPictureFullOfCornerMarks(int perRow) {
    var patient = new BarcodeReader(vertx.eventBus(), Duration.ofMinutes(10));
    Buffer file = Pictures.marks(perRow).png();
    var failed = assertThrows(ExecutionException.class, () -> await(patient.read(file)));
    Failure why = assertInstanceOf(Failure.class, failed.getCause());
    assertEquals(Problem.NO_BARCODE, why.problem(), why::toString);
  }

  @Test
  void endsAtTheDeadline() throws Exception {
    restartWith(new Clocks.Ticking(Duration.ofSeconds(3)));
    assertRefused(
        Problem.TIMED_OUT, "reading-too-slow", Pictures.blank(900, 900).grained(255, 7).png());
  }

  @Test
  void takesNoMorePhotosThanItsMemoryIsMeantFor() throws Exception {
    var gate = new CountDownLatch(1);
    restartWith(new Clocks.Gated(gate));
    Buffer picture = Pictures.qr(Pictures.SETUP, 120).png();
    var waiting = Stream.generate(() -> reader.read(picture)).limit(BarcodeVerticle.MAX_WAITING);
    var taken = waiting.toList();
    var busy = assertThrows(ExecutionException.class, () -> await(reader.read(picture)));
    assertEquals(Problem.UNAVAILABLE, ((Failure) busy.getCause()).problem());
    gate.countDown();
    for (Future<DecodedBarcode> read : taken) {
      assertEquals(AUTH, await(read).auth());
    }
    assertRead(picture);
  }

  @Test
  void saysSoWhenNobodyReads() throws Exception {
    stop();
    vertx = Vertx.vertx();
    var failed =
        assertThrows(
            ExecutionException.class,
            () -> await(new BarcodeReader(vertx.eventBus()).read(Buffer.buffer("x"))));
    assertEquals(Problem.UNAVAILABLE, assertInstanceOf(Failure.class, failed.getCause()).problem());
  }

  @Test
  void printsNeitherPictureNorCode() {
    assertEquals("DecodeBarcode[1 bytes]", new DecodeBarcode(Buffer.buffer("x")).toString());
    assertFalse(DecodedBarcode.of(Pictures.SETUP, AUTH).toString().contains("JBSWY"));
  }

  private void restartWith(Clock clock) throws Exception {
    stop();
    vertx = Vertx.vertx();
    reader = new BarcodeReader(vertx.eventBus());
    deploy(new TimeSource(clock, pause -> {}));
  }

  private void assertRead(Buffer file) throws Exception {
    DecodedBarcode code = await(reader.read(file));
    assertEquals(AUTH, code.auth());
    assertEquals(Pictures.SETUP, code.text().reveal());
  }

  @CanIgnoreReturnValue
  private Failure assertRefused(Problem problem, String reason, Buffer file) {
    var failed = assertThrows(ExecutionException.class, () -> await(reader.read(file)));
    Failure why = assertInstanceOf(Failure.class, failed.getCause());
    assertEquals(reason, why.reason().orElse(why.detail()));
    assertEquals(problem, why.problem());
    return why;
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
