// Walks the chunks of a WebP file.
package de.belegbote.enrolment.barcode;

import java.nio.charset.StandardCharsets;

/** WebP (RFC 9649): a RIFF file with one picture, lossy or not; animations are refused. */
final class WebpWalk {
  private static final int FIRST_CHUNK = 12;
  private static final int CHUNK_HEAD = 8;
  private static final int ANIMATION = 0x02;

  /** Its decoder holds the whole picture, about 10 bytes a pixel. */
  private static final long MAX_PIXELS = 20_000_000;

  private final byte[] file;
  private int end;
  private int width;
  private int height;

  WebpWalk(byte[] file) {
    this.file = file;
  }

  PictureHeader header() {
    long length = intAt(4) + 8;
    if (length > file.length) {
      throw PictureRefusal.TRUNCATED.failure();
    }
    end = (int) length;
    boolean picture = false;
    long at = FIRST_CHUNK;
    while (!picture && at + CHUNK_HEAD <= end) {
      picture = read(type((int) at), (int) at + CHUNK_HEAD);
      long size = intAt((int) at + 4);
      at += CHUNK_HEAD + size + (size & 1);
    }
    if (!picture) {
      throw PictureRefusal.DAMAGED.failure();
    }
    // The last chunk's fill byte is often left out.
    if (at > end + 1L) {
      throw PictureRefusal.TRUNCATED.failure();
    }
    return new PictureHeader(PictureFormat.WEBP, width, height, end);
  }

  /** Whether the chunk is the coded picture. */
  private boolean read(String type, int at) {
    switch (type) {
      case "VP8X" -> {
        if ((byteAt(at) & ANIMATION) != 0) {
          throw PictureRefusal.ANIMATED.failure();
        }
        sides(1 + (intAt(at + 4) & 0xFFFFFF), 1 + (intAt(at + 6) >> 8));
      }
      case "ANIM", "ANMF" -> throw PictureRefusal.ANIMATED.failure();
      case "VP8 " -> sides(intAt(at + 6) & 0x3FFF, (intAt(at + 6) >> 16) & 0x3FFF);
      case "VP8L" -> sides(1 + (intAt(at + 1) & 0x3FFF), 1 + ((intAt(at + 1) >> 14) & 0x3FFF));
      default -> {
        return false;
      }
    }
    return !type.equals("VP8X");
  }

  /** The canvas and the picture on it have the same sides in every file that does not move. */
  private void sides(long across, long down) {
    PictureHeader.checkSides(across, down, MAX_PIXELS);
    if (width != 0 && (width != across || height != down)) {
      throw PictureRefusal.DAMAGED.failure();
    }
    width = (int) across;
    height = (int) down;
  }

  private String type(int at) {
    return new String(file, at, 4, StandardCharsets.ISO_8859_1);
  }

  private long intAt(int at) {
    return byteAt(at) | (byteAt(at + 1) << 8) | (byteAt(at + 2) << 16) | (byteAt(at + 3) << 24);
  }

  private long byteAt(int at) {
    if (at >= file.length) {
      throw PictureRefusal.TRUNCATED.failure();
    }
    return file[at] & 0xFF;
  }
}
