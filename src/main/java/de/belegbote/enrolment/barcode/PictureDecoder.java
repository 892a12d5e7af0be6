// Makes a JPEG or PNG file into brightness, never holding more pixels than reading codes needs.
package de.belegbote.enrolment.barcode;

import de.belegbote.enrolment.barcode.reading.GreyPicture;
import de.belegbote.platform.Failure;
import io.vertx.core.buffer.Buffer;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads with the JDK's own decoders. Orientation is ignored: the codes are read from any side. */
final class PictureDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(PictureDecoder.class);

  /** Larger pictures are read with every second, third … pixel left out. */
  private static final long MAX_DECODED_PIXELS = 16_000_000;

  private PictureDecoder() {}

  /**
   * Decodes the picture within the deadline.
   *
   * @throws Failure UNUSABLE_PICTURE or TIMED_OUT with the reason
   */
  static GreyPicture decode(Buffer file, PictureHeader header, Deadline deadline) {
    ImageReader reader = ImageIO.getImageReadersByFormatName(header.format()).next();
    var bytes = new ByteArrayInputStream(file.getBytes(0, header.length()));
    // The usual stream would go through a temporary file, and the picture holds a seed.
    try (var memory = new MemoryCacheImageInputStream(bytes)) {
      // Without metadata: no compressed text chunk is inflated.
      reader.setInput(memory, true, true);
      checkAgreement(reader, header);
      reader.addIIOReadProgressListener(new Watch(deadline));
      BufferedImage picture = reader.read(0, sparing(reader, header));
      deadline.check();
      return grey(picture);
    } catch (Failure refused) {
      throw refused;
    } catch (IOException | RuntimeException broken) {
      // The JDK's readers answer hostile files with all kinds of runtime exceptions.
      LOG.debug("A {} file cannot be decoded", header.format(), broken);
      throw PictureRefusal.DAMAGED.failure();
    } finally {
      reader.dispose();
    }
  }

  /** The decoder must see the same picture whose sides were checked. */
  private static void checkAgreement(ImageReader reader, PictureHeader header) throws IOException {
    if (reader.getWidth(0) != header.width() || reader.getHeight(0) != header.height()) {
      throw PictureRefusal.DAMAGED.failure();
    }
  }

  private static ImageReadParam sparing(ImageReader reader, PictureHeader header) {
    double excess = (double) header.width() * header.height() / MAX_DECODED_PIXELS;
    int step = (int) Math.ceil(Math.sqrt(Math.max(1, excess)));
    ImageReadParam param = reader.getDefaultReadParam();
    param.setSourceSubsampling(step, step, 0, 0);
    return param;
  }

  /**
   * Takes the samples as they are: a camera's colour profile would make every pixel cost a colour
   * conversion, and black stays darker than white without it.
   */
  private static GreyPicture grey(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    byte[] light = new byte[width * height];
    ColorModel colours = picture.getColorModel();
    Raster raster = picture.getRaster();
    int bands = raster.getNumBands();
    int shift = colours.getComponentSize(0) - 8;
    int[] row = new int[width * Math.max(1, bands)];
    for (int y = 0; y < height; y++) {
      if (colours instanceof IndexColorModel) {
        picture.getRGB(0, y, width, 1, row, 0, width);
      } else {
        raster.getPixels(0, y, width, 1, row);
      }
      for (int x = 0; x < width; x++) {
        light[y * width + x] =
            (byte)
                (colours instanceof IndexColorModel
                    ? ofArgb(row[x])
                    : ofSamples(row, x * bands, bands, shift));
      }
    }
    return new GreyPicture(light, width, height);
  }

  private static int ofArgb(int argb) {
    return onWhite(weighed((argb >> 16) & 0xFF, (argb >> 8) & 0xFF, argb & 0xFF), argb >>> 24);
  }

  /** One or three bands of colour, an even number has transparency last; 16 bits are cut to 8. */
  private static int ofSamples(int[] row, int at, int bands, int shift) {
    int grey =
        bands < 3
            ? scaled(row[at], shift)
            : weighed(
                scaled(row[at], shift), scaled(row[at + 1], shift), scaled(row[at + 2], shift));
    return bands % 2 == 0 ? onWhite(grey, scaled(row[at + bands - 1], shift)) : grey;
  }

  private static int scaled(int sample, int shift) {
    return shift >= 0 ? sample >> shift : sample * 255 / ((1 << (8 + shift)) - 1);
  }

  /** ITU-R BT.601 weights, in 1,024ths. */
  private static int weighed(int red, int green, int blue) {
    return (red * 306 + green * 601 + blue * 117) >> 10;
  }

  private static int onWhite(int grey, int alpha) {
    return (grey * alpha + 255 * (255 - alpha)) / 255;
  }

  /** Stops the decoder when time is up. */
  private record Watch(Deadline deadline) implements IIOReadProgressListener {
    @Override
    public void imageProgress(ImageReader source, float percent) {
      if (deadline.passed()) {
        source.abort();
      }
    }

    @Override
    public void sequenceStarted(ImageReader source, int minIndex) {}

    @Override
    public void sequenceComplete(ImageReader source) {}

    @Override
    public void imageStarted(ImageReader source, int index) {}

    @Override
    public void imageComplete(ImageReader source) {}

    @Override
    public void thumbnailStarted(ImageReader source, int index, int thumbnail) {}

    @Override
    public void thumbnailProgress(ImageReader source, float percent) {}

    @Override
    public void thumbnailComplete(ImageReader source) {}

    @Override
    public void readAborted(ImageReader source) {}
  }
}
