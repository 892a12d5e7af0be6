// Mends a block of a QR code.
package de.belegbote.enrolment.barcode.reading;

import java.util.Arrays;

/**
 * Errors and erasures over GF(256), polynomial 0x11D, first root 1 (ISO/IEC 18004). ZXing's own has
 * no erasures: a byte known to be doubtful costs one check byte, a wrong one costs two.
 */
final class ReedSolomon {
  private static final int[] EXP = new int[512];
  private static final int[] LOG = new int[256];

  static {
    int x = 1;
    for (int i = 0; i < 255; i++) {
      EXP[i] = x;
      EXP[i + 255] = x;
      LOG[x] = i;
      x = x < 128 ? x << 1 : (x << 1) ^ 0x11D;
    }
  }

  private ReedSolomon() {}

  /**
   * Mends it in place.
   *
   * @param word data and check bytes, 0 to 255
   * @param checks how many of them are check bytes
   * @param doubtful places whose bytes are not believed
   * @return how many others were wrong; -1 if it cannot be mended, and then it is unchanged
   */
  static int mend(int[] word, int checks, int[] doubtful) {
    int[] syndromes = syndromes(word, checks);
    if (syndromes == null) {
      return 0;
    }
    int erased = doubtful.length;
    int[] locator = locator(word.length, syndromes, doubtful);
    int degree = checks;
    while (degree > 0 && locator[degree] == 0) {
      degree--;
    }
    if (degree < erased || 2 * (degree - erased) + erased > checks) {
      return -1;
    }
    int[] mended = word.clone();
    if (!change(mended, syndromes, locator, degree) || syndromes(mended, checks) != null) {
      return -1;
    }
    System.arraycopy(mended, 0, word, 0, word.length);
    return degree - erased;
  }

  private static int times(int a, int b) {
    return a == 0 || b == 0 ? 0 : EXP[LOG[a] + LOG[b]];
  }

  private static int inverse(int a) {
    return EXP[255 - LOG[a]];
  }

  /** Null when all are zero: nothing is wrong. */
  private static int[] syndromes(int[] word, int checks) {
    int[] s = new int[checks];
    int any = 0;
    for (int i = 0; i < checks; i++) {
      int sum = 0;
      for (int b : word) {
        sum = times(sum, EXP[i]) ^ b;
      }
      s[i] = sum;
      any |= sum;
    }
    return any == 0 ? null : s;
  }

  /** Berlekamp's and Massey's way, started with the doubtful places. */
  private static int[] locator(int length, int[] s, int[] doubtful) {
    int checks = s.length;
    int[] lambda = new int[checks + 1];
    lambda[0] = 1;
    for (int place : doubtful) {
      int root = EXP[length - 1 - place];
      for (int i = checks; i > 0; i--) {
        lambda[i] ^= times(lambda[i - 1], root);
      }
    }
    int erased = doubtful.length;
    int degree = erased;
    int[] before = lambda.clone();
    for (int r = erased + 1; r <= checks; r++) {
      int off = 0;
      for (int i = 0; i < r; i++) {
        off ^= times(lambda[i], s[r - 1 - i]);
      }
      int[] shifted = new int[checks + 1];
      System.arraycopy(before, 0, shifted, 1, checks);
      before = shifted;
      if (off != 0) {
        int[] next = lambda.clone();
        for (int i = 0; i <= checks; i++) {
          next[i] ^= times(off, shifted[i]);
        }
        if (2 * degree <= r + erased - 1) {
          degree = r + erased - degree;
          int scale = inverse(off);
          before = Arrays.stream(lambda).map(c -> times(c, scale)).toArray();
        }
        lambda = next;
      }
    }
    return lambda;
  }

  /** Chien's search for the places, Forney's formula for the bytes. */
  private static boolean change(int[] word, int[] s, int[] lambda, int degree) {
    int[] omega = new int[s.length];
    for (int i = 0; i < s.length; i++) {
      for (int j = 0; j <= Math.min(i, degree); j++) {
        omega[i] ^= times(lambda[j], s[i - j]);
      }
    }
    int found = 0;
    for (int place = 0; place < word.length; place++) {
      int root = EXP[(255 - (word.length - 1 - place)) % 255];
      if (value(lambda, degree + 1, root, 1) != 0) {
        continue;
      }
      found++;
      int slope = 0;
      int power = 1;
      for (int i = 1; i <= degree; i += 2) {
        slope ^= times(lambda[i], power);
        power = times(power, times(root, root));
      }
      if (slope == 0) {
        return false;
      }
      int over = times(value(omega, omega.length, root, 1), inverse(slope));
      word[place] ^= times(over, inverse(root));
    }
    return found == degree;
  }

  private static int value(int[] polynomial, int terms, int at, int start) {
    int sum = 0;
    int power = start;
    for (int i = 0; i < terms; i++) {
      sum ^= times(polynomial[i], power);
      power = times(power, at);
    }
    return sum;
  }
}
