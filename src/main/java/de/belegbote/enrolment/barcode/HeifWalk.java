// Walks the boxes of a HEIC or AVIF file.
package de.belegbote.enrolment.barcode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * HEIF (ISO/IEC 23008-12) in boxes (ISO/IEC 14496-12). The sides of all its pictures stand in
 * {@code meta/iprp/ipco/ispe}: the tiles, the thumbnail and the whole; the largest counts.
 */
final class HeifWalk {
  private static final int HEAD = 8;
  private static final int LONG_HEAD = 16;

  /** meta, iprp, ipco, ispe: deeper nesting is only made to exhaust the stack. */
  private static final int MAX_DEPTH = 4;

  private final ByteBuffer file;
  private int width;
  private int height;

  HeifWalk(byte[] file) {
    this.file = ByteBuffer.wrap(file);
  }

  PictureHeader header() {
    int end = file.limit();
    for (int at = 0; at < end; ) {
      at = box(at, end, 1, PictureRefusal.TRUNCATED);
    }
    if (width == 0) {
      throw PictureRefusal.DAMAGED.failure();
    }
    return new PictureHeader(PictureFormat.HEIF, width, height, end);
  }

  /** Reads what counts in a box; returns its end, which lies within the given one. */
  private int box(int at, int limit, int depth, PictureRefusal outside) {
    if (at + HEAD > limit || depth > MAX_DEPTH) {
      throw outside.failure();
    }
    long size = Integer.toUnsignedLong(file.getInt(at));
    int inside = at + HEAD;
    if (size == 1 && at + LONG_HEAD <= limit) {
      size = file.getLong(at + HEAD);
      inside = at + LONG_HEAD;
    } else if (size == 0) {
      size = (long) limit - at;
    }
    if (size < inside - at || size > limit - at) {
      throw outside.failure();
    }
    int end = at + (int) size;
    switch (type(at)) {
      // Version and flags come before the boxes within.
      case "meta" -> boxes(inside + 4, end, depth + 1);
      case "iprp", "ipco" -> boxes(inside, end, depth + 1);
      case "ispe" -> sides(inside + 4, end);
      default -> {
        // Coded pixels, names, colours: of no interest before the picture is decoded.
      }
    }
    return end;
  }

  private void boxes(int from, int end, int depth) {
    for (int at = from; at < end; ) {
      at = box(at, end, depth, PictureRefusal.DAMAGED);
    }
  }

  private void sides(int at, int end) {
    if (at + 8 > end) {
      throw PictureRefusal.DAMAGED.failure();
    }
    long across = Integer.toUnsignedLong(file.getInt(at));
    long down = Integer.toUnsignedLong(file.getInt(at + 4));
    PictureHeader.checkSides(across, down, PictureHeader.MAX_PIXELS);
    if (across * down > (long) width * height) {
      width = (int) across;
      height = (int) down;
    }
  }

  private String type(int at) {
    return new String(file.array(), at + 4, 4, StandardCharsets.ISO_8859_1);
  }
}
