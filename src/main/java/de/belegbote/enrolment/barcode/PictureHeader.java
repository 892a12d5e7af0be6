// Says what a file is and how large its picture, before any pixel is decoded.
package de.belegbote.enrolment.barcode;

import io.vertx.core.buffer.Buffer;

/**
 * What the file says about its picture; its name and declared type count for nothing.
 *
 * @param format by the file's first bytes
 * @param width in pixels as stored, 0 for a PDF, whose pictures are measured where it is opened
 * @param height in pixels as stored, 0 for a PDF
 * @param length bytes up to the picture's end; whatever is hung on behind is never looked at
 * @param inks how colours are stored; only a JPEG has more than one way
 * @param orientation how the camera was held, 1 to 8 as in EXIF; 1 is upright
 */
record PictureHeader(
    PictureFormat format, int width, int height, int length, Inks inks, int orientation) {
  static final int MAX_BYTES = 15 * 1024 * 1024;
  static final int MAX_SIDE = 12_000;
  static final long MAX_PIXELS = 50_000_000;

  PictureHeader(PictureFormat format, int width, int height, int length) {
    this(format, width, height, length, Inks.LIGHT_FIRST, 1);
  }

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
    byte[] bytes = file.getBytes();
    PictureFormat format =
        PictureFormat.of(bytes).orElseThrow(PictureRefusal.NOT_A_PICTURE::failure);
    return switch (format) {
      case JPEG -> new JpegWalk(bytes).header();
      case PNG -> new PngWalk(file).header();
      case GIF -> new GifWalk(bytes).header();
      case WEBP -> new WebpWalk(bytes).header();
      case HEIF -> new HeifWalk(bytes).header();
      case PDF -> new PictureHeader(format, 0, 0, file.length());
    };
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

  /**
   * Where a point of the decoded picture lies in the one a person sees: the decoded one may be
   * smaller by a whole step, and is never turned.
   *
   * @param x from the left of the decoded picture, in its pixels
   * @param y from its top
   * @param decodedWidth of the picture that {@link PictureDecoder} made
   * @return x and y in the pixels of the upright picture, at its full size
   */
  double[] upright(double x, double y, int decodedWidth) {
    // The decoder rounds the smaller width up, so that the step is the rounded quotient.
    double step = width == 0 ? 1 : Math.max(1, Math.round((double) width / decodedWidth));
    double across = x * step;
    double down = y * step;
    return switch (orientation) {
      case 2 -> new double[] {width - across, down};
      case 3 -> new double[] {width - across, height - down};
      case 4 -> new double[] {across, height - down};
      case 5 -> new double[] {down, across};
      case 6 -> new double[] {height - down, across};
      case 7 -> new double[] {height - down, width - across};
      case 8 -> new double[] {down, width - across};
      default -> new double[] {across, down};
    };
  }
}
