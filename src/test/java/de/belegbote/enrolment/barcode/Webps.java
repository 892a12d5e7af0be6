// Writes lossless WebP pictures, of two brightnesses only.
package de.belegbote.enrolment.barcode;

import io.vertx.core.buffer.Buffer;
import java.awt.image.BufferedImage;

/** The shortest VP8L there is (RFC 9649, section 3): one bit a pixel, black or white. */
final class Webps {
  private final Buffer bytes = Buffer.buffer();
  private int pending;
  private int held;

  private Webps() {}

  /** The picture, each pixel split at half brightness. */
  static Buffer lossless(BufferedImage picture) {
    var image = new Webps();
    image.bits(0x2F, 8);
    image.bits(picture.getWidth() - 1, 14);
    image.bits(picture.getHeight() - 1, 14);
    // No transparency, version 0.
    image.bits(0, 4);
    // One transform: green was taken off red and blue. Then no other, no cache, no groups.
    image.bits(1 | 2 << 1, 3);
    image.bits(0, 3);
    // Green is 0 or 255; red, blue and distance are always 0, transparency 255.
    image.bits(0b111, 3);
    image.bits(0, 8);
    image.bits(255, 8);
    image.always(0);
    image.always(0);
    image.always(255);
    image.always(0);
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        image.bits(picture.getRaster().getSample(x, y, 0) >= 128 ? 1 : 0, 1);
      }
    }
    image.bits(0, 8);
    return riff(image.bytes);
  }

  private static Buffer riff(Buffer data) {
    Buffer even = data.length() % 2 == 0 ? data : data.copy().appendByte((byte) 0);
    return Buffer.buffer("RIFF")
        .appendIntLE(even.length() + 12)
        .appendString("WEBPVP8L")
        .appendIntLE(data.length())
        .appendBuffer(even);
  }

  /** A code with one symbol takes no bits in the picture. */
  private void always(int symbol) {
    bits(0b101, 3);
    bits(symbol, 8);
  }

  private void bits(int value, int count) {
    for (int i = 0; i < count; i++) {
      pending |= (value >> i & 1) << held++;
      if (held == 8) {
        bytes.appendByte((byte) pending);
        pending = 0;
        held = 0;
      }
    }
  }
}
