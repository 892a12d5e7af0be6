// Changes to a picture that bring out a code.
package de.belegbote.enrolment.barcode.reading;

/** Each gives a new picture of the same size. */
final class Filters {
  private Filters() {}

  /** Light on dark becomes dark on light. */
  static GreyPicture inverted(GreyPicture picture) {
    byte[] light = picture.light();
    byte[] out = new byte[light.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) (255 - (light[i] & 0xFF));
    }
    return new GreyPicture(out, picture.width(), picture.height());
  }

  /** The mean of (2 radius + 1) squared pixels: takes away the pattern of a screen. */
  static GreyPicture blurred(GreyPicture picture, int radius) {
    int w = picture.width();
    int h = picture.height();
    byte[] rows = new byte[w * h];
    for (int y = 0; y < h; y++) {
      mean(picture.light(), y * w, 1, w, rows, radius);
    }
    byte[] out = new byte[w * h];
    for (int x = 0; x < w; x++) {
      mean(rows, x, w, h, out, radius);
    }
    return new GreyPicture(out, w, h);
  }

  private static void mean(byte[] from, int start, int step, int n, byte[] to, int radius) {
    int side = 2 * radius + 1;
    int sum = 0;
    for (int i = -radius; i <= radius; i++) {
      sum += from[start + Math.max(0, Math.min(n - 1, i)) * step] & 0xFF;
    }
    for (int i = 0; i < n; i++) {
      to[start + i * step] = (byte) ((sum + radius) / side);
      sum += from[start + Math.min(n - 1, i + radius + 1) * step] & 0xFF;
      sum -= from[start + Math.max(0, i - radius) * step] & 0xFF;
    }
  }

  /** Adds what a blur took away, doubled: steeper edges in a soft photo. */
  static GreyPicture sharpened(GreyPicture picture, int radius) {
    byte[] light = picture.light();
    byte[] soft = blurred(picture, radius).light();
    byte[] out = new byte[light.length];
    for (int i = 0; i < out.length; i++) {
      int value = light[i] & 0xFF;
      out[i] = clamped(value + 2 * (value - (soft[i] & 0xFF)));
    }
    return new GreyPicture(out, picture.width(), picture.height());
  }

  /** Light less its surroundings, stretched: what is left of a code under glare or in a shadow. */
  static GreyPicture flattened(GreyPicture picture, int radius) {
    byte[] light = picture.light();
    byte[] around = blurred(blurred(picture, radius), radius).light();
    byte[] out = new byte[light.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = clamped(128 + 2 * ((light[i] & 0xFF) - (around[i] & 0xFF)));
    }
    return new GreyPicture(out, picture.width(), picture.height());
  }

  /** Black where darker than the mean around it, white elsewhere. */
  static GreyPicture splitAtLocalMean(GreyPicture picture, int radius) {
    byte[] light = picture.light();
    byte[] around = blurred(picture, radius).light();
    byte[] out = new byte[light.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) ((light[i] & 0xFF) < (around[i] & 0xFF) - 2 ? 0 : 255);
    }
    return new GreyPicture(out, picture.width(), picture.height());
  }

  private static byte clamped(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }
}
