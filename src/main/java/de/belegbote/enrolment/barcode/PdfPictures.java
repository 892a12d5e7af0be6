// Takes the pictures out of the first page of a PDF file; nothing is rendered.
package de.belegbote.enrolment.barcode;

import de.belegbote.enrolment.barcode.reading.GreyPicture;
import de.belegbote.platform.Failure;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.pdfparser.PDFStreamParser;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.pdmodel.graphics.PDXObject;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.graphics.image.PDImage;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.apache.pdfbox.pdmodel.graphics.image.PDInlineImage;

/** Runs in the child process only, whose memory is the limit for what the file unpacks to. */
final class PdfPictures {
  /** Forms in forms; deeper ones are not made by programs that print. */
  private static final int MAX_DEPTH = 4;

  /** Looked at, not decoded. */
  private static final int MAX_CANDIDATES = 200;

  private static final int MAX_TOKENS = 200_000;

  /** The smallest QR code has so many modules. */
  private static final int SMALLEST = 21;

  /** A picture of a code alone is about as wide as high. */
  private static final double SQUARE = 1.2;

  private final Deadline deadline;
  private final List<PDImage> candidates = new ArrayList<>();

  PdfPictures(Deadline deadline) {
    this.deadline = deadline;
  }

  /**
   * The likeliest pictures: square ones first, then by size.
   *
   * @throws Failure UNUSABLE_PICTURE: PDF for one with a password, PDF_WITHOUT_PICTURE, DAMAGED,
   *     TOO_MANY_PIXELS when no picture is within the limits
   */
  List<GreyPicture> of(byte[] file) {
    try (PDDocument document =
        Loader.loadPDF(file, "", null, null, IOUtils.createMemoryOnlyStreamCache())) {
      if (document.getNumberOfPages() == 0) {
        throw PictureRefusal.PDF_WITHOUT_PICTURE.failure();
      }
      PDPage page = document.getPage(0);
      collect(page.getResources(), 1);
      collectInline(page);
      return decoded();
    } catch (InvalidPasswordException locked) {
      throw PictureRefusal.PDF.failure();
    } catch (Failure refused) {
      throw refused;
    } catch (IOException | RuntimeException | StackOverflowError broken) {
      throw PictureRefusal.DAMAGED.failure();
    }
  }

  private void collect(PDResources resources, int depth) throws IOException {
    if (resources == null || depth > MAX_DEPTH) {
      return;
    }
    for (COSName name : resources.getXObjectNames()) {
      if (candidates.size() >= MAX_CANDIDATES) {
        return;
      }
      PDXObject object = resources.getXObject(name);
      if (object instanceof PDImageXObject image) {
        candidates.add(image);
      } else if (object instanceof PDFormXObject form) {
        collect(form.getResources(), depth + 1);
      }
    }
  }

  /** Small pictures stand in the midst of the page's drawing. */
  private void collectInline(PDPage page) throws IOException {
    var tokens = new PDFStreamParser(page);
    for (int i = 0; i < MAX_TOKENS && candidates.size() < MAX_CANDIDATES; i++) {
      Object token = tokens.parseNextToken();
      if (token == null) {
        return;
      }
      if (token instanceof Operator operator && operator.getImageData() != null) {
        candidates.add(
            new PDInlineImage(
                operator.getImageParameters(), operator.getImageData(), page.getResources()));
      }
    }
  }

  private List<GreyPicture> decoded() {
    List<PDImage> sized =
        candidates.stream()
            .filter(image -> Math.min(image.getWidth(), image.getHeight()) >= SMALLEST)
            .sorted(
                Comparator.comparing(PdfPictures::isOblong)
                    .thenComparing(PdfPictures::area, Comparator.reverseOrder()))
            .toList();
    PictureRefusal why = PictureRefusal.PDF_WITHOUT_PICTURE;
    List<GreyPicture> pictures = new ArrayList<>();
    long left = PictureDecoder.MAX_DECODED_PIXELS;
    for (PDImage image : sized) {
      if (pictures.size() == PictureChild.MAX_PICTURES) {
        break;
      }
      try {
        GreyPicture picture = decoded(image);
        left -= picture.pixels();
        if (left >= 0) {
          pictures.add(picture);
        }
      } catch (Failure refused) {
        why =
            refused.reason().filter(PictureRefusal.TOO_MANY_PIXELS.slug()::equals).isPresent()
                ? PictureRefusal.TOO_MANY_PIXELS
                : PictureRefusal.DAMAGED;
      } catch (IOException | RuntimeException broken) {
        why = PictureRefusal.DAMAGED;
      }
    }
    if (pictures.isEmpty()) {
      throw why.failure();
    }
    return pictures;
  }

  private static boolean isOblong(PDImage image) {
    double ratio = (double) image.getWidth() / image.getHeight();
    return ratio > SQUARE || ratio < 1 / SQUARE;
  }

  private static long area(PDImage image) {
    return (long) image.getWidth() * image.getHeight();
  }

  private GreyPicture decoded(PDImage image) throws IOException {
    checkSides(image);
    if (image instanceof PDImageXObject object && isJpegOnly(object)) {
      try (InputStream raw = object.getCOSObject().createRawInputStream()) {
        Buffer jpeg = Buffer.buffer(raw.readAllBytes());
        return PictureDecoder.decode(jpeg, PictureHeader.of(jpeg), deadline);
      }
    }
    int step = step(image);
    return image.isStencil() ? stencil(image, step) : GreySamples.of(image.getImage(null, step));
  }

  /** Also those of what covers the picture in part: it is scaled to the larger of both. */
  private static void checkSides(PDImage image) throws IOException {
    PictureHeader.checkSides(image.getWidth(), image.getHeight(), PictureHeader.MAX_PIXELS);
    if (image instanceof PDImageXObject object) {
      for (PDImageXObject mask : new PDImageXObject[] {object.getMask(), object.getSoftMask()}) {
        if (mask != null) {
          PictureHeader.checkSides(
              mask.getWidth(), mask.getHeight(), PictureDecoder.MAX_DECODED_PIXELS);
        }
      }
    }
  }

  /** It is a file of its own then, with limits of its own. */
  private static boolean isJpegOnly(PDImageXObject image) throws IOException {
    return !image.isStencil()
        && image.getMask() == null
        && image.getSoftMask() == null
        && COSName.DCT_DECODE.equals(image.getCOSObject().getDictionaryObject(COSName.FILTER));
  }

  private static int step(PDImage image) {
    double excess = (double) area(image) / PictureDecoder.MAX_DECODED_PIXELS;
    return (int) Math.ceil(Math.sqrt(Math.max(1, excess)));
  }

  /** One bit a pixel: where paint comes through, taken for dark. */
  private static GreyPicture stencil(PDImage image, int step) throws IOException {
    int width = (image.getWidth() + step - 1) / step;
    int height = (image.getHeight() + step - 1) / step;
    boolean paintIsOne =
        image.getDecode() != null
            && image.getDecode().size() > 0
            && image.getDecode().getInt(0) == 1;
    byte[] light = new byte[width * height];
    try (InputStream rows = image.createInputStream()) {
      for (int y = 0; y < image.getHeight(); y++) {
        byte[] row = rows.readNBytes((image.getWidth() + 7) / 8);
        for (int x = 0; y % step == 0 && x < width; x++) {
          int at = x * step;
          boolean one = at / 8 < row.length && (row[at / 8] >> (7 - at % 8) & 1) == 1;
          light[y / step * width + x] = (byte) (one == paintIsOne ? 0 : 255);
        }
      }
    }
    return new GreyPicture(light, width, height);
  }
}
