// Draws the photos and screenshots that the tests hand in.
package de.belegbote.enrolment.barcode;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.MultiFormatWriter;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import io.vertx.core.buffer.Buffer;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A picture that can be spoiled step by step, as a phone's camera would. */
final class Pictures {
  static final String SETUP =
      "otpauth://totp/Example%20GmbH:anna@example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Example%20GmbH";

  private final BufferedImage image;

  private Pictures(BufferedImage image) {
    this.image = image;
  }

  static Pictures of(BufferedImage image) {
    return new Pictures(image);
  }

  static Pictures blank(int width, int height) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D pen = image.createGraphics();
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, width, height);
    pen.dispose();
    return new Pictures(image);
  }

  /** The code alone with its quiet zone. */
  static Pictures qr(String text, int side) {
    return code(BarcodeFormat.QR_CODE, text, side);
  }

  static Pictures code(BarcodeFormat format, String text, int side) {
    try {
      BitMatrix dots = new MultiFormatWriter().encode(text, format, side, side);
      var image =
          new BufferedImage(dots.getWidth(), dots.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
      for (int y = 0; y < dots.getHeight(); y++) {
        for (int x = 0; x < dots.getWidth(); x++) {
          image.setRGB(x, y, dots.get(x, y) ? 0x101018 : 0xF4F4F0);
        }
      }
      return new Pictures(image);
    } catch (WriterException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Nothing but corner marks of QR codes, rows of that many: each three might be a code. */
  static Pictures marks(int perRow) {
    int unit = 4;
    var picture = blank(perRow * 10 * unit, perRow * 10 * unit);
    Graphics2D pen = picture.image.createGraphics();
    for (int i = 0; i < perRow * perRow; i++) {
      int x = (i % perRow * 10 + 1) * unit;
      int y = (i / perRow * 10 + 1) * unit;
      pen.setColor(Color.BLACK);
      pen.fillRect(x, y, 7 * unit, 7 * unit);
      pen.setColor(Color.WHITE);
      pen.fillRect(x + unit, y + unit, 5 * unit, 5 * unit);
      pen.setColor(Color.BLACK);
      pen.fillRect(x + 2 * unit, y + 2 * unit, 3 * unit, 3 * unit);
    }
    pen.dispose();
    return picture;
  }

  /** Lays another picture on this one. */
  Pictures with(Pictures other, int x, int y) {
    Graphics2D pen = image.createGraphics();
    pen.drawImage(other.image, x, y, null);
    pen.dispose();
    return this;
  }

  /** Turned by degrees and shrunk or grown, on a grey desk of that size. */
  Pictures onDesk(int width, int height, double degrees, double scale) {
    var desk = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D pen = desk.createGraphics();
    pen.setColor(new Color(150, 140, 130));
    pen.fillRect(0, 0, width, height);
    pen.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    var place = new AffineTransform();
    place.translate(width / 2.0, height / 2.0);
    place.rotate(Math.toRadians(degrees));
    place.scale(scale, scale);
    place.translate(-image.getWidth() / 2.0, -image.getHeight() / 2.0);
    pen.drawImage(image, place, null);
    pen.dispose();
    return new Pictures(desk);
  }

  Pictures blurred(int side) {
    float[] weights = new float[side * side];
    Arrays.fill(weights, 1f / weights.length);
    return new Pictures(new ConvolveOp(new Kernel(side, side, weights)).filter(image, null));
  }

  /** Grain of up to that many steps of brightness; the seed makes it the same each time. */
  Pictures grained(int strength, long seed) {
    var random = new Random(seed);
    return each(
        (x, y, value) ->
            Math.max(0, Math.min(255, value + random.nextInt(-strength, strength + 1))));
  }

  /** A shadow that darkens the picture from left to right. */
  Pictures shaded() {
    return each((x, y, value) -> value - value * x * 7 / (image.getWidth() * 10));
  }

  Pictures inverted() {
    return each((x, y, value) -> 255 - value);
  }

  private interface Change {
    int of(int x, int y, int value);
  }

  private Pictures each(Change change) {
    var changed =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int grey = change.of(x, y, image.getRaster().getSample(x, y, 1));
        changed.setRGB(x, y, grey * 0x010101);
      }
    }
    return new Pictures(changed);
  }

  /** The same in another pixel layout of {@link BufferedImage}. */
  Pictures as(int type) {
    var other = new BufferedImage(image.getWidth(), image.getHeight(), type);
    Graphics2D pen = other.createGraphics();
    pen.drawImage(image, 0, 0, null);
    pen.dispose();
    return new Pictures(other);
  }

  BufferedImage image() {
    return image;
  }

  Buffer png() {
    var bytes = new ByteArrayOutputStream();
    try (var memory = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, "png", memory)) {
        throw new AssertionError("no PNG writer for this picture");
      }
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    return Buffer.buffer(bytes.toByteArray());
  }

  Buffer jpeg() {
    return jpeg(0.7f, false);
  }

  Buffer jpeg(float quality, boolean progressive) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    var param = writer.getDefaultWriteParam();
    param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    param.setCompressionQuality(quality);
    param.setProgressiveMode(
        progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
    var bytes = new ByteArrayOutputStream();
    try (var memory = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(memory);
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    } finally {
      writer.dispose();
    }
    return Buffer.buffer(bytes.toByteArray());
  }

  /** By a writer of the JDK; several frames make a film. */
  static Buffer written(String format, boolean interlaced, BufferedImage... frames)
      throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(
        interlaced ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
    var bytes = new ByteArrayOutputStream();
    try (var memory = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(memory);
      if (frames.length == 1) {
        writer.write(null, new IIOImage(frames[0], null, null), param);
      } else {
        writer.prepareWriteSequence(null);
        for (BufferedImage frame : frames) {
          writer.writeToSequence(new IIOImage(frame, null, null), param);
        }
        writer.endWriteSequence();
      }
    } finally {
      writer.dispose();
    }
    return Buffer.buffer(bytes.toByteArray());
  }
}
