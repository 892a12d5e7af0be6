// A phone in front of a screen.
package de.belegbote.enrolment.barcode.photos;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Takes the photo: distance, tilt, light, focus. */
final class Camera {
  private final Chance chance;

  Camera(Chance chance) {
    this.chance = chance;
  }

  byte[] photo(int level, Screen.Look look, Set<String> tags, double[] ppm) throws IOException {
    int n = look.code().getWidth();
    int quiet = look.quiet();
    boolean dark = look.dark();
    double[] tiltMax = {0, 10, 20, 30, 35};
    double[][] scale = {null, {6, 11}, {4, 7}, {3, 5}, {2, 3.2}};
    double[][] blur = {
      null, {0.05, 0.14}, {0.08, 0.24}, {0.12, 0.36}, {0.2, 0.5}
    }; // sigma in modules
    double[][] quality = {null, {0.75, 0.85}, {0.5, 0.8}, {0.35, 0.7}, {0.3, 0.5}};
    double perModule = chance.uni(scale[level][0], scale[level][1]);

    // the frame: 12 megapixels where the code covers 8 to 20 % of the width, or a smaller (shrunk
    // or messenger) picture
    int[][] frames = {{3024, 4032}, {1536, 2048}, {1080, 1440}, {720, 1280}};
    double need = perModule * n;
    List<int[]> fit = new ArrayList<>();
    for (int[] f : frames) {
      double share = need / f[0];
      if (share <= 0.75 && share >= (f[0] == 3024 ? 0.08 : 0.12)) {
        fit.add(f);
      }
    }
    int[] frame = fit.isEmpty() ? frames[1] : fit.get(chance.nextInt(fit.size()));
    boolean landscape = chance.chance(0.3);
    int w = landscape ? frame[1] : frame[0];
    int h = landscape ? frame[0] : frame[1];
    if (frame[0] == 3024) {
      tags.add("12mp");
    }

    double module =
        chance.pick(new Double[] {2.0, 3.0, 4.0, 5.0, 6.0, 3.75, 4.5}); // screen pixels per module
    int side = (int) Math.ceil((n + 2 * quiet) * module);
    double[] where = new double[3];
    BufferedImage screen =
        new Screen(chance)
            .page(Math.max(1280, side + 80), Math.max(800, side + 80), look, module, where);

    double yaw = Math.toRadians(chance.uni(-1, 1) * tiltMax[level]);
    double pitch = Math.toRadians(chance.uni(-1, 1) * tiltMax[level]);
    double roll =
        Math.toRadians(
            level == 1
                ? chance.uni(-10, 10)
                : chance.chance(0.7) ? chance.uni(-30, 30) : chance.uni(-180, 180));
    if (Math.toDegrees(Math.max(Math.abs(yaw), Math.abs(pitch))) > 20) {
      tags.add("tilt");
    }
    if (Math.abs(Math.toDegrees(roll)) > 30) {
      tags.add("roll");
    }
    double[] camToScreen =
        homography(
            w,
            h,
            yaw,
            pitch,
            roll,
            perModule / module,
            where[0] + where[2] / 2,
            where[1] + where[2] / 2,
            chance.uni(-0.12, 0.12) * w,
            chance.uni(-0.12, 0.12) * h);

    boolean moire = level >= 2 && chance.chance(level == 2 ? 0.4 : 0.6);
    if (moire) {
      tags.add("moire");
    }
    double ambient = chance.uni(0.01, level >= 3 ? 0.25 : 0.08);
    float[][] rgb = Sensor.expose(screen, camToScreen, w, h, moire, ambient, dark ? 0.03 : 0.10);

    // uneven light and a glare spot
    double gx = chance.uni(-0.45, 0.45);
    double gy = chance.uni(-0.45, 0.45);
    boolean glare = chance.chance(level == 1 ? 0 : level == 2 ? 0.3 : 0.6);
    double spotX = w / 2.0 + chance.uni(-0.9, 0.9) * need;
    double spotY = h / 2.0 + chance.uni(-0.9, 0.9) * need;
    double spotR = chance.uni(0.12, level >= 3 ? 0.5 : 0.3) * need;
    double spotA = chance.uni(0.3, level >= 3 ? 1.6 : 0.9);
    if (glare) {
      tags.add("glare");
    }
    Sensor.light(rgb, w, h, gx, gy, glare, spotX, spotY, spotR, spotA);

    double sigma = chance.uni(blur[level][0], blur[level][1]) * perModule;
    if (moire) {
      sigma = Math.min(sigma, 0.12 * perModule); // moire needs a sharp picture
    }
    for (float[] c : rgb) {
      Lens.gaussian(c, w, h, sigma);
    }
    if (sigma > 0.2 * perModule) {
      tags.add("blur");
    }
    if (level >= 2 && chance.chance(level == 2 ? 0.25 : 0.4)) {
      double len = chance.uni(0.3, level == 2 ? 0.5 : level == 3 ? 0.8 : 1.2) * perModule;
      double dir = chance.uni(0, Math.PI);
      for (int c = 0; c < 3; c++) {
        rgb[c] = Lens.motion(rgb[c], w, h, len, dir);
      }
      tags.add("motion");
    }
    double noise = chance.uni(0.002, level >= 3 ? 0.02 : 0.008);
    BufferedImage im =
        new Development(chance)
            .develop(rgb, w, h, noise, chance.uni(0.2, 0.8), chance.uni(0.6, 1.15));

    // EXIF: the sensor's rows are stored turned, the tag says how to turn them back
    int orientation = chance.chance(0.3) ? chance.pick(new Integer[] {3, 6, 8}) : 1;
    if (orientation != 1) {
      tags.add("exif" + orientation);
      im = Development.unturn(im, orientation);
    }
    double q = chance.uni(quality[level][0], quality[level][1]);
    byte[] file = Development.jpeg(im, (float) q, orientation);
    ppm[0] = perModule * Math.min(Math.cos(yaw), Math.cos(pitch));
    return file;
  }

  /** Maps a camera pixel to a screen pixel: the inverse of K [r1 r2 t]. */
  static double[] homography(
      int w,
      int h,
      double yaw,
      double pitch,
      double roll,
      double scale,
      double cx,
      double cy,
      double offX,
      double offY) {
    double f = 0.85 * Math.max(w, h); // about a phone's main camera
    double cyaw = Math.cos(yaw), syaw = Math.sin(yaw), cp = Math.cos(pitch), sp = Math.sin(pitch);
    double cr = Math.cos(roll), sr = Math.sin(roll);
    // plane axes after roll, then pitch about x, then yaw about y
    double[] e1 = turn(cr, sr, cyaw, syaw, cp, sp);
    double[] e2 = turn(-sr, cr, cyaw, syaw, cp, sp);
    double z = f / scale; // at the code's centre one screen pixel is `scale` camera pixels
    double[] m = new double[9]; // screen (u, v, 1) -> camera (x, y, 1), both about their centres
    for (int i = 0; i < 3; i++) {
      m[i * 3] = e1[i];
      m[i * 3 + 1] = e2[i];
    }
    m[8] = z;
    double[] k = new double[9];
    for (int c = 0; c < 3; c++) {
      k[c] = f * m[c] + (w / 2.0 + offX) * m[6 + c];
      k[3 + c] = f * m[3 + c] + (h / 2.0 + offY) * m[6 + c];
      k[6 + c] = m[6 + c];
    }
    // fold in the code's centre: u = U - cx
    for (int r = 0; r < 3; r++) {
      k[r * 3 + 2] -= k[r * 3] * cx + k[r * 3 + 1] * cy;
    }
    return invert(k);
  }

  private static double[] turn(double x, double y, double cyaw, double syaw, double cp, double sp) {
    double y1 = y * cp;
    double z1 = y * sp;
    return new double[] {x * cyaw + z1 * syaw, y1, -x * syaw + z1 * cyaw};
  }

  private static double[] invert(double[] a) {
    double c0 = a[4] * a[8] - a[5] * a[7];
    double c1 = a[5] * a[6] - a[3] * a[8];
    double c2 = a[3] * a[7] - a[4] * a[6];
    double d = a[0] * c0 + a[1] * c1 + a[2] * c2;
    return new double[] {
      c0 / d,
      (a[2] * a[7] - a[1] * a[8]) / d,
      (a[1] * a[5] - a[2] * a[4]) / d,
      c1 / d,
      (a[0] * a[8] - a[2] * a[6]) / d,
      (a[2] * a[3] - a[0] * a[5]) / d,
      c2 / d,
      (a[1] * a[6] - a[0] * a[7]) / d,
      (a[0] * a[4] - a[1] * a[3]) / d
    };
  }
}
