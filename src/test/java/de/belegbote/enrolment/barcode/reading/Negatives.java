// Pictures in which there is no code to read, though some look like one.
package de.belegbote.enrolment.barcode.reading;

import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Random;

/** Drawn by chance; whatever is read in one is false. */
final class Negatives {
  private static final int SIDE = 480;

  private Negatives() {}

  /** One of seven kinds in turn; the same for the same numbers. */
  static GreyPicture picture(long seed, int index) {
    var random = new Random(seed * 1009 + index);
    return switch (index % 7) {
      case 0 -> drawn((x, y) -> random.nextInt(256));
      case 1 -> board(5 + random.nextInt(12));
      case 2 -> lines(random, 3 + random.nextInt(9));
      case 3 -> marksWithoutCode(random);
      case 4 -> modulesByChance(random);
      case 5 -> halfACode(random);
      default -> tornUp(random);
    };
  }

  private interface Light {
    int at(int x, int y);
  }

  private static GreyPicture drawn(Light light) {
    byte[] pixels = new byte[SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) light.at(i % SIDE, Math.floorDiv(i, SIDE));
    }
    return new GreyPicture(pixels, SIDE, SIDE);
  }

  private static GreyPicture board(int cell) {
    return drawn((x, y) -> (Math.floorDiv(x, cell) + Math.floorDiv(y, cell)) % 2 == 0 ? 20 : 230);
  }

  /** As of a bar code, or of text from afar. */
  private static GreyPicture lines(Random random, int thin) {
    boolean[] dark = new boolean[SIDE];
    for (int i = 0; i < SIDE; i++) {
      dark[i] = i % thin == 0 ? random.nextBoolean() : i > 0 && dark[i - 1];
    }
    return drawn((x, y) -> dark[x] && y % 90 < 60 ? 25 : 235);
  }

  /** Corner marks as a code has them, at random places, and nothing between. */
  private static GreyPicture marksWithoutCode(Random random) {
    GreyPicture paper = drawn((x, y) -> 235);
    for (int mark = 0; mark < 3 + random.nextInt(4); mark++) {
      int module = 4 + random.nextInt(5);
      int left = random.nextInt(SIDE - 8 * module);
      int top = random.nextInt(SIDE - 8 * module);
      for (int y = 0; y < 7 * module; y++) {
        for (int x = 0; x < 7 * module; x++) {
          int ring = Math.max(Math.abs(x / module - 3), Math.abs(y / module - 3));
          paper.light()[(top + y) * SIDE + left + x] = (byte) (ring == 2 ? 235 : 20);
        }
      }
    }
    return paper;
  }

  /** A code's marks and lines, but what lies between was never written by anybody. */
  private static GreyPicture modulesByChance(Random random) {
    GreyPicture code = Drawn.setUp().straight(8, 40).picture(SIDE, SIDE);
    int first = 40 + 9 * 8;
    for (int y = first; y < 40 + (Drawn.setUp().side() - 9) * 8; y += 8) {
      for (int x = first; x < 40 + Drawn.setUp().side() * 8; x += 8) {
        fill(code, x, y, 8, random.nextBoolean() ? 13 : 230);
      }
    }
    return code;
  }

  private static GreyPicture halfACode(Random random) {
    var code = Drawn.code("https://example.com/" + random.nextInt(), ErrorCorrectionLevel.L);
    double module = SIDE * (1.6 + random.nextDouble()) / code.side();
    return code.straight(module, 20).picture(SIDE, SIDE);
  }

  /** The pieces of a code, each in a wrong place. */
  private static GreyPicture tornUp(Random random) {
    GreyPicture code = Drawn.setUp().straight(8, 40).picture(SIDE, SIDE);
    byte[] pieces = new byte[SIDE * SIDE];
    int piece = 60;
    int shift = 1 + random.nextInt(6);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int fromX = (x + piece * shift * (1 + Math.floorDiv(y, piece))) % SIDE;
        pieces[y * SIDE + x] = (byte) code.at(fromX, y);
      }
    }
    return new GreyPicture(pieces, SIDE, SIDE);
  }

  private static void fill(GreyPicture picture, int left, int top, int side, int light) {
    for (int y = top; y < Math.min(top + side, SIDE); y++) {
      for (int x = left; x < Math.min(left + side, SIDE); x++) {
        picture.light()[y * SIDE + x] = (byte) light;
      }
    }
  }
}
