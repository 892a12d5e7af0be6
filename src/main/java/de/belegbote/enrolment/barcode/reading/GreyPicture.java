// A picture as the code finder wants it: how bright each pixel is.
package de.belegbote.enrolment.barcode.reading;

/** Brightness only: one byte a pixel, row by row, 0 black to 255 white; changed by nobody. */
public final class GreyPicture {
  private final byte[] light;
  private final int width;
  private final int height;

  /**
   * Takes the pixels without copying them.
   *
   * @param light width times height bytes
   */
  public GreyPicture(byte[] light, int width, int height) {
    this.light = light;
    this.width = width;
    this.height = height;
  }

  /** The pixels themselves, not a copy. */
  public byte[] light() {
    return light;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  public long pixels() {
    return (long) width * height;
  }

  int longSide() {
    return Math.max(width, height);
  }

  boolean holds(double x, double y) {
    return x >= 0 && y >= 0 && x < width && y < height;
  }

  int at(int x, int y) {
    return light[y * width + x] & 0xFF;
  }

  /** Brightness between pixels; outside, that of the nearest edge. Pixel 0 lies at 0.5. */
  double at(double x, double y) {
    double px = Math.max(0, Math.min(width - 1.001, x - 0.5));
    double py = Math.max(0, Math.min(height - 1.001, y - 0.5));
    int left = (int) px;
    int top = (int) py;
    int right = Math.min(left + 1, width - 1);
    int below = Math.min(top + 1, height - 1);
    double fx = px - left;
    double fy = py - top;
    double upper = at(left, top) * (1 - fx) + at(right, top) * fx;
    double lower = at(left, below) * (1 - fx) + at(right, below) * fx;
    return upper * (1 - fy) + lower * fy;
  }
}
