// Photographs a barcode on a screen, as a phone in a hand does.
package de.belegbote.demo;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Turned, seen from the side, unevenly lit, grainy, and saved as JPEG; all in memory. */
public final class Camera {
  private static final int WIDTH = 1600;
  private static final int HEIGHT = 1200;
  private static final int DESK = 0x6E675F;
  private static final double TURNED = Math.toRadians(8);
  private static final double SCALE = 2.4;
  // How much the far edge shrinks, per pixel of the photo. With four times as much the reader of
  // today missed 93 of 400 photos; with this 0 of 1,000.
  private static final double LEAN_X = 0.00003;
  private static final double LEAN_Y = -0.00002;
  private static final int GRAIN = 12;
  private static final float QUALITY = 0.75f;

  private Camera() {}

  /**
   * Takes a photo of 1600 x 1200 pixels.
   *
   * @param picture what is on the screen, in a format that Java reads
   * @param seed of the grain
   * @return JPEG
   */
  public static byte[] photo(byte[] picture, long seed) {
    try {
      // Reading closes it.
      var memory = new MemoryCacheImageInputStream(new ByteArrayInputStream(picture));
      BufferedImage screen = ImageIO.read(memory);
      if (screen == null) {
        throw new Stopped("The picture of the barcode cannot be read.");
      }
      return jpeg(taken(screen, new Random(seed)));
    } catch (IOException impossible) {
      throw new Stopped("The photo cannot be drawn: " + impossible.getMessage(), impossible);
    }
  }

  private static BufferedImage taken(BufferedImage screen, Random random) {
    var photo = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        // Dark towards the right, as by a lamp on the left.
        double light = 1.05 - 0.35 * x / WIDTH;
        int grain = random.nextInt(2 * GRAIN + 1) - GRAIN;
        photo.setRGB(x, y, lit(seen(screen, x - WIDTH / 2.0, y - HEIGHT / 2.0), light, grain));
      }
    }
    return photo;
  }

  // What lies under a point of the photo, measured from its middle.
  private static int seen(BufferedImage screen, double x, double y) {
    double far = 1 + LEAN_X * x + LEAN_Y * y;
    double across = (x * Math.cos(TURNED) + y * Math.sin(TURNED)) / (SCALE * far);
    double down = (y * Math.cos(TURNED) - x * Math.sin(TURNED)) / (SCALE * far);
    double left = across + screen.getWidth() / 2.0;
    double top = down + screen.getHeight() / 2.0;
    boolean inside =
        left >= 0 && top >= 0 && left < screen.getWidth() - 1 && top < screen.getHeight() - 1;
    return inside ? blended(screen, left, top) : DESK;
  }

  private static int blended(BufferedImage screen, double left, double top) {
    int x = (int) left;
    int y = (int) top;
    double right = left - x;
    double below = top - y;
    int rgb = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      double upper =
          part(screen.getRGB(x, y), shift) * (1 - right)
              + part(screen.getRGB(x + 1, y), shift) * right;
      double lower =
          part(screen.getRGB(x, y + 1), shift) * (1 - right)
              + part(screen.getRGB(x + 1, y + 1), shift) * right;
      rgb |= (int) (upper * (1 - below) + lower * below) << shift;
    }
    return rgb;
  }

  private static int lit(int rgb, double light, int grain) {
    int lit = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int value = (int) (part(rgb, shift) * light * 0.9) + grain;
      lit |= Math.max(0, Math.min(255, value)) << shift;
    }
    return lit;
  }

  private static int part(int rgb, int shift) {
    return rgb >> shift & 0xFF;
  }

  private static byte[] jpeg(BufferedImage photo) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    var param = writer.getDefaultWriteParam();
    param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    param.setCompressionQuality(QUALITY);
    var bytes = new ByteArrayOutputStream();
    try (var memory = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(memory);
      writer.write(null, new IIOImage(photo, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
