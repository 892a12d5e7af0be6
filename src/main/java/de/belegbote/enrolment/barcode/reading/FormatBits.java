// The protected bits that say how a QR code is to be read.
package de.belegbote.enrolment.barcode.reading;

/** BCH codes of ISO/IEC 18004, annexes C and D. */
final class FormatBits {
  private FormatBits() {}

  /** The 15 bits, masked, for two bits of correction level and three of mask. */
  static int of(int levelAndMask) {
    return (levelAndMask << 10 | rest(levelAndMask << 10, 0x537, 10)) ^ 0x5412;
  }

  /** The 18 bits for a version from 7 on. */
  static int ofVersion(int version) {
    return version << 12 | rest(version << 12, 0x1F25, 12);
  }

  private static int rest(int value, int divisor, int degree) {
    int left = value;
    for (int bit = 31; bit >= degree; bit--) {
      if ((left >> bit & 1) == 1) {
        left ^= divisor << (bit - degree);
      }
    }
    return left;
  }
}
