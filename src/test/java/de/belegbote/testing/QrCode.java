// A picture a customer could send.
package de.belegbote.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.WriterException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import com.google.zxing.qrcode.QRCodeWriter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Draws the code that a portal shows when an authenticator app is set up. */
public final class QrCode {
  private static final int SIDE = 400;
  private static final String TEXT =
      "otpauth://totp/Shop:maria?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Shop";

  private QrCode() {}

  static byte[] png() {
    return png(TEXT);
  }

  /** A picture of a code with that text. */
  public static byte[] png(String text) {
    var bytes = new ByteArrayOutputStream();
    try {
      var code = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, SIDE, SIDE);
      var picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      for (int i = 0; i < SIDE * SIDE; i++) {
        picture.setRGB(i % SIDE, i / SIDE, code.get(i % SIDE, i / SIDE) ? 0 : 0xFFFFFF);
      }
      assertTrue(ImageIO.write(picture, "png", bytes));
    } catch (IOException | WriterException never) {
      throw new IllegalStateException(never);
    }
    return bytes.toByteArray();
  }

  /** What the code on a picture says. */
  public static String read(byte[] picture) {
    try {
      var seen = ImageIO.read(new ByteArrayInputStream(picture));
      int[] pixels = seen.getRGB(0, 0, seen.getWidth(), seen.getHeight(), null, 0, seen.getWidth());
      var source = new RGBLuminanceSource(seen.getWidth(), seen.getHeight(), pixels);
      return new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source))).getText();
    } catch (IOException | ReaderException unreadable) {
      throw new AssertionError("the picture shows no code", unreadable);
    }
  }
}
