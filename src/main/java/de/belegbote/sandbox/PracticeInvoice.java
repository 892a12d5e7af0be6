// The invoices of the practice portal: always the same ones for a name and a day.
package de.belegbote.sandbox;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.LocalDate;
import java.time.Period;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * One invoice or credit note.
 *
 * @param number the portal's own, unique within the account
 * @param date when it was issued
 * @param cents gross amount in euro cents, above zero for credit notes too
 * @param creditNote whether the customer gets the money
 */
record PracticeInvoice(String number, LocalDate date, long cents, boolean creditNote) {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("dd.MM.yyyy", Locale.GERMANY);

  /**
   * The invoices of an account.
   *
   * @param created day of the first sign-in: what lies before was there already, then new ones come
   * @return newest first; none is ever taken away again
   */
  static List<PracticeInvoice> of(
      String username, Script script, LocalDate created, LocalDate today) {
    LocalDate tomorrow = today.plusDays(1);
    Stream<LocalDate> dates =
        switch (script) {
          case EMPTY -> Stream.empty();
          case DAILY -> created.minusDays(2).datesUntil(tomorrow);
          case MANY -> created.minusWeeks(59).datesUntil(tomorrow, Period.ofWeeks(1));
          default -> monthsAround(created, today);
        };
    var invoices = new ArrayList<PracticeInvoice>();
    dates.forEach(date -> invoices.add(numbered(username, date, false)));
    if (script == Script.GOOD) {
      invoices.add(numbered(username, created.minusMonths(1).minusDays(10), true));
    }
    invoices.sort(Comparator.comparing(PracticeInvoice::date).reversed());
    return invoices;
  }

  /** Counted from the first sign-in each time: the 31st stays the last day of shorter months. */
  private static Stream<LocalDate> monthsAround(LocalDate created, LocalDate today) {
    long later = ChronoUnit.MONTHS.between(created, today);
    return LongStream.rangeClosed(-5, later).mapToObj(created::plusMonths);
  }

  private static PracticeInvoice numbered(String username, LocalDate date, boolean creditNote) {
    var hash = new CRC32();
    hash.update(username.getBytes(StandardCharsets.UTF_8));
    String number =
        "%s-%04X-%s"
            .formatted(
                creditNote ? "GS" : "RE",
                hash.getValue() & 0xFFFF,
                DateTimeFormatter.BASIC_ISO_DATE.format(date));
    hash.update(number.getBytes(StandardCharsets.US_ASCII));
    return new PracticeInvoice(number, date, 990 + hash.getValue() % 250_000, creditNote);
  }

  /** As in {@code 24.11.2026}. */
  String dateText() {
    return DATE.format(date);
  }

  /** As in {@code 1.234,50 €}. */
  String amountText() {
    var format = new DecimalFormat("#,##0.00 €", DecimalFormatSymbols.getInstance(Locale.GERMANY));
    return format.format(BigDecimal.valueOf(cents, 2));
  }

  String kindText() {
    return creditNote ? "Gutschrift" : "Rechnung";
  }
}
