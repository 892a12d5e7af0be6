// Walks the segments of a JPEG file.
package de.belegbote.enrolment.barcode;

import io.vertx.core.buffer.Buffer;

/**
 * JPEG (ITU-T T.81): markers, most with a length, and after each start of scan the coded picture up
 * to the next marker. Thumbnails lie inside segments and are stepped over.
 */
final class JpegWalk {
  /** All coefficients of a progressive picture are held in memory at once, 6 bytes a pixel. */
  private static final long MAX_PROGRESSIVE_PIXELS = 20_000_000;

  /** Cameras write 1, progressive files about 10; each costs a pass over the whole picture. */
  private static final int MAX_SCANS = 64;

  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int DNL = 0xDC;

  private final Buffer file;
  private int width;
  private int height;
  private int scans;

  JpegWalk(Buffer file) {
    this.file = file;
  }

  PictureHeader header() {
    int at = 2;
    while (true) {
      at = nextMarker(at);
      int marker = byteAt(at - 1);
      if (marker == EOI) {
        if (scans == 0) {
          throw PictureRefusal.DAMAGED.failure();
        }
        return new PictureHeader("jpeg", width, height, at);
      }
      if (marker == SOI || marker == DNL) {
        throw PictureRefusal.DAMAGED.failure();
      }
      int length = shortAt(at);
      read(marker, at + 2, length);
      at += length;
    }
  }

  private void read(int marker, int at, int length) {
    if (length < 2) {
      throw PictureRefusal.DAMAGED.failure();
    }
    if (isFrame(marker)) {
      if (width > 0) {
        throw PictureRefusal.DAMAGED.failure();
      }
      height = shortAt(at + 1);
      width = shortAt(at + 3);
      boolean progressive = (marker & 0x03) == 0x02;
      PictureHeader.checkSides(
          width, height, progressive ? MAX_PROGRESSIVE_PIXELS : PictureHeader.MAX_PIXELS);
    }
    if (marker == SOS) {
      scans++;
      if (width == 0 || scans > MAX_SCANS) {
        throw PictureRefusal.DAMAGED.failure();
      }
    }
  }

  /** SOF0 to SOF15 without DHT, JPG and DAC, which share the range. */
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  /**
   * Position after the next marker; coded data, stuffed zeros and restart markers are no marker.
   */
  private int nextMarker(int from) {
    int at = from;
    while (true) {
      if (byteAt(at++) != 0xFF) {
        continue;
      }
      int code = byteAt(at);
      if (code == 0xFF) {
        continue;
      }
      at++;
      if (code != 0x00 && code != 0x01 && (code < 0xD0 || code > 0xD7)) {
        return at;
      }
    }
  }

  private int shortAt(int at) {
    return (byteAt(at) << 8) | byteAt(at + 1);
  }

  private int byteAt(int at) {
    if (at >= file.length()) {
      throw PictureRefusal.TRUNCATED.failure();
    }
    return file.getUnsignedByte(at);
  }
}
