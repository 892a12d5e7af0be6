// The program in the child process that opens WebP pictures and PDF files.
package de.belegbote.enrolment.barcode;

import de.belegbote.enrolment.barcode.reading.GreyPicture;
import de.belegbote.platform.Failure;
import de.belegbote.platform.TimeSource;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Reads a file from its standard input and writes brightness to its output, or the name of a
 * refusal. Its parent believes it nothing but what fits the limits.
 */
final class PictureChild {
  /** Of a PDF; the likeliest ones. */
  static final int MAX_PICTURES = 8;

  /** The most that an answer may be long: pixels, and their frames. */
  static final int MAX_ANSWER = (int) PictureDecoder.MAX_DECODED_PIXELS + 1_000;

  private static final String GOOD = "";

  private PictureChild() {}

  public static void main(String[] arguments) throws IOException {
    var answer = new FileOutputStream(FileDescriptor.out);
    // Whatever a library logs must not get into the answer.
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    // No temporary files: the picture holds a seed.
    ImageIO.setUseCache(false);
    byte[] file = System.in.readNBytes(PictureHeader.MAX_BYTES + 1);
    answer(file, new BufferedOutputStream(answer));
  }

  /** Everything that goes wrong is a refusal by name; only memory may run out. */
  static void answer(byte[] file, OutputStream out) throws IOException {
    List<GreyPicture> pictures = List.of();
    String refusal = GOOD;
    try {
      pictures = opened(Buffer.buffer(file));
    } catch (Failure refused) {
      refusal = refused.reason().orElse(PictureRefusal.DAMAGED.slug());
    }
    var data = new DataOutputStream(out);
    data.writeUTF(refusal);
    data.writeInt(pictures.size());
    for (GreyPicture picture : pictures) {
      data.writeInt(picture.width());
      data.writeInt(picture.height());
      data.write(picture.light());
    }
    data.flush();
  }

  private static List<GreyPicture> opened(Buffer file) {
    PictureHeader header = PictureHeader.of(file);
    // The parent's deadline ends the process; this one is only what the decoder asks for.
    Deadline deadline = Deadline.in(Duration.ofMinutes(1), TimeSource.system());
    return header.format() == PictureFormat.PDF
        ? new PdfPictures(deadline).of(file.getBytes())
        : List.of(PictureDecoder.decode(file, header, deadline));
  }

  /**
   * The parent's side: what the answer holds.
   *
   * @throws Failure the child's refusal, or DAMAGED for an answer that breaks the rules
   */
  static List<GreyPicture> read(byte[] answer) {
    try (var data = new DataInputStream(new ByteArrayInputStream(answer))) {
      String refusal = data.readUTF();
      if (!refusal.equals(GOOD)) {
        throw Arrays.stream(PictureRefusal.values())
            .filter(known -> known.slug().equals(refusal))
            .findFirst()
            .orElse(PictureRefusal.DAMAGED)
            .failure();
      }
      int count = data.readInt();
      if (count < 1 || count > MAX_PICTURES) {
        throw PictureRefusal.DAMAGED.failure();
      }
      List<GreyPicture> pictures = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int width = data.readInt();
        int height = data.readInt();
        PictureHeader.checkSides(width, height, PictureDecoder.MAX_DECODED_PIXELS);
        byte[] light = data.readNBytes(width * height);
        if (light.length < width * height) {
          throw PictureRefusal.DAMAGED.failure();
        }
        pictures.add(new GreyPicture(light, width, height));
      }
      return pictures;
    } catch (IOException broken) {
      throw PictureRefusal.DAMAGED.failure();
    }
  }
}
