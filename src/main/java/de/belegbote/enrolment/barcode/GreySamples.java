// Makes decoded samples into brightness.
package de.belegbote.enrolment.barcode;

import de.belegbote.enrolment.barcode.reading.GreyPicture;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;

/** Takes the samples as they are; see {@link Inks} for why. Transparent parts count as white. */
final class GreySamples {
  private GreySamples() {}

  /** The samples of a JPEG, without a colour conversion. */
  static GreyPicture of(Raster raster, Inks inks) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int bands = raster.getNumBands();
    if (inks == Inks.LIGHT_FIRST && isPlain(raster)) {
      return firstBand(raster);
    }
    byte[] light = new byte[width * height];
    int[] row = new int[width * bands];
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        light[y * width + x] = (byte) inks.light(row, x * bands);
      }
    }
    return new GreyPicture(light, width, height);
  }

  private static boolean isPlain(Raster raster) {
    return raster.getDataBuffer() instanceof DataBufferByte
        && raster.getSampleModel() instanceof PixelInterleavedSampleModel
        && raster.getSampleModelTranslateX() == 0
        && raster.getSampleModelTranslateY() == 0;
  }

  /**
   * Straight from the decoder's array: twelve megapixels of getPixels would cost a tenth of a
   * second.
   */
  private static GreyPicture firstBand(Raster raster) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    var layout = (PixelInterleavedSampleModel) raster.getSampleModel();
    var data = (DataBufferByte) raster.getDataBuffer();
    byte[] samples = data.getData();
    int first = data.getOffset() + layout.getBandOffsets()[0];
    int step = layout.getPixelStride();
    if (step == 1 && first == 0 && layout.getScanlineStride() == width) {
      return new GreyPicture(samples, width, height);
    }
    byte[] light = new byte[width * height];
    for (int y = 0; y < height; y++) {
      int from = first + y * layout.getScanlineStride();
      for (int x = 0; x < width; x++) {
        light[y * width + x] = samples[from + x * step];
      }
    }
    return new GreyPicture(light, width, height);
  }

  /** The samples of any other picture, by its colour model. */
  static GreyPicture of(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    byte[] light = new byte[width * height];
    ColorModel colours = picture.getColorModel();
    Raster raster = picture.getRaster();
    int[] palette = colours instanceof IndexColorModel index ? palette(index) : null;
    int bands = raster.getNumBands();
    int shift = colours.getComponentSize(0) - 8;
    int[] row = new int[width * bands];
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        light[y * width + x] =
            (byte) (palette != null ? palette[row[x]] : ofSamples(row, x * bands, bands, shift));
      }
    }
    return new GreyPicture(light, width, height);
  }

  /** Long enough for every index of that many bits, also those without a colour: white. */
  private static int[] palette(IndexColorModel colours) {
    int[] light = new int[1 << colours.getPixelSize()];
    for (int i = 0; i < light.length; i++) {
      light[i] = i < colours.getMapSize() ? ofArgb(colours.getRGB(i)) : 255;
    }
    return light;
  }

  private static int ofArgb(int argb) {
    int grey = Inks.weighed((argb >> 16) & 0xFF, (argb >> 8) & 0xFF, argb & 0xFF);
    return onWhite(grey, argb >>> 24);
  }

  /** One or three bands of colour, an even number has transparency last; 16 bits are cut to 8. */
  private static int ofSamples(int[] row, int at, int bands, int shift) {
    int grey =
        bands < 3
            ? scaled(row[at], shift)
            : Inks.weighed(
                scaled(row[at], shift), scaled(row[at + 1], shift), scaled(row[at + 2], shift));
    return bands % 2 == 0 ? onWhite(grey, scaled(row[at + bands - 1], shift)) : grey;
  }

  private static int scaled(int sample, int shift) {
    return shift >= 0 ? sample >> shift : sample * 255 / ((1 << (8 + shift)) - 1);
  }

  private static int onWhite(int grey, int alpha) {
    return (grey * alpha + 255 * (255 - alpha)) / 255;
  }
}
