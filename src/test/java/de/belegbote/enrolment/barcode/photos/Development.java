// From light to a JPEG file.
package de.belegbote.enrolment.barcode.photos;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Noise, tone curve, the phone's sharpening, EXIF turn, compression. */
final class Development {
  private final Chance chance;

  Development(Chance chance) {
    this.chance = chance;
  }

  /** Noise, tone curve, the phone's sharpening. */
  BufferedImage develop(
      float[][] rgb, int w, int h, double noise, double sharpen, double exposure) {
    BufferedImage im = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
    int[] line = new int[w * h];
    for (int c = 0; c < 3; c++) {
      float[] a = rgb[c];
      for (int i = 0; i < a.length; i++) {
        double g =
            chance.nextDouble() + chance.nextDouble() + chance.nextDouble() - 1.5; // sigma 0.5
        double v = a[i] * exposure;
        v += g * 2 * noise * Math.sqrt(0.2 + Math.max(0, v));
        a[i] = (float) (v <= 0 ? 0 : v >= 1 ? 1 : Math.pow(v, 1 / 2.2));
      }
      float[] soft = a.clone();
      Lens.gaussian(soft, w, h, 1.2);
      for (int i = 0; i < a.length; i++) {
        double v = a[i] + sharpen * (a[i] - soft[i]);
        line[i] |= (int) Math.round(Math.max(0, Math.min(1, v)) * 255) << (16 - 8 * c);
      }
    }
    im.setRGB(0, 0, w, h, line, 0, w);
    return im;
  }

  static BufferedImage unturn(BufferedImage im, int orientation) {
    int w = im.getWidth();
    int h = im.getHeight();
    boolean swap = orientation != 3;
    BufferedImage o = new BufferedImage(swap ? h : w, swap ? w : h, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int rgb = im.getRGB(x, y);
        switch (orientation) {
          case 3 -> o.setRGB(w - 1 - x, h - 1 - y, rgb);
          case 6 -> o.setRGB(y, w - 1 - x, rgb); // a viewer turns it 90 degrees clockwise
          default -> o.setRGB(h - 1 - y, x, rgb); // 8: anticlockwise
        }
      }
    }
    return o;
  }

  static byte[] png(BufferedImage im) throws IOException {
    ByteArrayOutputStream b = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream o = new MemoryCacheImageOutputStream(b)) {
      if (!ImageIO.write(im, "png", o)) {
        throw new IOException("no PNG writer");
      }
    }
    return b.toByteArray();
  }

  static byte[] jpeg(BufferedImage im, float quality, int orientation) throws IOException {
    ImageWriter wr = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream b = new ByteArrayOutputStream();
    ImageWriteParam p = wr.getDefaultWriteParam();
    p.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    p.setCompressionQuality(quality);
    try (MemoryCacheImageOutputStream o = new MemoryCacheImageOutputStream(b)) {
      wr.setOutput(o);
      wr.write(null, new IIOImage(im, null, null), p);
    }
    wr.dispose();
    byte[] j = b.toByteArray();
    if (orientation == 1) {
      return j;
    }
    byte[] exif = {
      (byte) 0xff,
      (byte) 0xe1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      0x01,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0,
      0,
      0,
      0,
      0
    };
    ByteArrayOutputStream o = new ByteArrayOutputStream();
    o.write(j, 0, 2);
    o.writeBytes(exif);
    o.write(j, 2, j.length - 2);
    return o.toByteArray();
  }
}
