// The ways in which a picture file is spoilt by chance.
package de.belegbote.enrolment.barcode;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Each makes another file out of a sound one; two of them may follow each other. */
enum Mutation {
  NONE {
    @Override
    Buffer of(Buffer file, List<Buffer> others, Random random) {
      return file;
    }
  },
  TRUNCATED {
    @Override
    Buffer of(Buffer file, List<Buffer> others, Random random) {
      return file.getBuffer(0, random.nextInt(file.length() + 1));
    }
  },
  BITS_FLIPPED {
    @Override
    Buffer of(Buffer file, List<Buffer> others, Random random) {
      byte[] bytes = file.getBytes();
      for (int flips = random.nextInt(1, 30); flips > 0 && bytes.length > 0; flips--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      return Buffer.buffer(bytes);
    }
  },
  OVERWRITTEN {
    @Override
    Buffer of(Buffer file, List<Buffer> others, Random random) {
      byte[] bytes = file.getBytes();
      int from = random.nextInt(bytes.length + 1);
      int to = Math.min(bytes.length, from + random.nextInt(1, 200));
      if (random.nextBoolean()) {
        Arrays.fill(bytes, from, to, (byte) (random.nextBoolean() ? 0xFF : 0));
      } else {
        byte[] noise = new byte[to - from];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, bytes, from, noise.length);
      }
      return Buffer.buffer(bytes);
    }
  },
  WRONG_HEADER {
    @Override
    Buffer of(Buffer file, List<Buffer> others, Random random) {
      Buffer other = any(others, random);
      int head = Math.min(other.length(), random.nextInt(4, 64));
      Buffer body = file.getBuffer(Math.min(file.length(), head), file.length());
      return other.getBuffer(0, head).appendBuffer(body);
    }
  },
  /** Writes sides wherever the format has them. */
  OTHER_SIDES {
    @Override
    Buffer of(Buffer file, List<Buffer> others, Random random) {
      Buffer changed = file.copy();
      int width = side(random);
      int height = side(random);
      for (String mark : List.of("IHDR", "ispe\0\0\0\0")) {
        int at = indexOf(file, mark) + mark.length();
        if (at >= mark.length() && at + 8 <= file.length()) {
          return changed.setInt(at, width).setInt(at + 4, height);
        }
      }
      for (char frame = 0xC0; frame <= 0xC2; frame++) {
        int at = indexOf(file, "\u00ff" + frame);
        if (at > 0 && at + 9 <= file.length()) {
          return changed.setShort(at + 5, (short) height).setShort(at + 7, (short) width);
        }
      }
      int at = file.length() > 10 && file.getByte(0) == 'G' ? 6 : indexOf(file, "VP8X") + 12;
      return at + 4 > file.length()
          ? changed
          : changed.setShortLE(at, (short) width).setShortLE(at + 2, (short) height);
    }
  },
  SPLICED {
    @Override
    Buffer of(Buffer file, List<Buffer> others, Random random) {
      return put(piece(any(others, random), random), file, random.nextInt(file.length() + 1));
    }
  },
  /** A whole file within another: in a chunk, a segment or a comment, and so on inside of that. */
  NESTED {
    @Override
    Buffer of(Buffer file, List<Buffer> others, Random random) {
      Buffer inner = file;
      for (int depth = random.nextInt(1, 6); depth > 0 && inner.length() < 60_000; depth--) {
        Buffer outer = any(others, random);
        inner =
            switch (outer.length() > 40 ? outer.getByte(0) : 0) {
              case (byte) 0x89 -> put(FuzzSeeds.pngChunk("prVt", inner.getBytes()), outer, 33);
              case (byte) 0xFF -> put(segment(inner), outer, 2);
              case 'R' -> put(riff(inner), outer, 12);
              default -> put(inner, outer, random.nextInt(outer.length() + 1));
            };
      }
      return inner;
    }
  },
  /** One piece again and again: scans, frames, chunks. */
  REPEATED {
    @Override
    Buffer of(Buffer file, List<Buffer> others, Random random) {
      Buffer piece = piece(file, random);
      Buffer many = Buffer.buffer();
      for (int times = random.nextInt(2, 40); times > 0; times--) {
        many.appendBuffer(piece);
      }
      return put(many, file, random.nextInt(file.length() + 1));
    }
  },
  /** Says that more pictures follow. */
  ANIMATED {
    @Override
    Buffer of(Buffer file, List<Buffer> others, Random random) {
      if (file.length() > 40 && file.getByte(0) == (byte) 0x89) {
        return put(FuzzSeeds.pngChunk("acTL", new byte[8]), file, 33);
      }
      int canvas = indexOf(file, "VP8X") + 8;
      if (canvas > 8 && canvas < file.length()) {
        return file.copy().setByte(canvas, (byte) 0x02);
      }
      return file.copy().appendBuffer(file.getBuffer(Math.min(13, file.length()), file.length()));
    }
  },
  /** Chance all along, behind a beginning that promises something. */
  NOISE {
    @Override
    Buffer of(Buffer file, List<Buffer> others, Random random) {
      byte[] noise = new byte[random.nextInt(4_000)];
      random.nextBytes(noise);
      return file.getBuffer(0, Math.min(file.length(), random.nextInt(48))).appendBytes(noise);
    }
  };

  /** Around the limits, and where signs turn over. */
  private static final int[] SIDES = {
    0, 1, 89, 91, 255, 3_000, 4_000, 8_000, 11_999, 12_001, 32_768, 65_535, 1 << 24, -1, 1 << 31
  };

  /**
   * The file spoilt in this way.
   *
   * @param file of any length
   * @param others sound files to take pieces of
   */
  abstract Buffer of(Buffer file, List<Buffer> others, Random random);

  private static Buffer any(List<Buffer> files, Random random) {
    return files.get(random.nextInt(files.size()));
  }

  private static int side(Random random) {
    return random.nextInt(4) == 0 ? random.nextInt(13_000) : SIDES[random.nextInt(SIDES.length)];
  }

  private static Buffer piece(Buffer file, Random random) {
    int from = random.nextInt(file.length() + 1);
    return file.getBuffer(from, Math.min(file.length(), from + random.nextInt(1, 400)));
  }

  private static Buffer put(Buffer what, Buffer file, int at) {
    int place = Math.min(at, file.length());
    return file.getBuffer(0, place)
        .appendBuffer(what)
        .appendBuffer(file.getBuffer(place, file.length()));
  }

  private static Buffer segment(Buffer inner) {
    Buffer data = inner.getBuffer(0, Math.min(65_000, inner.length()));
    return Buffer.buffer(new byte[] {(byte) 0xFF, (byte) 0xE2})
        .appendUnsignedShort(data.length() + 2)
        .appendBuffer(data);
  }

  private static Buffer riff(Buffer inner) {
    return Buffer.buffer("XMP ").appendIntLE(inner.length()).appendBuffer(inner);
  }

  private static int indexOf(Buffer file, String latin1) {
    return file.toString(StandardCharsets.ISO_8859_1).indexOf(latin1);
  }
}
