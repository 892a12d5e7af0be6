// Photos of codes on screens, made by chance.
package de.belegbote.enrolment.barcode.photos;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import com.google.zxing.qrcode.encoder.QRCode;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeSet;

/** The same seed gives the same picture with the same JDK, whose JPEG writer makes the bytes. */
public final class ScreenPhotos {
  private static final String[] KINDS = {"otp32", "otp52", "mig1", "mig3", "mig10"};

  /**
   * A picture as it is uploaded.
   *
   * @param file JPEG or PNG
   * @param text what the code says
   * @param pixels of a module, on its shorter side
   * @param tags what makes it hard, for diagnosis
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a value
  public record Photo(int level, int index, byte[] file, String text, double pixels, String tags) {
    @Override
    public String toString() {
      return "L" + level + "_" + index + " " + tags;
    }
  }

  private final Chance chance;

  ScreenPhotos(Chance chance) {
    this.chance = chance;
  }

  /**
   * One picture, to be made again by its numbers.
   *
   * @param level 0 screenshots, 1 easy photos, 2 usual, 3 hard, 4 beyond most decoders
   */
  public static Photo photo(long seed, int level, int index) throws WriterException, IOException {
    return new ScreenPhotos(new Chance(seed * 1_000_003L + level * 10_007L + index))
        .one(level, index);
  }

  private Photo one(int level, int index) throws WriterException, IOException {
    TreeSet<String> tags = new TreeSet<>();
    String kind = KINDS[index % KINDS.length];
    String text = new Payloads(chance).payload(kind, tags);
    boolean logo = kind.startsWith("otp") && chance.chance(0.15);
    ErrorCorrectionLevel ec =
        logo
            ? ErrorCorrectionLevel.H
            : kind.startsWith("mig") || chance.chance(0.3)
                ? ErrorCorrectionLevel.L
                : ErrorCorrectionLevel.M;
    Map<EncodeHintType, Object> hints = new EnumMap<>(EncodeHintType.class);
    if (tags.contains("rawutf8")) {
      hints.put(EncodeHintType.CHARACTER_SET, "UTF-8");
    }
    QRCode qr = Encoder.encode(text, ec, hints);
    ByteMatrix code = qr.getMatrix();
    if (logo) {
      tags.add("logo");
    }

    // how the page shows the code
    boolean dark = chance.chance(level == 0 ? 0.3 : 0.2);
    boolean inverted = dark && chance.chance(0.5);
    boolean tightQuiet = chance.chance(0.15);
    boolean lowContrast = chance.chance(level >= 3 ? 0.3 : 0.1);
    int paper = inverted ? 0x1e1e1e : 0xffffff;
    int ink = inverted ? 0xf0f0f0 : 0x000000;
    if (lowContrast) {
      paper = inverted ? 0x2d3748 : chance.pick(new Integer[] {0xe2e8f0, 0xfff3d6, 0xd9f2e6});
      ink = inverted ? 0x90a4c0 : chance.pick(new Integer[] {0x4a5568, 0x2b6cb0, 0x8a4b08});
      tags.add("lowcontrast");
    }
    if (dark) {
      tags.add(inverted ? "inverted" : "darkpage");
    }
    if (tightQuiet) {
      tags.add("tightquiet");
    }
    int quiet = tightQuiet ? 1 : 4;
    double[] ppm = new double[1];
    var look = new Screen.Look(code, quiet, paper, ink, dark, logo);
    byte[] file =
        level == 0
            ? new Screen(chance).screenshot(look, tags, ppm)
            : new Camera(chance).photo(level, look, tags, ppm);
    return new Photo(level, index, file, text, ppm[0], String.join(",", tags));
  }
}
