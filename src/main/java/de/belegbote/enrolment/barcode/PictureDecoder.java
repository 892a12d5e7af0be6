// Makes a picture file into brightness, never holding more pixels than reading codes needs.
package de.belegbote.enrolment.barcode;

import de.belegbote.enrolment.barcode.reading.GreyPicture;
import de.belegbote.platform.Failure;
import io.vertx.core.buffer.Buffer;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads with ImageIO: in this process what the JDK itself decodes. Orientation is left: the codes
 * are read from any side.
 */
final class PictureDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(PictureDecoder.class);

  /** Larger pictures are read with every second, third … pixel left out. */
  static final long MAX_DECODED_PIXELS = 16_000_000;

  /**
   * What the decoder may hold; brightness comes on top. Sixteen bits of red, green, blue, alpha …
   */
  private static final long MAX_DECODED_BYTES = 64_000_000;

  private PictureDecoder() {}

  /**
   * Decodes a picture of a kind that the JDK reads, or WebP, in this process and within the
   * deadline.
   *
   * @throws Failure UNUSABLE_PICTURE or TIMED_OUT with the reason
   */
  static GreyPicture decode(Buffer file, PictureHeader header, Deadline deadline) {
    ImageReader reader = ImageIO.getImageReadersByFormatName(header.format().name()).next();
    var bytes = new ByteArrayInputStream(file.getBytes(0, header.length()));
    // The usual stream would go through a temporary file, and the picture holds a seed.
    try (var memory = new MemoryCacheImageInputStream(bytes)) {
      // Without metadata: no compressed text chunk is inflated.
      reader.setInput(memory, true, true);
      checkAgreement(reader, header);
      reader.addIIOReadProgressListener(new Watch(deadline));
      GreyPicture picture = read(reader, header);
      deadline.check();
      return picture;
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

  private static GreyPicture read(ImageReader reader, PictureHeader header) throws IOException {
    if (header.format() == PictureFormat.JPEG) {
      // Without colours: a quarter of the time, half of the memory.
      Raster samples = reader.readRaster(0, sparing(reader, header, header.inks().bands()));
      if (samples.getNumBands() < header.inks().bands()) {
        throw PictureRefusal.DAMAGED.failure();
      }
      return GreySamples.of(samples, header.inks());
    }
    ImageTypeSpecifier layout = reader.getImageTypes(0).next();
    int bytes = layout.getNumBands() * (layout.getBitsPerBand(0) > 8 ? 2 : 1);
    BufferedImage picture = reader.read(0, sparing(reader, header, bytes));
    return GreySamples.of(picture);
  }

  private static ImageReadParam sparing(ImageReader reader, PictureHeader header, int bytes) {
    double pixels = (double) header.width() * header.height();
    double excess = Math.max(pixels / MAX_DECODED_PIXELS, pixels * bytes / MAX_DECODED_BYTES);
    int step = (int) Math.ceil(Math.sqrt(Math.max(1, excess)));
    ImageReadParam param = reader.getDefaultReadParam();
    param.setSourceSubsampling(step, step, 0, 0);
    return param;
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
