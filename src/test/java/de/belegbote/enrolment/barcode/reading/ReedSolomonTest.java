// Blocks are mended as far as the theory allows, and no further.
package de.belegbote.enrolment.barcode.reading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.zxing.common.reedsolomon.GenericGF;
import com.google.zxing.common.reedsolomon.ReedSolomonEncoder;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReedSolomonTest {
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void mendsDoubtfulAndWrongBytesUpToTheLimit() {
    for (int round = 0; round < 500; round++) {
      int checks = random.nextInt(7, 31);
      int[] right = word(random.nextInt(1, 120), checks);
      int doubtful = random.nextInt(checks + 1);
      int wrong = (checks - doubtful) / 2;
      int[] places = places(right.length);
      int[] word = right.clone();
      int spoiled = Math.min(word.length, doubtful + wrong);
      for (int i = 0; i < spoiled; i++) {
        word[places[i]] ^= random.nextInt(1, 256);
      }
      int[] given = Arrays.copyOf(places, Math.min(doubtful, word.length));
      String where = "seed " + seed + ", round " + round;
      assertEquals(spoiled - given.length, ReedSolomon.mend(word, checks, given), where);
      assertArrayEquals(right, word, where);
    }
  }

  @Test
  void leavesAloneWhatCannotBeMended() {
    int accepted = 0;
    for (int round = 0; round < 500; round++) {
      int[] word = random.ints(60, 0, 256).toArray();
      int[] before = word.clone();
      if (ReedSolomon.mend(word, 16, new int[0]) >= 0) {
        accepted++;
      } else {
        assertArrayEquals(before, word, "seed " + seed);
      }
    }
    assertEquals(0, accepted, "seed " + seed);
  }

  private int[] word(int data, int checks) {
    int[] word = new int[data + checks];
    for (int i = 0; i < data; i++) {
      word[i] = random.nextInt(256);
    }
    new ReedSolomonEncoder(GenericGF.QR_CODE_FIELD_256).encode(word, checks);
    return word;
  }

  private int[] places(int n) {
    int[] places = IntStream.range(0, n).toArray();
    for (int i = n - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = places[i];
      places[i] = places[other];
      places[other] = kept;
    }
    return places;
  }
}
