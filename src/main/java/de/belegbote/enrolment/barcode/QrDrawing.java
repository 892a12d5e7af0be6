// Draws an address as a QR code, to be scanned from a screen.
package de.belegbote.enrolment.barcode;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.Encoder;
import com.google.zxing.qrcode.encoder.QRCode;
import java.util.Map;

/**
 * A QR code as lines of an SVG drawing, one unit per module, without its quiet zone.
 *
 * @param side modules per side
 * @param path what is dark, as the attribute {@code d} of a path
 */
public record QrDrawing(int side, String path) {
  /**
   * Draws a text.
   *
   * @param text at most some hundred characters
   */
  public static QrDrawing of(String text) {
    QRCode code;
    try {
      code =
          Encoder.encode(
              text, ErrorCorrectionLevel.M, Map.of(EncodeHintType.CHARACTER_SET, "UTF-8"));
    } catch (WriterException tooLong) {
      throw new IllegalArgumentException("this does not fit into a QR code", tooLong);
    }
    var matrix = code.getMatrix();
    var path = new StringBuilder();
    for (int y = 0; y < matrix.getHeight(); y++) {
      for (int x = 0; x < matrix.getWidth(); x++) {
        if (matrix.get(x, y) == 1) {
          path.append('M').append(x).append(' ').append(y).append("h1v1h-1z");
        }
      }
    }
    return new QrDrawing(matrix.getWidth(), path.toString());
  }
}
