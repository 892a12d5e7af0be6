// What falls on the pixels of a camera.
package de.belegbote.enrolment.barcode.photos;

import java.awt.image.BufferedImage;

/** Linear light through red, green and blue filters. */
final class Sensor {
  private Sensor() {}

  /**
   * Linear light through an RGGB sensor; with moire, through the screen's red, green and blue
   * stripes as well.
   */
  static float[][] expose(
      BufferedImage screen,
      double[] hm,
      int w,
      int h,
      boolean stripes,
      double ambient,
      double around) {
    float[] lin = new float[256];
    for (int i = 0; i < 256; i++) {
      lin[i] = (float) Math.pow(i / 255.0, 2.2);
    }
    int sw = screen.getWidth();
    int sh = screen.getHeight();
    int[] px = screen.getRGB(0, 0, sw, sh, null, 0, sw);
    float[] raw = new float[w * h];
    int s = 3;
    double fill = 0.8;
    double gain = stripes ? 1 / ((1 / 3.0 * fill) * 0.9) : 1;
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int c = (y & 1) == 0 ? ((x & 1) == 0 ? 0 : 1) : ((x & 1) == 0 ? 1 : 2);
        double sum = 0;
        for (int j = 0; j < s; j++) {
          double yy = y + (j + 0.5) / s;
          for (int i = 0; i < s; i++) {
            double xx = x + (i + 0.5) / s;
            double q = hm[6] * xx + hm[7] * yy + hm[8];
            double u = (hm[0] * xx + hm[1] * yy + hm[2]) / q;
            double v = (hm[3] * xx + hm[4] * yy + hm[5]) / q;
            if (u < 0 || v < 0 || u >= sw || v >= sh || q <= 0) {
              sum += around;
              continue;
            }
            int iu = (int) u;
            int iv = (int) v;
            float val = lin[px[iv * sw + iu] >> (16 - 8 * c) & 255];
            if (stripes) {
              double fu = (u - iu) * 3 - c;
              double fv = v - iv;
              sum +=
                  fu >= (1 - fill) / 2 && fu < (1 + fill) / 2 && fv >= 0.05 && fv < 0.95
                      ? val * gain
                      : 0;
            } else {
              sum += val;
            }
          }
        }
        raw[y * w + x] = (float) (sum / (s * s) * 0.8 + ambient);
      }
    }
    return demosaic(raw, w, h);
  }

  private static float[][] demosaic(float[] raw, int w, int h) {
    float[][] out = new float[3][w * h];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        float[] sum = new float[3];
        int[] cnt = new int[3];
        for (int j = -1; j <= 1; j++) {
          for (int i = -1; i <= 1; i++) {
            int xx = x + i;
            int yy = y + j;
            if (xx < 0 || yy < 0 || xx >= w || yy >= h) {
              continue;
            }
            int c = (yy & 1) == 0 ? ((xx & 1) == 0 ? 0 : 1) : ((xx & 1) == 0 ? 1 : 2);
            sum[c] += raw[yy * w + xx];
            cnt[c]++;
          }
        }
        int own = (y & 1) == 0 ? ((x & 1) == 0 ? 0 : 1) : ((x & 1) == 0 ? 1 : 2);
        for (int c = 0; c < 3; c++) {
          out[c][y * w + x] =
              c == own ? raw[y * w + x] : cnt[c] == 0 ? raw[y * w + x] : sum[c] / cnt[c];
        }
      }
    }
    return out;
  }

  static void light(
      float[][] rgb,
      int w,
      int h,
      double gx,
      double gy,
      boolean glare,
      double sx,
      double sy,
      double sr,
      double sa) {
    for (int y = 0; y < h; y++) {
      double dy = (y - h / 2.0) / h;
      for (int x = 0; x < w; x++) {
        double dx = (x - w / 2.0) / w;
        double g = (1 + gx * dx * 2 * 0.6 + gy * dy * 2 * 0.6) * (1 - 0.6 * (dx * dx + dy * dy));
        double add = 0;
        if (glare) {
          double r2 = ((x - sx) * (x - sx) + (y - sy) * (y - sy)) / (sr * sr);
          add = r2 < 12 ? sa * Math.exp(-r2) : 0;
        }
        int i = y * w + x;
        for (float[] c : rgb) {
          c[i] = (float) (c[i] * Math.max(0.1, g) + add);
        }
      }
    }
  }
}
