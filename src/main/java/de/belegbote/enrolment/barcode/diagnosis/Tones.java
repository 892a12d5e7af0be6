// How light is spread over a photo.
package de.belegbote.enrolment.barcode.diagnosis;

import de.belegbote.enrolment.barcode.reading.GreyPicture;

/** Every seventh pixel is enough, and a prime number meets no pattern twice. */
final class Tones {
  private static final int STEP = 7;
  private static final int WHITE = 250;

  private final int[] counts = new int[256];
  private final int all;

  Tones(GreyPicture picture) {
    byte[] light = picture.light();
    int seen = 0;
    for (int i = 0; i < light.length; i += STEP) {
      counts[light[i] & 0xFF]++;
      seen++;
    }
    all = seen;
  }

  /** The light, 0 to 255, that such a share of the pixels does not pass. */
  int below(double share) {
    int sum = 0;
    for (int value = 0; value < 256; value++) {
      sum += counts[value];
      if (sum >= share * all) {
        return value;
      }
    }
    return 255;
  }

  /** The share of pixels in which light is all there is. */
  double white() {
    int sum = 0;
    for (int value = WHITE; value < 256; value++) {
      sum += counts[value];
    }
    return (double) sum / all;
  }
}
