// Which module of a QR code holds what.
package de.belegbote.enrolment.barcode.reading;

import com.google.zxing.qrcode.decoder.Version;
import java.util.Arrays;

/** ISO/IEC 18004, for one version. Modules are numbered row by row: y * side + x. */
final class CodeLayout {
  /** What a module is known to be before anything is read. */
  static final byte DATA = 0;

  static final byte LIGHT = 1;
  static final byte DARK = 2;

  /** Format and version: known only when read. */
  static final byte INFO = 3;

  private final Version version;
  private final int side;
  private final byte[] known;
  private final int[] order;

  private CodeLayout(Version version) {
    this.version = version;
    side = version.getDimensionForVersion();
    known = new byte[side * side];
    markInfo();
    markTiming();
    for (int x : version.getAlignmentPatternCenters()) {
      for (int y : version.getAlignmentPatternCenters()) {
        if (isAlignment(x, y)) {
          square(x, y, 2);
        }
      }
    }
    finder(3, 3);
    finder(side - 4, 3);
    finder(3, side - 4);
    known[(side - 8) * side + 8] = DARK;
    order = dataOrder();
  }

  /** The layout of a version from 1 to 40. */
  static CodeLayout of(int version) {
    return new CodeLayout(Version.getVersionForNumber(version));
  }

  Version version() {
    return version;
  }

  int side() {
    return side;
  }

  /** {@link #DATA}, {@link #LIGHT}, {@link #DARK} or {@link #INFO}. */
  byte known(int x, int y) {
    return known[y * side + x];
  }

  /** The modules of the data, in the order of their bits. */
  int[] order() {
    return order;
  }

  /** Whether an alignment pattern has its middle there, where centres of the version cross. */
  boolean isAlignment(int x, int y) {
    boolean inFinder = (x < 9 && y < 9) || (x > side - 10 && y < 9) || (x < 9 && y > side - 10);
    return !inFinder;
  }

  /** The module of bit i, highest first, of the 15 format bits; there are two copies. */
  int format(int copy, int i) {
    if (copy == 0) {
      int x = i < 6 ? i : i == 6 ? 7 : 8;
      int y = i < 8 ? 8 : i == 8 ? 7 : 14 - i;
      return y * side + x;
    }
    return i < 7 ? (side - 1 - i) * side + 8 : 8 * side + side - 15 + i;
  }

  /** The module of bit i, lowest first, of the 18 version bits; there are two copies. */
  int versionBit(int copy, int i) {
    int far = side - 11 + i % 3;
    int near = i / 3;
    return copy == 0 ? near * side + far : far * side + near;
  }

  /** Whether the mask turns that module round. */
  static boolean masked(int mask, int x, int y) {
    return switch (mask) {
      case 0 -> (y + x) % 2 == 0;
      case 1 -> y % 2 == 0;
      case 2 -> x % 3 == 0;
      case 3 -> (y + x) % 3 == 0;
      case 4 -> (y / 2 + x / 3) % 2 == 0;
      case 5 -> y * x % 6 == 0;
      case 6 -> y * x % 6 < 3;
      default -> (y + x + y * x % 3) % 2 == 0;
    };
  }

  private void markInfo() {
    for (int copy = 0; copy < 2; copy++) {
      for (int i = 0; i < 15; i++) {
        known[format(copy, i)] = INFO;
      }
      for (int i = 0; i < 18 && version.getVersionNumber() >= 7; i++) {
        known[versionBit(copy, i)] = INFO;
      }
    }
  }

  private void markTiming() {
    for (int i = 8; i < side - 8; i++) {
      known[6 * side + i] = i % 2 == 0 ? DARK : LIGHT;
      known[i * side + 6] = i % 2 == 0 ? DARK : LIGHT;
    }
  }

  private void finder(int cx, int cy) {
    for (int y = Math.max(0, cy - 4); y <= Math.min(side - 1, cy + 4); y++) {
      for (int x = Math.max(0, cx - 4); x <= Math.min(side - 1, cx + 4); x++) {
        int ring = Math.max(Math.abs(x - cx), Math.abs(y - cy));
        known[y * side + x] = ring == 4 || ring == 2 ? LIGHT : DARK;
      }
    }
  }

  private void square(int cx, int cy, int radius) {
    for (int y = cy - radius; y <= cy + radius; y++) {
      for (int x = cx - radius; x <= cx + radius; x++) {
        boolean light = Math.max(Math.abs(x - cx), Math.abs(y - cy)) == 1;
        known[y * side + x] = light ? LIGHT : DARK;
      }
    }
  }

  /** Two columns at a time from the right, up and down in turn, around the upright timing line. */
  private int[] dataOrder() {
    int[] all = new int[side * side];
    int n = 0;
    boolean up = true;
    for (int right = side - 1; right > 0; right -= 2) {
      if (right == 6) {
        right--;
      }
      for (int i = 0; i < side; i++) {
        int y = up ? side - 1 - i : i;
        for (int x = right; x > right - 2; x--) {
          if (known[y * side + x] == DATA) {
            all[n++] = y * side + x;
          }
        }
      }
      up = !up;
    }
    return Arrays.copyOf(all, n);
  }
}
