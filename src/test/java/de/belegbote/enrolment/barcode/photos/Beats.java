// The bands that a camera's pixels and a screen's pixels make together.
package de.belegbote.enrolment.barcode.photos;

/**
 * Two gratings, bent a little as a lens bends them, in colours that lie apart: what is left of a
 * screen's pattern at the worst distance, where it is as coarse as the code's modules.
 */
final class Beats {
  private final double[][] waves = new double[2][];
  private final double depth;
  private final double bend;
  private final double apart;

  Beats(Chance chance, double perModule, double strength) {
    double first = chance.uni(0, Math.PI);
    for (int i = 0; i < 2; i++) {
      double angle = first + i * chance.uni(0.6, 1.5);
      double turns = 2 * Math.PI / (chance.uni(0.8, 1.9) * perModule);
      waves[i] = new double[] {turns * Math.cos(angle), turns * Math.sin(angle)};
    }
    depth = Math.min(0.97, 0.45 + 0.5 * strength);
    bend = chance.uni(0.5, 2);
    apart = chance.uni(0, 1);
  }

  void over(float[][] rgb, int w, int h) {
    for (int y = 0; y < h; y++) {
      double v = (y - h / 2.0) / h;
      for (int x = 0; x < w; x++) {
        double u = (x - w / 2.0) / h;
        double bent = 1 + 0.03 * bend * (u * u + v * v);
        for (int c = 0; c < 3; c++) {
          double a = Math.sin((waves[0][0] * x + waves[0][1] * y) * bent + c * apart);
          double b = Math.sin((waves[1][0] * x + waves[1][1] * y) * bent - c * apart);
          rgb[c][y * w + x] *=
              (float) ((1 + depth * a) * (1 + depth * b) / (1 + depth * depth / 2));
        }
      }
    }
  }
}
