// A drawn code is read back by a reader that knows nothing of it.
package de.belegbote.enrolment.barcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class QrDrawingTest {
  private static final int UNIT = 4;

  @Test
  void drawsWhatAPhoneReads() throws ReaderException {
    String address = "https://belege.example.com/u/" + "Aa0_-".repeat(6) + "xy";
    assertEquals(address, read(QrDrawing.of(address)));
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThrows(IllegalArgumentException.class, () -> QrDrawing.of("x".repeat(4_000)));
  }

  private static String read(QrDrawing drawing) throws ReaderException {
    int side = (drawing.side() + 8) * UNIT;
    var picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    var pen = picture.createGraphics();
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, side, side);
    pen.setColor(Color.BLACK);
    var modules = Pattern.compile("M(\\d+) (\\d+)h1v1h-1z").matcher(drawing.path());
    int count = 0;
    while (modules.find()) {
      int x = Integer.parseInt(modules.group(1)) + 4;
      int y = Integer.parseInt(modules.group(2)) + 4;
      pen.fillRect(x * UNIT, y * UNIT, UNIT, UNIT);
      count++;
    }
    assertTrue(count > 100, "nothing was drawn");
    int[] pixels = picture.getRGB(0, 0, side, side, null, 0, side);
    var bits = new HybridBinarizer(new RGBLuminanceSource(side, side, pixels));
    return new QRCodeReader().decode(new BinaryBitmap(bits)).getText();
  }
}
