// Sound files of every kind that is known, small ones, to be spoilt.
package de.belegbote.enrolment.barcode;

import io.vertx.core.buffer.Buffer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** What mutations start from, and what they hide in it. */
final class FuzzSeeds {
  private static final int SIDE = 90;
  private static final int PNG_HEAD_END = 33;

  private FuzzSeeds() {}

  /** Pictures with a set-up code, each as large as it must be. */
  static List<Buffer> small() {
    Pictures qr = Pictures.qr(Pictures.SETUP, SIDE);
    BufferedImage image = qr.image();
    Buffer jpeg = qr.jpeg();
    try {
      return List.of(
          qr.png(),
          qr.as(BufferedImage.TYPE_BYTE_BINARY).png(),
          qr.as(BufferedImage.TYPE_BYTE_INDEXED).png(),
          qr.as(BufferedImage.TYPE_4BYTE_ABGR).png(),
          qr.as(BufferedImage.TYPE_USHORT_GRAY).png(),
          Pictures.written("png", true, image),
          jpeg,
          qr.jpeg(0.7f, true),
          qr.as(BufferedImage.TYPE_BYTE_GRAY).jpeg(),
          Jpegs.withOrientation(jpeg, 6, true),
          Jpegs.withAdobe(Jpegs.of(image, grey -> new int[] {grey, grey, grey, 255}), 0),
          Jpegs.withAdobe(Jpegs.of(image, grey -> new int[] {255 - grey, 128, 128, 255}), 2),
          Pictures.written("gif", false, image),
          Pictures.written("gif", true, image, image));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** The kinds that are opened in child processes: what looks like one, and readable ones. */
  static List<Buffer> foreign() {
    Pictures qr = Pictures.qr(Pictures.SETUP, SIDE);
    return List.of(webp(), Webps.lossless(qr.image()), heif(), pdf(qr.jpeg()));
  }

  /** Files of some kB that unpack to far more: as many pixels as are allowed, and more data. */
  static List<Buffer> bombs() {
    var black = new BufferedImage(8_000, 6_000, BufferedImage.TYPE_BYTE_BINARY);
    var grey = new BufferedImage(4_000, 3_000, BufferedImage.TYPE_BYTE_GRAY);
    Buffer png = Pictures.qr(Pictures.SETUP, SIDE).png();
    Buffer head = png.getBuffer(0, PNG_HEAD_END);
    byte[] zeros = packedZeros(100_000_000);
    Buffer rest = png.getBuffer(PNG_HEAD_END, png.length());
    try {
      return List.of(
          Pictures.of(black).png(),
          Pictures.written("gif", false, grey),
          Pictures.of(grey).jpeg(),
          Pictures.of(grey).jpeg(0.7f, true),
          head.copy().appendBuffer(pngChunk("IDAT", zeros)).appendBuffer(pngChunk("IEND")),
          head.copy()
              .appendBuffer(pngChunk("zTXt", Buffer.buffer("k\0\0").appendBytes(zeros).getBytes()))
              .appendBuffer(pngChunk("iCCP", Buffer.buffer("k\0\0").appendBytes(zeros).getBytes()))
              .appendBuffer(rest));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  static Buffer pngChunk(String type, byte... data) {
    Buffer body = Buffer.buffer(type).appendBytes(data);
    var checksum = new CRC32();
    checksum.update(body.getBytes());
    return Buffer.buffer()
        .appendInt(data.length)
        .appendBuffer(body)
        .appendUnsignedInt(checksum.getValue());
  }

  /** RIFF around chunks; the picture in it is only a beginning. */
  private static Buffer webp() {
    Buffer frame = Buffer.buffer(new byte[] {0x30, 1, 0, (byte) 0x9D, 1, 0x2A, SIDE, 0, SIDE, 0});
    frame.appendBytes(new byte[90]);
    Buffer canvas = Buffer.buffer(new byte[] {0, 0, 0, 0, SIDE - 1, 0, 0, SIDE - 1, 0, 0});
    Buffer chunks =
        Buffer.buffer("WEBP").appendBuffer(riff("VP8X", canvas)).appendBuffer(riff("VP8 ", frame));
    return riff("RIFF", chunks);
  }

  private static Buffer riff(String type, Buffer data) {
    return Buffer.buffer(type).appendIntLE(data.length()).appendBuffer(data);
  }

  /** The boxes of a photo without the photo. */
  static Buffer heif() {
    Buffer sides = box("ispe", Buffer.buffer().appendInt(0).appendInt(SIDE).appendInt(SIDE));
    Buffer meta = Buffer.buffer().appendInt(0).appendBuffer(box("iprp", box("ipco", sides)));
    return box("ftyp", Buffer.buffer("heic\0\0\0\0mif1"))
        .appendBuffer(box("meta", meta))
        .appendBuffer(box("mdat", Buffer.buffer(new byte[90])));
  }

  private static Buffer box(String type, Buffer data) {
    return Buffer.buffer().appendInt(data.length() + 8).appendString(type).appendBuffer(data);
  }

  /** Without the table of its objects, about which libraries like to write a line. */
  static Buffer pdf(Buffer jpeg) {
    String image =
        "<</Type/XObject/Subtype/Image/Width 90/Height 90/ColorSpace/DeviceRGB/BitsPerComponent 8"
            + "/Filter/DCTDecode/Length "
            + jpeg.length()
            + ">>";
    return Buffer.buffer(
            "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                + "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                + "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 90 90]"
                + "/Resources<</XObject<</I 4 0 R>>>>>>endobj\n4 0 obj"
                + image
                + "stream\n",
            StandardCharsets.ISO_8859_1.name())
        .appendBuffer(jpeg)
        .appendString("\nendstream endobj\ntrailer<</Root 1 0 R/Size 5>>\n%%EOF\n");
  }

  static byte[] packedZeros(int length) {
    var packed = new ByteArrayOutputStream();
    try (var deflater = new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_SPEED))) {
      byte[] some = new byte[100_000];
      for (int written = 0; written < length; written += some.length) {
        deflater.write(some);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return packed.toByteArray();
  }
}
