// Walks the chunks of a PNG file.
package de.belegbote.enrolment.barcode;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** PNG (ISO/IEC 15948): a signature, then chunks of length, type, data and checksum. */
final class PngWalk {
  private static final int SIGNATURE = 8;
  private static final int FRAME = 12;

  private final Buffer file;

  PngWalk(Buffer file) {
    this.file = file;
  }

  PictureHeader header() {
    if (file.length() < SIGNATURE + FRAME + 13) {
      throw PictureRefusal.TRUNCATED.failure();
    }
    if (!type(SIGNATURE).equals("IHDR")) {
      throw PictureRefusal.DAMAGED.failure();
    }
    long width = file.getUnsignedInt(SIGNATURE + 8);
    long height = file.getUnsignedInt(SIGNATURE + 12);
    PictureHeader.checkSides(width, height, PictureHeader.MAX_PIXELS);
    return new PictureHeader(PictureFormat.PNG, (int) width, (int) height, end());
  }

  private int end() {
    long at = SIGNATURE;
    while (at + FRAME <= file.length()) {
      String type = type((int) at);
      long next = at + FRAME + file.getUnsignedInt((int) at);
      if (type.equals("acTL")) {
        throw PictureRefusal.ANIMATED.failure();
      }
      if (type.equals("IEND") && next <= file.length()) {
        return (int) next;
      }
      at = next;
    }
    throw PictureRefusal.TRUNCATED.failure();
  }

  private String type(int at) {
    return file.getString(at + 4, at + 8, StandardCharsets.ISO_8859_1.name());
  }
}
