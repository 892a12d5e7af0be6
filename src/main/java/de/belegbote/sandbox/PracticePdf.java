// Writes the practice invoices as real PDF files.
package de.belegbote.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/** One page of A4 with the invoice's data; the same invoice always gives the same bytes. */
final class PracticePdf {
  /** Ships with PDFBox. A standard font by name would make it search the machine for fonts. */
  private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

  private PracticePdf() {}

  /** Takes some 10 ms of computing: not for an event loop. */
  static byte[] of(PracticeInvoice invoice, String username) throws IOException {
    try (var document = new PDDocument();
        InputStream file = PDDocument.class.getResourceAsStream(FONT)) {
      // Else the time of writing becomes part of the file.
      document.setDocumentId(invoice.cents());
      var page = new PDPage(PDRectangle.A4);
      document.addPage(page);
      PDFont font = PDType0Font.load(document, file, true);
      try (var content = new PDPageContentStream(document, page)) {
        content.beginText();
        content.setLeading(24);
        content.newLineAtOffset(70, 760);
        content.setFont(font, 22);
        for (String line : lines(invoice, username)) {
          content.showText(line);
          content.newLine();
          content.setFont(font, 12);
        }
        content.endText();
      }
      var bytes = new ByteArrayOutputStream();
      document.save(bytes);
      return bytes.toByteArray();
    }
  }

  private static List<String> lines(PracticeInvoice invoice, String username) {
    return List.of(
        "Übungsportal",
        "%s Nr. %s".formatted(invoice.kindText(), invoice.number()),
        "Datum: " + invoice.dateText(),
        "Kunde: " + username,
        "Betrag: " + invoice.amountText(),
        "Dies ist ein Übungsbeleg. Es ist nichts zu bezahlen.");
  }
}
