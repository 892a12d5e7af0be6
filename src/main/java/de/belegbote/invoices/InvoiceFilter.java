// Which invoices a list is about.
package de.belegbote.invoices;

import de.belegbote.http.Call;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;

/** Every part that is not null narrows the list; dates include the day they name. */
public record InvoiceFilter(
    UUID companyId,
    UUID portalAccountId,
    String portalId,
    String kind,
    LocalDate dateFrom,
    LocalDate dateTo,
    String number,
    String sha256) {

  /** As the query asks; fails with INVALID_REQUEST for a day that is not in the calendar. */
  static InvoiceFilter of(Call call) {
    return new InvoiceFilter(
        call.queryId("companyId").orElse(null),
        call.queryId("portalAccountId").orElse(null),
        call.query("portalId").orElse(null),
        call.query("kind").orElse(null),
        date(call, "dateFrom"),
        date(call, "dateTo"),
        call.query("number").orElse(null),
        call.query("sha256").orElse(null));
  }

  private static LocalDate date(Call call, String name) {
    try {
      return call.query(name).map(LocalDate::parse).orElse(null);
    } catch (DateTimeParseException noDay) {
      throw new Failure(
          Problem.INVALID_REQUEST,
          "Dates are written 2026-08-31.",
          List.of(new Failure.Item("/query/" + name, "is not a day of the calendar")));
    }
  }
}
