// Draws a code the way a camera would see it.
package de.belegbote.enrolment.barcode.reading;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;

/** Light of 0 to 1 for each place of a picture; spoiled step by step, then made into pixels. */
final class Drawn {
  static final String SETUP =
      "otpauth://totp/Example%20GmbH:anna@example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Example%20GmbH";

  private final ByteMatrix code;
  private DoubleBinaryOperator u = (x, y) -> x;
  private DoubleBinaryOperator v = (x, y) -> y;
  private double black = 0.05;
  private double white = 0.9;

  private Drawn(ByteMatrix code) {
    this.code = code;
  }

  static Drawn code(String text, ErrorCorrectionLevel level) {
    try {
      return new Drawn(Encoder.encode(text, level).getMatrix());
    } catch (WriterException impossible) {
      throw new AssertionError(impossible);
    }
  }

  static Drawn setUp() {
    return code(SETUP, ErrorCorrectionLevel.M);
  }

  /** Modules of a side. */
  int side() {
    return code.getWidth();
  }

  /** From pixels to modules; the code's corner is at module 0, 0. */
  Drawn lying(DoubleBinaryOperator toU, DoubleBinaryOperator toV) {
    u = toU;
    v = toV;
    return this;
  }

  /** Straight, with that many pixels a module and a margin in pixels. */
  Drawn straight(double module, double margin) {
    return lying((x, y) -> (x - margin) / module, (x, y) -> (y - margin) / module);
  }

  /** Turned by degrees around the middle of a square picture. */
  Drawn turned(double module, int picture, double degrees) {
    double cos = Math.cos(Math.toRadians(degrees)) / module;
    double sin = Math.sin(Math.toRadians(degrees)) / module;
    double half = picture / 2.0;
    double middle = side() / 2.0;
    return lying(
        (x, y) -> middle + cos * (x - half) + sin * (y - half),
        (x, y) -> middle - sin * (x - half) + cos * (y - half));
  }

  Drawn lit(double ofBlack, double ofWhite) {
    black = ofBlack;
    white = ofWhite;
    return this;
  }

  /** The mean of nine places in each pixel. */
  GreyPicture picture(int width, int height) {
    byte[] light = new byte[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double sum = 0;
        for (int i = 0; i < 9; i++) {
          sum += at(x + (i % 3 + 0.5) / 3, y + (Math.floorDiv(i, 3) + 0.5) / 3);
        }
        light[y * width + x] = (byte) Math.round(sum / 9 * 255);
      }
    }
    return new GreyPicture(light, width, height);
  }

  private double at(double x, double y) {
    int column = (int) Math.floor(u.applyAsDouble(x, y));
    int row = (int) Math.floor(v.applyAsDouble(x, y));
    boolean inside = column >= 0 && row >= 0 && column < side() && row < side();
    return inside && code.get(column, row) == 1 ? black : white;
  }

  /** Grain of up to that many steps; the same for a seed. */
  static GreyPicture grained(GreyPicture picture, int strength, long seed) {
    var random = new Random(seed);
    byte[] light = picture.light().clone();
    for (int i = 0; i < light.length; i++) {
      int grain = random.nextInt(-strength, strength + 1);
      light[i] = (byte) Math.max(0, Math.min(255, (light[i] & 0xFF) + grain));
    }
    return new GreyPicture(light, picture.width(), picture.height());
  }

  /** Both pictures beside each other; equally high. */
  static GreyPicture beside(GreyPicture left, GreyPicture right) {
    int width = left.width() + right.width();
    byte[] light = new byte[width * left.height()];
    for (int y = 0; y < left.height(); y++) {
      System.arraycopy(left.light(), y * left.width(), light, y * width, left.width());
      System.arraycopy(
          right.light(), y * right.width(), light, y * width + left.width(), right.width());
    }
    return new GreyPicture(light, width, left.height());
  }
}
