// Says what a file is and how large its picture, before any pixel is decoded.
package de.belegbote.enrolment.barcode;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the file says about its picture; its name and declared type count for nothing.
 *
 * @param format {@code jpeg} or {@code png}
 * @param width in pixels
 * @param height in pixels
 * @param length bytes up to the picture's end; whatever is hung on behind is never looked at
 */
record PictureHeader(String format, int width, int height, int length) {
  static final int MAX_BYTES = 15 * 1024 * 1024;
  static final int MAX_SIDE = 12_000;
  static final long MAX_PIXELS = 50_000_000;

  /**
   * Reads the header and walks to the end of the picture, so that an incomplete file is known.
   *
   * @throws de.belegbote.platform.Failure UNUSABLE_PICTURE or TOO_LARGE with the reason
   */
  static PictureHeader of(Buffer file) {
    if (file.length() == 0) {
      throw PictureRefusal.EMPTY.failure();
    }
    if (file.length() > MAX_BYTES) {
      throw PictureRefusal.TOO_LARGE.failure();
    }
    if (startsWith(file, 0, "\u00ff\u00d8\u00ff")) {
      return new JpegWalk(file).header();
    }
    if (startsWith(file, 0, "\u0089PNG\r\n\u001a\n")) {
      return new PngWalk(file).header();
    }
    throw foreign(file).failure();
  }

  /** Checks the limits; the walks call it as soon as they know the sides. */
  static void checkSides(long width, long height, long maxPixels) {
    if (width <= 0 || height <= 0) {
      throw PictureRefusal.DAMAGED.failure();
    }
    if (width > MAX_SIDE || height > MAX_SIDE || width * height > maxPixels) {
      throw PictureRefusal.TOO_MANY_PIXELS.failure();
    }
  }

  /** Formats people really send, by their magic numbers. */
  private static PictureRefusal foreign(Buffer file) {
    if (startsWith(file, 0, "GIF8")) {
      return PictureRefusal.GIF;
    }
    if (startsWith(file, 0, "RIFF") && startsWith(file, 8, "WEBP")) {
      return PictureRefusal.WEBP;
    }
    if (startsWith(file, 4, "ftypavi")) {
      return PictureRefusal.WEBP;
    }
    // ISO base media files: heic, heix, hevc, mif1, msf1 … a video is the only other guess.
    if (startsWith(file, 4, "ftyphe")
        || startsWith(file, 4, "ftypmif")
        || startsWith(file, 4, "ftypmsf")) {
      return PictureRefusal.HEIC;
    }
    String start = file.getString(0, Math.min(1_024, file.length()), "ISO-8859-1");
    return start.contains("%PDF-") ? PictureRefusal.PDF : PictureRefusal.NOT_A_PICTURE;
  }

  private static boolean startsWith(Buffer file, int at, String latin1) {
    byte[] magic = latin1.getBytes(StandardCharsets.ISO_8859_1);
    if (file.length() < at + magic.length) {
      return false;
    }
    return Arrays.equals(file.getBytes(at, at + magic.length), magic);
  }
}
