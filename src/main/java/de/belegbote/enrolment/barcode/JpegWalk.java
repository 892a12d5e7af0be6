// Walks the segments of a JPEG file.
package de.belegbote.enrolment.barcode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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
  private static final int APP1 = 0xE1;
  private static final int APP14 = 0xEE;
  private static final int ORIENTATION = 0x0112;

  private final byte[] file;
  private int width;
  private int height;
  private int scans;
  private int components;
  private boolean lettersRgb;
  private int adobeTransform = -1;
  private int orientation = 1;

  JpegWalk(byte[] file) {
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
        return new PictureHeader(PictureFormat.JPEG, width, height, at, inks(), orientation);
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
      components = byteAt(at + 5);
      lettersRgb =
          components == 3
              && byteAt(at + 6) == 'R'
              && byteAt(at + 9) == 'G'
              && byteAt(at + 12) == 'B';
    }
    if (marker == APP14 && length >= 14 && startsWith(at, "Adobe")) {
      adobeTransform = byteAt(at + 11);
    }
    if (marker == APP1 && startsWith(at, "Exif\0\0") && at + length - 2 <= file.length) {
      orientation = orientation(ByteBuffer.wrap(file, at + 6, Math.max(0, length - 8)).slice());
    }
    if (marker == SOS) {
      scans++;
      if (width == 0 || scans > MAX_SCANS) {
        throw PictureRefusal.DAMAGED.failure();
      }
    }
  }

  /**
   * As libjpeg decides it, which decodes: by Adobe's marker, else by the names of the components.
   */
  private Inks inks() {
    if (components == 4) {
      return switch (adobeTransform) {
        case -1 -> Inks.CMYK;
        case 2 -> Inks.ADOBE_YCCK;
        default -> Inks.ADOBE_CMYK;
      };
    }
    boolean rgb = adobeTransform == 0 || (adobeTransform < 0 && lettersRgb);
    return components == 3 && rgb ? Inks.RGB : Inks.LIGHT_FIRST;
  }

  /** The tag in the first directory of the TIFF block; whatever is wrong in there means upright. */
  private static int orientation(ByteBuffer exif) {
    try {
      ByteBuffer tiff = exif.order(exif.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : exif.order());
      int at = tiff.getInt(4);
      int entries = Short.toUnsignedInt(tiff.getShort(at));
      for (int i = 0; i < entries; i++) {
        int entry = at + 2 + 12 * i;
        if (Short.toUnsignedInt(tiff.getShort(entry)) == ORIENTATION) {
          int value = tiff.getShort(entry + 8);
          return value >= 1 && value <= 8 ? value : 1;
        }
      }
    } catch (IndexOutOfBoundsException broken) {
      return 1;
    }
    return 1;
  }

  private boolean startsWith(int at, String latin1) {
    byte[] start = latin1.getBytes(StandardCharsets.ISO_8859_1);
    return at + start.length <= file.length
        && Arrays.equals(file, at, at + start.length, start, 0, start.length);
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
    if (at >= file.length) {
      throw PictureRefusal.TRUNCATED.failure();
    }
    return file[at] & 0xFF;
  }
}
