// Draws the QR code of the authenticator's set-up page.
package de.belegbote.sandbox;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A QR code as PNG, made in memory. */
final class QrPicture {
  private static final int SIDE = 300;

  private QrPicture() {}

  static byte[] png(String text) throws IOException, WriterException {
    BitMatrix dots = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, SIDE, SIDE);
    var picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_BINARY);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        picture.setRGB(x, y, dots.get(x, y) ? 0x000000 : 0xFFFFFF);
      }
    }
    var bytes = new ByteArrayOutputStream();
    // The plain stream would go through a temporary file, and the picture holds a seed.
    try (var memory = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(picture, "png", memory)) {
        throw new IOException("this Java runtime cannot write PNG");
      }
    }
    return bytes.toByteArray();
  }
}
