// How fine and how sharp the pattern in a part of a photo is.
package de.belegbote.enrolment.barcode.diagnosis;

import de.belegbote.enrolment.barcode.reading.GreyPicture;

/**
 * Compares pixels at growing distances. Two pixels of a sharp code differ the more the farther they
 * are apart, in proportion, up to a module's side; of a blurred one with the square of the distance
 * at first.
 *
 * @param reach the distance in pixels at which half of all variation shows; half a module where a
 *     code is sharp. The shortest of four directions
 * @param stretch the longest reach of the four directions by the shortest; a shaken camera draws it
 *     out
 * @param bend 1 where the pattern is sharp, towards 2 where it is blurred
 * @param evenness kurtosis of the light: 1 where all is either dark or light, 3 where most lies
 *     between
 */
record Texture(double reach, double stretch, double bend, double evenness) {
  private static final int FARTHEST = 40;
  private static final int MOST_PIXELS = 150_000;
  private static final int[][] DIRECTIONS = {{1, 0}, {0, 1}, {1, 1}, {1, -1}};

  /** Of a box of pixels, as far as the picture goes. */
  static Texture of(GreyPicture picture, int left, int top, int right, int bottom) {
    int[] box = {
      Math.max(0, left),
      Math.max(0, top),
      Math.min(picture.width(), right),
      Math.min(picture.height(), bottom)
    };
    double shortest = FARTHEST;
    double longest = 0;
    double bend = 1;
    for (int[] way : DIRECTIONS) {
      double[] variation = variation(picture, box, way);
      double length = Math.hypot(way[0], way[1]);
      double half = half(variation);
      shortest = Math.min(shortest, half * length);
      longest = Math.max(longest, half * length);
      if (way[0] * way[1] == 0) {
        bend = Math.max(bend, bend(variation, half));
      }
    }
    return new Texture(shortest, longest / shortest, bend, evenness(picture, box));
  }

  private static double evenness(GreyPicture picture, int[] box) {
    int step = step(box, 1);
    double n = 0;
    double mean = 0;
    for (int y = box[1]; y < box[3]; y += step) {
      for (int x = box[0]; x < box[2]; x += step) {
        mean += picture.light()[y * picture.width() + x] & 0xFF;
        n++;
      }
    }
    mean /= n;
    double two = 0;
    double four = 0;
    for (int y = box[1]; y < box[3]; y += step) {
      for (int x = box[0]; x < box[2]; x += step) {
        double off = (picture.light()[y * picture.width() + x] & 0xFF) - mean;
        two += off * off;
        four += off * off * off * off;
      }
    }
    return two == 0 ? 0 : four * n / (two * two);
  }

  /** So that a part of any size costs about the same. */
  private static int step(int[] box, int times) {
    double pixels = (double) (box[2] - box[0]) * (box[3] - box[1]) * times;
    return Math.max(1, (int) Math.sqrt(pixels / MOST_PIXELS));
  }

  /** For each distance the mean square of differences, 1 where pixels have nothing in common. */
  private static double[] variation(GreyPicture picture, int[] box, int[] way) {
    int width = box[2] - box[0];
    int height = box[3] - box[1];
    int step = step(box, FARTHEST / 4);
    int farthest = Math.min(FARTHEST, Math.min(width, height) / 2);
    double[] variation = new double[farthest + 1];
    double apart = 0;
    for (int distance = 1; distance <= farthest; distance++) {
      variation[distance] = difference(picture, box, way, distance, step);
      apart = Math.max(apart, variation[distance]);
    }
    for (int distance = 1; distance <= farthest && apart > 0; distance++) {
      variation[distance] /= apart;
    }
    return variation;
  }

  private static double difference(
      GreyPicture picture, int[] box, int[] way, int distance, int step) {
    byte[] light = picture.light();
    int dx = way[0] * distance;
    int dy = way[1] * distance;
    int off = dy * picture.width() + dx;
    double sum = 0;
    long n = 0;
    for (int y = Math.max(box[1], box[1] - dy); y < Math.min(box[3], box[3] - dy); y += step) {
      int row = y * picture.width();
      for (int x = box[0]; x < box[2] - dx; x += step) {
        int d = (light[row + x + off] & 0xFF) - (light[row + x] & 0xFF);
        sum += (double) d * d;
        n++;
      }
    }
    return n == 0 ? 0 : sum / n;
  }

  private static double half(double[] variation) {
    for (int i = 1; i < variation.length; i++) {
      if (variation[i] >= 0.5) {
        double before = variation[i - 1];
        return i - 1 + (0.5 - before) / (variation[i] - before);
      }
    }
    return FARTHEST;
  }

  /** How steeply variation grows between a quarter and three quarters of the way to the half. */
  private static double bend(double[] variation, double half) {
    double near = at(variation, half * 0.35);
    double far = at(variation, half * 0.9);
    return near <= 0 || far <= near ? 1 : Math.log(far / near) / Math.log(0.9 / 0.35);
  }

  private static double at(double[] variation, double distance) {
    int before = Math.min((int) distance, variation.length - 2);
    if (before < 0) {
      return 0;
    }
    double part = Math.min(1, distance - before);
    return variation[before] * (1 - part) + variation[before + 1] * part;
  }
}
