// Random choices that a seed repeats.
package de.belegbote.enrolment.barcode.photos;

import java.util.SplittableRandom;

/** Every choice of one picture, in the same order for the same seed. */
final class Chance {
  private final SplittableRandom rnd;

  Chance(long seed) {
    rnd = new SplittableRandom(seed);
  }

  <T> T pick(T[] a) {
    return a[rnd.nextInt(a.length)];
  }

  double uni(double lo, double hi) {
    return lo + (hi - lo) * rnd.nextDouble();
  }

  boolean chance(double p) {
    return rnd.nextDouble() < p;
  }

  int nextInt(int bound) {
    return rnd.nextInt(bound);
  }

  double nextDouble() {
    return rnd.nextDouble();
  }

  void nextBytes(byte[] bytes) {
    rnd.nextBytes(bytes);
  }
}
