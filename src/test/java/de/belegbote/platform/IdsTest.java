// An id tells nothing of the one that is made next.
package de.belegbote.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdsTest {
  private static final int MADE = 10_000;
  // Of 62 random bits; by chance two neighbours are as near once in millions of runs.
  private static final BigInteger NEAR = BigInteger.ONE.shiftLeft(24);
  private static final long RANDOM = (1L << 62) - 1;

  @Test
  void areFarFromTheOnesBefore() {
    List<UUID> ids = Stream.generate(Ids::next).limit(MADE).toList();
    assertEquals(MADE, new HashSet<>(ids).size());
    int sameMillisecond = 0;
    for (int i = 1; i < MADE; i++) {
      UUID before = ids.get(i - 1);
      UUID id = ids.get(i);
      assertEquals(7, id.version());
      if (millisecond(before) == millisecond(id)) {
        sameMillisecond++;
      }
      assertTrue(random(id).subtract(random(before)).abs().compareTo(NEAR) > 0, before + " " + id);
    }
    assertTrue(
        sameMillisecond > 0, "none were made in one millisecond, where a counter would show");
  }

  private static long millisecond(UUID id) {
    return id.getMostSignificantBits() >>> 16;
  }

  private static BigInteger random(UUID id) {
    return BigInteger.valueOf(id.getLeastSignificantBits() & RANDOM);
  }
}
