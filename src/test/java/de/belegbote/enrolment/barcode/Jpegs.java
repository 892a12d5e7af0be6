// Writes the JPEGs that ImageIO alone does not: any number of inks, markers of Adobe and EXIF.
package de.belegbote.enrolment.barcode;

import io.vertx.core.buffer.Buffer;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Samples are stored as they are given. */
final class Jpegs {
  /** From the grey of a pixel to the samples that stand for it. */
  interface Mixture {
    int[] of(int grey);
  }

  private Jpegs() {}

  /** A picture of some inks, with no marker that says what they are. */
  static Buffer of(BufferedImage picture, Mixture mixture) {
    int bands = mixture.of(0).length;
    WritableRaster samples =
        Raster.createInterleavedRaster(
            DataBuffer.TYPE_BYTE, picture.getWidth(), picture.getHeight(), bands, null);
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        samples.setPixel(x, y, mixture.of(picture.getRaster().getSample(x, y, 1)));
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    var bytes = new ByteArrayOutputStream();
    try (var memory = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(memory);
      writer.write(null, new IIOImage(samples, null, null), null);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    } finally {
      writer.dispose();
    }
    return Buffer.buffer(bytes.toByteArray());
  }

  /** Adobe's marker; transform 0 is none, 1 YCbCr, 2 YCCK. */
  static Buffer withAdobe(Buffer jpeg, int transform) {
    Buffer body = Buffer.buffer("Adobe").appendUnsignedShort(100).appendInt(0);
    return withSegment(jpeg, 0xEE, body.appendByte((byte) transform));
  }

  /** As a camera writes it; big or little endian. */
  static Buffer withOrientation(Buffer jpeg, int value, boolean little) {
    Buffer body = Buffer.buffer("Exif\0\0", StandardCharsets.ISO_8859_1.name());
    if (little) {
      body.appendString("II").appendShortLE((short) 42).appendIntLE(8).appendShortLE((short) 2);
      body.appendShortLE((short) 0x010F).appendShortLE((short) 2).appendIntLE(1).appendIntLE(0);
      body.appendShortLE((short) 0x0112).appendShortLE((short) 3).appendIntLE(1);
      body.appendShortLE((short) value).appendShortLE((short) 0);
    } else {
      body.appendString("MM").appendShort((short) 42).appendInt(8).appendShort((short) 1);
      body.appendShort((short) 0x0112).appendShort((short) 3).appendInt(1);
      body.appendShort((short) value).appendShort((short) 0);
    }
    return withSegment(jpeg, 0xE1, body.appendInt(0));
  }

  private static Buffer withSegment(Buffer jpeg, int marker, Buffer body) {
    return jpeg.getBuffer(0, 2)
        .appendUnsignedByte((short) 0xFF)
        .appendUnsignedByte((short) marker)
        .appendUnsignedShort(body.length() + 2)
        .appendBuffer(body)
        .appendBuffer(jpeg.slice(2, jpeg.length()));
  }
}
