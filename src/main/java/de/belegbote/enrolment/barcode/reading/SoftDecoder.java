// Decodes modules that are more or less dark.
package de.belegbote.enrolment.barcode.reading;

import com.google.zxing.ReaderException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Knows how sure each module is, and gives up the least sure bytes first (generalized minimum
 * distance decoding). What it accepts must be no chance: {@link #CHANCE}.
 */
final class SoftDecoder {
  /**
   * Bits of proof that check bytes must still give after mending: random modules pass with a chance
   * of 1 to 2^30. One try in a block of n bytes with c checks, e given up and v wrong ones passes
   * by chance with (n - e over v) 256^(v + e - c). For the small versions that is about the reserve
   * against misreading that the standard asks for.
   */
  private static final double CHANCE = 30;

  private static final double CHANCE_OF_BLOCK = 12;
  private static final int MOST_WRONG_FORMAT_BITS = 3;

  private final CodeLayout layout;
  private final double[] dark;

  /**
   * Reads one grid.
   *
   * @param dark a module each: above zero dark, below light, far from zero sure
   */
  SoftDecoder(CodeLayout layout, double[] dark) {
    this.layout = layout;
    this.dark = dark;
  }

  /** The text; null if this is no code, or one that cannot be read safely. */
  String text() {
    int format = format();
    if (format < 0) {
      return null;
    }
    int bytes = layout.version().getTotalCodewords();
    int[] word = new int[bytes];
    double[] sure = new double[bytes];
    readBytes(format & 7, word, sure);
    var codewords = new Codewords(layout, ErrorCorrectionLevel.forBits(format >> 3));
    double proof = 0;
    for (int[] places : codewords.blocks()) {
      double of = mend(word, sure, places, codewords.checks());
      if (of < CHANCE_OF_BLOCK) {
        return null;
      }
      proof += of;
    }
    if (proof < CHANCE) {
      return null;
    }
    try {
      String text = codewords.text(word);
      return text.isEmpty() ? null : text;
    } catch (ReaderException nonsense) {
      return null;
    }
  }

  /** Level and mask whose bits fit best; -1 if none fits well in either copy. */
  private int format() {
    int best = -1;
    double bestFit = 0;
    for (int candidate = 0; candidate < 32; candidate++) {
      int bits = FormatBits.of(candidate);
      double fit = 0;
      int leastWrong = 15;
      for (int copy = 0; copy < 2; copy++) {
        int wrong = 0;
        for (int i = 0; i < 15; i++) {
          double value = dark[layout.format(copy, i)];
          boolean bit = (bits >> (14 - i) & 1) == 1;
          fit += bit ? value : -value;
          wrong += bit == value > 0 ? 0 : 1;
        }
        leastWrong = Math.min(leastWrong, wrong);
      }
      if (fit > bestFit && leastWrong <= MOST_WRONG_FORMAT_BITS) {
        bestFit = fit;
        best = candidate;
      }
    }
    return best;
  }

  private void readBytes(int mask, int[] word, double[] sure) {
    int[] order = layout.order();
    int side = layout.side();
    for (int i = 0; i < word.length; i++) {
      int value = 0;
      double least = Double.MAX_VALUE;
      for (int bit = 0; bit < 8; bit++) {
        int module = order[8 * i + bit];
        boolean one = dark[module] > 0 != CodeLayout.masked(mask, module % side, module / side);
        value = value << 1 | (one ? 1 : 0);
        least = Math.min(least, Math.abs(dark[module]));
      }
      word[i] = value;
      sure[i] = least;
    }
  }

  /** Mends one block in place; the bits of proof that are left, negative if it cannot be mended. */
  private static double mend(int[] word, double[] sure, int[] places, int checks) {
    int[] byDoubt =
        IntStream.range(0, places.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> sure[places[i]]))
            .mapToInt(i -> i)
            .toArray();
    int step = Math.max(1, checks / 10);
    for (int given = 0; given <= checks - 2; given += step) {
      int[] block = Arrays.stream(places).map(i -> word[i]).toArray();
      int wrong = ReedSolomon.mend(block, checks, Arrays.copyOf(byDoubt, given));
      if (wrong >= 0) {
        double proof = 8.0 * (checks - given - wrong) - ways(places.length - given, wrong);
        if (proof >= CHANCE_OF_BLOCK) {
          for (int i = 0; i < places.length; i++) {
            word[places[i]] = block[i];
          }
          return proof;
        }
      }
    }
    return -1;
  }

  /** How many ways there are to choose k of n, as a power of two. */
  private static double ways(int n, int k) {
    double bits = 0;
    for (int i = 0; i < k; i++) {
      bits += Math.log((double) (n - i) / (i + 1)) / Math.log(2);
    }
    return bits;
  }
}
