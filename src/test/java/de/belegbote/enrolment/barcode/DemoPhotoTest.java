// The photos that the demo takes can be read, whatever seed is in the code.
package de.belegbote.enrolment.barcode;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import de.belegbote.demo.Camera;
import de.belegbote.enrolment.barcode.reading.Budget;
import de.belegbote.enrolment.barcode.reading.FoundCode;
import de.belegbote.enrolment.barcode.reading.GreyPicture;
import de.belegbote.enrolment.barcode.reading.PhotoReader;
import de.belegbote.otp.OtpAuth;
import de.belegbote.platform.TimeSource;
import io.vertx.core.buffer.Buffer;
import java.awt.image.BufferedImage;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DemoPhotoTest {
  private static final int ROUNDS = Integer.getInteger("belegbote.photos", 20);

  @Test
  void areReadWhateverSeedIsInTheCode() throws WriterException {
    long start = Long.getLong("belegbote.seed", System.nanoTime());
    System.out.println("DemoPhotoTest: -Dbelegbote.seed=" + start);
    var random = new Random(start);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] seed = new byte[20];
      random.nextBytes(seed);
      var auth = OtpAuth.ofSeed(seed, "Belegbote Practice", "good+demo@practice.belegbote.test");
      String text = auth.toSecret().reveal();
      byte[] screen = Pictures.of(blackAndWhite(text)).png().getBytes();
      Buffer photo = Buffer.buffer(Camera.photo(screen, random.nextLong()));
      assertTrue(texts(photo).contains(text), "photo " + round + " of start " + start);
    }
  }

  // As the practice portal shows it: 300 pixels, two colours.
  private static BufferedImage blackAndWhite(String text) throws WriterException {
    BitMatrix dots = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 300, 300);
    var picture = new BufferedImage(300, 300, BufferedImage.TYPE_BYTE_BINARY);
    for (int y = 0; y < 300; y++) {
      for (int x = 0; x < 300; x++) {
        picture.setRGB(x, y, dots.get(x, y) ? 0x000000 : 0xFFFFFF);
      }
    }
    return picture;
  }

  // As BarcodeVerticle does.
  private static Set<String> texts(Buffer photo) {
    var deadline = Deadline.in(BarcodeVerticle.LIMIT, TimeSource.system());
    GreyPicture picture = PictureDecoder.decode(photo, PictureHeader.of(photo), deadline);
    var budget = Budget.of(Budget.USUAL, deadline::check);
    return PhotoReader.read(picture, budget, CodeChoice::isSetUpCode).stream()
        .map(FoundCode::text)
        .collect(Collectors.toSet());
  }
}
