// The invoices of the shop and their documents.
package de.belegbote.keycloak;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/** One line of the shop's table. */
record ShopInvoice(String number, LocalDate date, BigDecimal amount, String kind, Buffer pdf) {
  private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);

  /** The same for everybody, newest first. */
  static List<ShopInvoice> all() {
    return List.of(
        of("2026/1103", "2026-11-03", "1249.00", "Invoice"),
        of("2026/1008", "2026-10-17", "35.10", "Credit note"),
        of("2026/1003", "2026-10-05", "1187.45", "Invoice"),
        of("2026/0903", "2026-09-03", "980.00", "Invoice"));
  }

  private static ShopInvoice of(String number, String date, String amount, String kind) {
    return new ShopInvoice(
        number,
        LocalDate.parse(date),
        new BigDecimal(amount),
        kind,
        pdf("%s %s of %s: EUR %s".formatted(kind, number, date, amount)));
  }

  /** As a path says it. */
  String file() {
    return number.replace('/', '-') + ".pdf";
  }

  /** Number and SHA-256 of the document. */
  String print() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(pdf.getBytes());
      return number + " " + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A row of the table, as people read it. */
  String row() {
    var format = new DecimalFormat("#,##0.00", DecimalFormatSymbols.getInstance(Locale.ENGLISH));
    return """
        <tr><td>%s</td><td>%s</td><td>EUR %s</td><td>%s</td><td><a class="pdf" href="/documents/%s">PDF</a></td></tr>
        """
        .formatted(number, DATE.format(date), format.format(amount), kind, file());
  }

  private static Buffer pdf(String line) {
    try (var document = new PDDocument();
        InputStream font = PDDocument.class.getResourceAsStream(FONT)) {
      var page = new PDPage();
      document.addPage(page);
      try (var content = new PDPageContentStream(document, page)) {
        content.beginText();
        content.setFont(PDType0Font.load(document, font, true), 14);
        content.newLineAtOffset(70, 700);
        content.showText(line);
        content.endText();
      }
      var bytes = new ByteArrayOutputStream();
      document.save(bytes);
      return Buffer.buffer(bytes.toByteArray());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
