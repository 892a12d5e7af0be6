// What a lens and a hand take away.
package de.belegbote.enrolment.barcode.photos;

/** Defocus and motion, on one colour. */
final class Lens {
  private Lens() {}

  /** Three box blurs, which is a Gaussian for this purpose. */
  static void gaussian(float[] a, int w, int h, double sigma) {
    if (sigma < 0.3) {
      return;
    }
    double r = Math.sqrt(12 * sigma * sigma / 3 + 1) / 2 - 0.5;
    for (int k = 0; k < 3; k++) {
      box(a, w, h, r, true);
      box(a, w, h, r, false);
    }
  }

  private static void box(float[] a, int w, int h, double r, boolean rows) {
    int len = rows ? w : h;
    int step = rows ? 1 : w;
    int lines = rows ? h : w;
    int ri = (int) r;
    float part = (float) (r - ri);
    float norm = (float) (1 / (2 * r + 1));
    float[] line = new float[len];
    for (int l = 0; l < lines; l++) {
      int base = rows ? l * w : l;
      for (int i = 0; i < len; i++) {
        line[i] = a[base + i * step];
      }
      float sum = 0;
      for (int i = -ri; i <= ri; i++) {
        sum += line[Math.max(0, Math.min(len - 1, i))];
      }
      for (int i = 0; i < len; i++) {
        float edge = line[Math.max(0, i - ri - 1)] + line[Math.min(len - 1, i + ri + 1)];
        a[base + i * step] = (sum + part * edge) * norm;
        sum += line[Math.min(len - 1, i + ri + 1)] - line[Math.max(0, i - ri)];
      }
    }
  }

  static float[] motion(float[] a, int w, int h, double len, double dir) {
    int steps = Math.max(2, (int) Math.ceil(len * 1.5));
    float[] o = new float[a.length];
    for (int k = 0; k < steps; k++) {
      double t = (k / (double) (steps - 1) - 0.5) * len;
      double ox = t * Math.cos(dir);
      double oy = t * Math.sin(dir);
      int ix = (int) Math.floor(ox);
      int iy = (int) Math.floor(oy);
      float fx = (float) (ox - ix);
      float fy = (float) (oy - iy);
      for (int y = 0; y < h; y++) {
        int y0 = Math.max(0, Math.min(h - 1, y + iy)) * w;
        int y1 = Math.max(0, Math.min(h - 1, y + iy + 1)) * w;
        for (int x = 0; x < w; x++) {
          int x0 = Math.max(0, Math.min(w - 1, x + ix));
          int x1 = Math.max(0, Math.min(w - 1, x + ix + 1));
          o[y * w + x] +=
              ((a[y0 + x0] * (1 - fx) + a[y0 + x1] * fx) * (1 - fy)
                      + (a[y1 + x0] * (1 - fx) + a[y1 + x1] * fx) * fy)
                  / steps;
        }
      }
    }
    return o;
  }
}
