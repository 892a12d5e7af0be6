// Photos that are easy to read but for one flaw.
package de.belegbote.enrolment.barcode.photos;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;

/** Everything else is drawn from the easy range, so that the flaw is what spoils the photo. */
public final class FlawedPhotos {
  private static final int[][] FRAMES = {
    {1080, 1440}, {720, 1280}, {960, 1280}, {900, 1600}, {1536, 2048}
  };
  private static final String[] KINDS = {"otp32", "otp52", "mig1", "mig3"};

  /**
   * A photo as it is uploaded.
   *
   * @param file a JPEG
   * @param flaw what spoils it
   * @param strength of the flaw; about 0 to 1, where hardly anything is read
   * @param place where the flaw is: x and y as shares of the upright picture; its middle if it is
   *     everywhere
   * @param drawn the numbers it was made by, for diagnosis
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a value
  public record Photo(byte[] file, Flaw flaw, double strength, double[] place, String drawn) {
    @Override
    public String toString() {
      return flaw + " " + drawn;
    }
  }

  private final Chance chance;
  private final Flaw flaw;
  private final double strength;
  private final double[] place = {0.5, 0.5};

  private FlawedPhotos(Chance chance, Flaw flaw, double strength) {
    this.chance = chance;
    this.flaw = flaw;
    this.strength = strength;
  }

  /** The first strength to try for a picture, 0.1 to 0.7; the same for the same numbers. */
  public static double strength(long seed, Flaw flaw, int index) {
    return chance(~seed, flaw, index).uni(0.1, 0.7);
  }

  /** One picture, to be made again by its numbers; another strength leaves the rest as it is. */
  public static Photo photo(long seed, Flaw flaw, int index, double strength)
      throws WriterException, IOException {
    return new FlawedPhotos(chance(seed, flaw, index), flaw, strength).one();
  }

  private static Chance chance(long seed, Flaw flaw, int index) {
    int kind = List.of(Flaw.values()).indexOf(flaw);
    return new Chance(seed * 1_000_003L + kind * 10_007L + index);
  }

  private Photo one() throws WriterException, IOException {
    int[] frame = FRAMES[chance.nextInt(FRAMES.length)];
    boolean landscape = chance.chance(0.3);
    int w = landscape ? frame[1] : frame[0];
    int h = landscape ? frame[0] : frame[1];
    boolean many = flaw == Flaw.MANY_CODES;
    double module = chance.pick(new Double[] {2.0, 3.0, 4.0, 6.0, 3.75, 4.5});
    double[] where = new double[3];
    Screen.Look look = look();
    int n = look.code().getWidth();
    BufferedImage screen = many ? sheet(module, where) : page(look, module, where);
    double perModule = perModule(Math.min(w, h), many ? where[2] / module : n);
    double need = perModule * (many ? where[2] / module : n);
    double[] off = {chance.uni(-0.1, 0.1) * w, chance.uni(-0.1, 0.1) * h};
    if (flaw.cuts()) {
      cut(off, w, h, need);
    }
    double[] toScreen =
        Camera.homography(
            w,
            h,
            Math.toRadians(chance.uni(-10, 10)),
            Math.toRadians(chance.uni(-10, 10)),
            Math.toRadians(chance.uni(-8, 8)),
            perModule / module,
            where[0] + where[2] / 2,
            where[1] + where[2] / 2,
            off[0],
            off[1]);
    double ambient = chance.uni(0.01, 0.06);
    boolean stripes = flaw == Flaw.MOIRE;
    float[][] rgb = Sensor.expose(screen, toScreen, w, h, false, ambient, 0.08);
    if (stripes) {
      new Beats(chance, perModule, strength).over(rgb, w, h);
    }
    light(rgb, w, h, need, off);
    blur(rgb, w, h, perModule);
    BufferedImage picture =
        new Development(chance).develop(rgb, w, h, noise(), chance.uni(0.2, 0.8), exposure());
    int turn = chance.chance(0.3) ? chance.pick(new Integer[] {3, 6, 8}) : 1;
    BufferedImage stored = turn == 1 ? picture : Development.unturn(picture, turn);
    byte[] file = Development.jpeg(stored, (float) chance.uni(0.75, 0.9), turn);
    String drawn =
        "%dx%d, turned %d, %d modules of %.2f px, strength %.2f"
            .formatted(w, h, turn, n, perModule, strength);
    return new Photo(file, flaw, strength, place, drawn);
  }

  private Screen.Look look() throws WriterException {
    String text = new Payloads(chance).payload(chance.pick(KINDS), new TreeSet<>());
    ByteMatrix code = Encoder.encode(text, ErrorCorrectionLevel.M).getMatrix();
    boolean dark = chance.chance(0.2);
    boolean inverted = dark && chance.chance(0.3);
    return new Screen.Look(
        code, 4, inverted ? 0x1e1e1e : 0xffffff, inverted ? 0xf0f0f0 : 0x000000, dark, false);
  }

  private BufferedImage page(Screen.Look look, double module, double[] where) {
    int side = (int) Math.ceil((look.code().getWidth() + 8) * module);
    boolean empty = flaw == Flaw.NO_CODE;
    BufferedImage page =
        new Screen(chance)
            .page(Math.max(1280, side + 80), Math.max(800, side + 80), look, module, where);
    if (empty) {
      int x = (int) (where[0] - 4 * module);
      int y = (int) (where[1] - 4 * module);
      var pen = page.createGraphics();
      pen.setColor(new java.awt.Color(page.getRGB(x - 1, Math.max(0, y + side / 2))));
      pen.fillRect(x, y, side, side);
      pen.dispose();
    }
    return page;
  }

  /** Rows of codes, each with its own text, as on a printed list. */
  private BufferedImage sheet(double module, double[] where) throws WriterException {
    int across = 2 + chance.nextInt(3);
    int down = 2 + chance.nextInt(3);
    int cell = (int) Math.ceil(75 * module);
    var sheet =
        new BufferedImage((across + 1) * cell, (down + 1) * cell, BufferedImage.TYPE_INT_RGB);
    var pen = sheet.createGraphics();
    pen.setColor(java.awt.Color.WHITE);
    pen.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    for (int i = 0; i < across * down; i++) {
      Screen.Look look = look();
      var light = new Screen.Look(look.code(), 4, 0xffffff, 0, false, false);
      int side = (int) Math.ceil((look.code().getWidth() + 8) * module);
      BufferedImage one = new Screen(chance).page(side + 4, side + 4, light, module, new double[3]);
      pen.drawImage(
          one.getSubimage(2, 2, side, side),
          cell / 2 + i % across * cell,
          cell / 2 + i / across * cell,
          null);
    }
    pen.dispose();
    where[0] = cell / 2.0;
    where[1] = cell / 2.0;
    where[2] = Math.max(across, down) * cell;
    return sheet;
  }

  /** Pixels of a module. */
  private double perModule(int side, double modules) {
    double most = 0.7 * side / modules;
    return switch (flaw) {
      case TOO_SMALL -> chance.uni(1.7, 1.9) - 0.9 * strength;
      case MANY_CODES -> Math.min(1.4 * most, chance.uni(1.7, 2.1) - 0.8 * strength);
      default -> Math.max(4, Math.min(chance.uni(5, 10), most));
    };
  }

  private void cut(double[] off, int w, int h, double need) {
    double outside = (0.05 + 0.55 * strength) * need - need / 2;
    switch (flaw) {
      case CUT_LEFT -> off[0] = -(w / 2.0 + outside);
      case CUT_RIGHT -> off[0] = w / 2.0 + outside;
      case CUT_TOP -> off[1] = -(h / 2.0 + outside);
      default -> off[1] = h / 2.0 + outside;
    }
  }

  private void light(float[][] rgb, int w, int h, double need, double[] off) {
    double gx = chance.uni(-0.3, 0.3);
    double gy = chance.uni(-0.3, 0.3);
    double x = w / 2.0 + off[0] + chance.uni(-0.4, 0.4) * need;
    double y = h / 2.0 + off[1] + chance.uni(-0.4, 0.4) * need;
    double radius = (0.15 + 0.4 * strength) * need;
    double amount = chance.uni(1.2, 2) + 3 * strength;
    boolean glare = flaw == Flaw.GLARE;
    if (glare) {
      place[0] = x / w;
      place[1] = y / h;
    }
    Sensor.light(rgb, w, h, gx, gy, glare, x, y, radius, amount);
  }

  private void blur(float[][] rgb, int w, int h, double perModule) {
    boolean hand = chance.chance(0.3);
    double direction = chance.uni(0, Math.PI);
    double usual = chance.uni(0.05, 0.14) * perModule;
    boolean blurred = flaw == Flaw.BLURRED;
    double sigma = blurred && !hand ? (0.5 + strength) * perModule : usual;
    for (int c = 0; c < 3; c++) {
      Lens.gaussian(rgb[c], w, h, sigma);
      if (blurred && hand) {
        rgb[c] = Lens.motion(rgb[c], w, h, (1.5 + 3 * strength) * perModule, direction);
      }
    }
  }

  private double noise() {
    return flaw == Flaw.TOO_DARK ? chance.uni(0.006, 0.012) : chance.uni(0.002, 0.006);
  }

  private double exposure() {
    return switch (flaw) {
      case TOO_DARK -> 0.06 * Math.pow(10, -1.3 * strength);
      case TOO_BRIGHT -> 3 * Math.pow(10, 0.9 * strength);
      default -> chance.uni(0.7, 1.05);
    };
  }
}
