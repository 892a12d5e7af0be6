// Walks the blocks of a GIF file to the end of its first frame.
package de.belegbote.enrolment.barcode;

/** GIF 87a and 89a: a screen, then blocks; later frames are never looked at. */
final class GifWalk {
  private static final int SCREEN_END = 13;
  private static final int EXTENSION = 0x21;
  private static final int FRAME = 0x2C;

  private final byte[] file;

  GifWalk(byte[] file) {
    this.file = file;
  }

  PictureHeader header() {
    PictureHeader.checkSides(shortAt(6), shortAt(8), PictureHeader.MAX_PIXELS);
    int at = SCREEN_END + tableLength(byteAt(10));
    while (byteAt(at) == EXTENSION) {
      at = afterSubBlocks(at + 2);
    }
    if (byteAt(at) != FRAME) {
      throw PictureRefusal.DAMAGED.failure();
    }
    int width = shortAt(at + 5);
    int height = shortAt(at + 7);
    PictureHeader.checkSides(width, height, PictureHeader.MAX_PIXELS);
    // The descriptor, its colours and the code size come before the coded pixels.
    int end = afterSubBlocks(at + 10 + tableLength(byteAt(at + 9)) + 1);
    return new PictureHeader(PictureFormat.GIF, width, height, end);
  }

  private static int tableLength(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 0x07) + 1);
  }

  private int afterSubBlocks(int from) {
    int at = from;
    while (byteAt(at) != 0) {
      at += byteAt(at) + 1;
    }
    return at + 1;
  }

  private int shortAt(int at) {
    return byteAt(at) | (byteAt(at + 1) << 8);
  }

  private int byteAt(int at) {
    if (at >= file.length) {
      throw PictureRefusal.TRUNCATED.failure();
    }
    return file[at] & 0xFF;
  }
}
