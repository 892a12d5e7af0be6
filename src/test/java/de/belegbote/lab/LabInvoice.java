// A document that lab portals hand out.
package de.belegbote.lab;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.Period;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;

/**
 * What the portal shows and what a run has to read.
 *
 * @param id what the portal calls it in addresses
 * @param amount null where the portal tells none, as its currency
 * @param kind as recipes name kinds
 */
record LabInvoice(
    String id, String number, LocalDate date, BigDecimal amount, String currency, String kind) {

  /** One a month, newest first, the newest at {@code last}; made-up amounts. */
  static List<LabInvoice> monthly(
      int count, String prefix, LocalDate last, String currency, String kind) {
    return every(Period.ofMonths(1), count, prefix, last, currency, kind);
  }

  /** The same at another pace. */
  static List<LabInvoice> every(
      Period pace, int count, String prefix, LocalDate last, String currency, String kind) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new LabInvoice(
                    kind + prefix + (7_000 - i),
                    prefix + (1_000 - i),
                    last.minus(pace.multipliedBy(i)),
                    BigDecimal.valueOf(1_299 + 105L * i, 2),
                    currency,
                    kind))
        .toList();
  }

  /** The same where the portal tells no amounts. */
  LabInvoice untold() {
    return new LabInvoice(id, number, date, null, null, kind);
  }

  /** The day in a notation of {@code java.time}. */
  String day(String pattern, Locale locale) {
    return DateTimeFormatter.ofPattern(pattern, locale).format(date);
  }

  /** What a page that is printed says of it. */
  String title() {
    return "Your invoice " + id;
  }

  /** A file of one page whose title tells which document it is. */
  Buffer pdf() {
    try (var document = new PDDocument()) {
      document.setDocumentId((long) id.hashCode());
      document.addPage(new PDPage());
      document.getDocumentInformation().setTitle(kind + " " + number);
      var bytes = new ByteArrayOutputStream();
      document.save(bytes);
      return Buffer.buffer(bytes.toByteArray());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
