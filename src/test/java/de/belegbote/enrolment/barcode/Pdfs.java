// Makes PDF files as programs that print and save make them.
package de.belegbote.enrolment.barcode;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.buffer.Buffer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBoolean;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSInteger;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.graphics.image.JPEGFactory;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.apache.pdfbox.pdmodel.graphics.image.PDInlineImage;

/** One document; closed when its bytes are taken. */
final class Pdfs {
  private final PDDocument document = new PDDocument();
  private PDPage page;

  Pdfs() {
    nextPage();
  }

  @CanIgnoreReturnValue
  Pdfs nextPage() {
    page = new PDPage();
    document.addPage(page);
    return this;
  }

  @CanIgnoreReturnValue
  Pdfs lossless(BufferedImage picture) throws IOException {
    return draw(LosslessFactory.createFromImage(document, picture));
  }

  Pdfs jpeg(BufferedImage picture) throws IOException {
    return draw(JPEGFactory.createFromImage(document, picture));
  }

  /** Says that it has other sides than the data has. */
  Pdfs claiming(int width, int height, BufferedImage picture) throws IOException {
    PDImageXObject image = LosslessFactory.createFromImage(document, picture);
    image.setWidth(width);
    image.setHeight(height);
    return draw(image);
  }

  /** A picture of one colour with holes: what is drawn by text programs. */
  Pdfs stencil(BufferedImage picture, boolean paintIsOne) throws IOException {
    PDImageXObject image = bits(picture, paintIsOne);
    image.getCOSObject().setItem(COSName.IMAGE_MASK, COSBoolean.TRUE);
    image.getCOSObject().removeItem(COSName.COLORSPACE);
    var decode = new COSArray();
    decode.add(COSInteger.get(paintIsOne ? 1 : 0));
    decode.add(COSInteger.get(paintIsOne ? 0 : 1));
    image.getCOSObject().setItem(COSName.DECODE, decode);
    return draw(image);
  }

  private PDImageXObject bits(BufferedImage picture, boolean inverted) throws IOException {
    var type = BufferedImage.TYPE_BYTE_BINARY;
    var image = LosslessFactory.createFromImage(document, Pictures.of(picture).as(type).image());
    byte[] data = image.getStream().toByteArray();
    for (int i = 0; inverted && i < data.length; i++) {
      data[i] ^= (byte) 0xFF;
    }
    return new PDImageXObject(
        document,
        new ByteArrayInputStream(data),
        null,
        picture.getWidth(),
        picture.getHeight(),
        1,
        image.getColorSpace());
  }

  /** In the midst of the page's drawing. */
  Pdfs inline(BufferedImage picture) throws IOException {
    PDImageXObject image = bits(picture, false);
    var inline =
        new PDInlineImage(
            inlineParameters(picture), image.getStream().toByteArray(), new PDResources());
    try (var content = content()) {
      content.drawImage(inline, 50, 50, 200, 200);
    }
    return this;
  }

  private static COSDictionary inlineParameters(BufferedImage picture) {
    var parameters = new COSDictionary();
    parameters.setInt(COSName.W, picture.getWidth());
    parameters.setInt(COSName.H, picture.getHeight());
    parameters.setInt(COSName.BPC, 1);
    parameters.setItem(COSName.CS, COSName.G);
    return parameters;
  }

  /** A picture in a form in a form … */
  Pdfs nested(BufferedImage picture, int depth) throws IOException {
    PDImageXObject image = LosslessFactory.createFromImage(document, picture);
    var resources = new PDResources();
    var name = resources.add(image);
    for (int i = 0; i < depth; i++) {
      var form = new PDFormXObject(document);
      form.setResources(resources);
      resources = new PDResources();
      name = resources.add(form);
    }
    page.setResources(resources);
    page.getResources().getXObject(name);
    return this;
  }

  private Pdfs draw(PDImageXObject image) throws IOException {
    try (var content = content()) {
      content.drawImage(image, 50, 50, 200, 200);
    }
    return this;
  }

  private PDPageContentStream content() throws IOException {
    return new PDPageContentStream(
        document, page, PDPageContentStream.AppendMode.APPEND, true, true);
  }

  Pdfs locked(String password) throws IOException {
    document.protect(new StandardProtectionPolicy("owner", password, new AccessPermission()));
    return this;
  }

  Buffer file() throws IOException {
    try (document) {
      var bytes = new ByteArrayOutputStream();
      document.save(bytes);
      return Buffer.buffer(bytes.toByteArray());
    }
  }
}
