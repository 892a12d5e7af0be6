// A picture as the code finder wants it: how bright each pixel is.
package de.belegbote.enrolment.barcode;

/** Brightness only: one byte a pixel, row by row, 0 black to 255 white; changed by nobody. */
final class GreyPicture {
  private final byte[] light;
  private final int width;
  private final int height;

  GreyPicture(byte[] light, int width, int height) {
    this.light = light;
    this.width = width;
    this.height = height;
  }

  byte[] light() {
    return light;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  long pixels() {
    return (long) width * height;
  }

  /** Smaller by a whole factor; each pixel is the mean of those it stands for. */
  GreyPicture shrunk(int factor) {
    int w = Math.max(1, width / factor);
    int h = Math.max(1, height / factor);
    int side = Math.min(factor, Math.min(width, height));
    byte[] small = new byte[w * h];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        small[y * w + x] = (byte) mean(x * factor, y * factor, side);
      }
    }
    return new GreyPicture(small, w, h);
  }

  private int mean(int left, int top, int side) {
    int sum = 0;
    for (int y = top; y < top + side; y++) {
      for (int x = left; x < left + side; x++) {
        sum += light[y * width + x] & 0xFF;
      }
    }
    return sum / (side * side);
  }

  /** Twice as large; new pixels lie between their neighbours. */
  GreyPicture doubled() {
    int w = width * 2;
    int h = height * 2;
    byte[] large = new byte[w * h];
    for (int y = 0; y < h; y++) {
      int y1 = y / 2;
      int y2 = Math.min(height - 1, (y + 1) / 2);
      for (int x = 0; x < w; x++) {
        int x1 = x / 2;
        int x2 = Math.min(width - 1, (x + 1) / 2);
        large[y * w + x] = (byte) ((at(x1, y1) + at(x2, y1) + at(x1, y2) + at(x2, y2) + 2) / 4);
      }
    }
    return new GreyPicture(large, w, h);
  }

  private int at(int x, int y) {
    return light[y * width + x] & 0xFF;
  }
}
