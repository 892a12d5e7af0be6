// A picture a customer could send.
package de.belegbote.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.QRCodeWriter;
import java.awt.image.BufferedImage;
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
}
