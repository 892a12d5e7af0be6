// A screen that shows a code, and a screenshot of it.
package de.belegbote.enrolment.barcode.photos;

import com.google.zxing.qrcode.encoder.ByteMatrix;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Set;

/** Draws the page around the code. */
final class Screen {
  /**
   * How a page shows a code.
   *
   * @param quiet modules of margin
   * @param paper colour of the light modules, 0xRRGGBB
   * @param ink colour of the dark ones
   * @param dark whether the page around is dark
   * @param logo whether something lies on the middle of the code
   */
  record Look(ByteMatrix code, int quiet, int paper, int ink, boolean dark, boolean logo) {}

  private final Chance chance;

  Screen(Chance chance) {
    this.chance = chance;
  }

  /**
   * The page: background, a card with the code on it, bars for lines of text. Returns the picture;
   * where[] = code x, y, size.
   */
  BufferedImage page(int w, int h, Look look, double module, double[] where) {
    ByteMatrix code = look.code();
    int n = code.getWidth();
    int quiet = look.quiet();
    int paper = look.paper();
    int ink = look.ink();
    boolean dark = look.dark();
    boolean logo = look.logo();
    BufferedImage im = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
    int bg =
        dark
            ? chance.pick(new Integer[] {0x121212, 0x0d1117, 0x1a202c})
            : chance.pick(new Integer[] {0xffffff, 0xf5f5f5, 0xeef2f7});
    fill(im, 0, 0, w, h, bg);
    fill(
        im,
        0,
        0,
        w,
        Math.max(24, h / 16),
        dark ? 0x2d2d2d : chance.pick(new Integer[] {0x0b5fa5, 0x24292f, 0xdddddd}));
    double size = n * module;
    double x0 = Math.round((w - size) / 2 + chance.uni(-0.05, 0.05) * w);
    double y0 = Math.round((h - size) / 2 + chance.uni(-0.05, 0.05) * h);
    x0 = Math.max(quiet * module + 1, Math.min(w - size - quiet * module - 1, x0));
    y0 = Math.max(quiet * module + 1, Math.min(h - size - quiet * module - 1, y0));
    int textInk = dark ? 0xb0b0b0 : 0x333333;
    for (int y = h / 14; y < h - 12; y += 22) { // text bars around the code
      for (int x = 20; x < w - 40; ) {
        int len = 8 + chance.nextInt(60);
        boolean clash =
            x + len > x0 - (quiet + 2) * module - 8
                && x < x0 + size + (quiet + 2) * module + 8
                && y + 10 > y0 - (quiet + 2) * module - 8
                && y < y0 + size + (quiet + 2) * module + 8;
        if (!clash && chance.chance(0.55)) {
          for (int k = 0; k < len - 4; k += 5) { // letters
            fill(
                im,
                x + k,
                y + chance.nextInt(3),
                1 + chance.nextInt(3),
                6 + chance.nextInt(4),
                textInk);
          }
        }
        x += len + 6;
      }
    }
    int a = (int) Math.round(x0 - quiet * module);
    int b = (int) Math.round(y0 - quiet * module);
    int s = (int) Math.round(size + 2 * quiet * module);
    fill(im, a, b, s, s, paper);
    for (int y = 0;
        y < (int) Math.ceil(size);
        y++) { // area-weighted, so that fractional scaling gives grey edges
      for (int x = 0; x < (int) Math.ceil(size); x++) {
        double cover = cover(code, n, x / module, y / module, 1 / module);
        int px = (int) x0 + x;
        int py = (int) y0 + y;
        if (px >= 0 && py >= 0 && px < w && py < h) {
          im.setRGB(px, py, mix(paper, ink, cover));
        }
      }
    }
    if (logo) {
      double r = size * 0.10;
      double cx = x0 + size / 2;
      double cy = y0 + size / 2;
      int tint = chance.pick(new Integer[] {0xd32f2f, 0x1976d2, 0x2e7d32});
      for (int y = (int) (cy - r * 1.2); y <= cy + r * 1.2; y++) {
        for (int x = (int) (cx - r * 1.2); x <= cx + r * 1.2; x++) {
          double d = Math.hypot(x - cx, y - cy);
          if (d <= r * 1.2 && x >= 0 && y >= 0 && x < w && y < h) {
            im.setRGB(x, y, d <= r ? tint : paper);
          }
        }
      }
    }
    where[0] = x0;
    where[1] = y0;
    where[2] = size;
    return im;
  }

  private static double cover(ByteMatrix code, int n, double x, double y, double d) {
    double sum = 0;
    for (int j = 0; j < 3; j++) {
      for (int i = 0; i < 3; i++) {
        int mx = (int) (x + d * (i + 0.5) / 3);
        int my = (int) (y + d * (j + 0.5) / 3);
        if (mx < n && my < n && code.get(mx, my) == 1) {
          sum++;
        }
      }
    }
    return sum / 9;
  }

  private static int mix(int a, int b, double t) {
    int r = 0;
    for (int s = 16; s >= 0; s -= 8) {
      int v = (int) Math.round((a >> s & 255) * (1 - t) + (b >> s & 255) * t);
      r |= v << s;
    }
    return r;
  }

  private static void fill(BufferedImage im, int x, int y, int w, int h, int rgb) {
    for (int j = Math.max(0, y); j < Math.min(im.getHeight(), y + h); j++) {
      for (int i = Math.max(0, x); i < Math.min(im.getWidth(), x + w); i++) {
        im.setRGB(i, j, rgb);
      }
    }
  }

  byte[] screenshot(Look look, Set<String> tags, double[] ppm) throws IOException {
    int n = look.code().getWidth();
    int quiet = look.quiet();
    int paper = look.paper();
    tags.add("screenshot");
    int form = chance.nextInt(4);
    double module =
        chance.chance(0.3)
            ? chance.pick(new Double[] {2.5, 3.75, 1.5, 2.25})
            : 2 + chance.nextInt(7);
    if (n > 90) {
      module = Math.max(2, Math.min(module, 5));
    }
    ppm[0] = module;
    if (module != Math.rint(module)) {
      tags.add("fractional");
    }
    double[] where = new double[3];
    if (form == 0) { // only the code, saved with transparency
      tags.add("alpha");
      int side = (int) Math.ceil((n + 2 * quiet) * module);
      BufferedImage im = page(side + 4, side + 4, look, module, where);
      BufferedImage a = new BufferedImage(side + 4, side + 4, BufferedImage.TYPE_INT_ARGB);
      for (int y = 0; y < side + 4; y++) {
        for (int x = 0; x < side + 4; x++) {
          int rgb = im.getRGB(x, y) & 0xffffff;
          boolean inCode =
              x >= where[0] && y >= where[1] && x < where[0] + where[2] && y < where[1] + where[2];
          boolean clear = !tags.contains("inverted") && (!inCode || rgb == paper);
          a.setRGB(x, y, clear ? 0 : 0xff000000 | rgb);
        }
      }
      return Development.png(a);
    }
    int w = form == 1 ? 2560 : form == 2 ? 1290 : 900;
    int h = form == 1 ? 1440 : form == 2 ? 2796 : 700;
    int need = (int) Math.ceil((n + 2 * quiet) * module) + 20;
    BufferedImage im = page(Math.max(w, need), Math.max(h, need), look, module, where);
    if (form == 2 && chance.chance(0.6)) { // sent through a messenger
      tags.add("jpeg");
      return Development.jpeg(im, (float) chance.uni(0.5, 0.85), 1);
    }
    return Development.png(im);
  }
}
