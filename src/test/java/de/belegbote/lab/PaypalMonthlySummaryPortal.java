// PayPal's monthly statements: one list of all years, a file for each month.
package de.belegbote.lab;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.Period;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** As the fact sheet paypal-monthly-summary tells, for private accounts. */
final class PaypalMonthlySummaryPortal extends LabPortal {
  private final List<LabInvoice> months =
      LabInvoice.every(Period.ofMonths(1), 14, "", LocalDate.of(2026, 10, 1), "EUR", "statement")
          .stream()
          .map(
              month ->
                  new LabInvoice(
                      month.day("uuuuMMdd", java.util.Locale.ROOT),
                      month.day("uuuuMMdd", java.util.Locale.ROOT),
                      month.date().with(TemporalAdjusters.lastDayOfMonth()),
                      null,
                      null,
                      "statement"))
          .toList();

  PaypalMonthlySummaryPortal() {
    super("www.paypal.com");
    var unused = new PaypalSignIn(this);
    inside("/myaccount/statements/api/statements", this::list);
    inside("/myaccount/statements/download", this::file, "monthList", "reportType");
  }

  @Override
  List<LabInvoice> invoices() {
    return months;
  }

  @Override
  List<Situation> situations() {
    return Stream.concat(PaypalSignIn.situations().stream(), Stream.of(PaypalSignIn.BUSINESS))
        .toList();
  }

  // Status 200 and a page, also where JSON is due.
  @Override
  Reply stranger(Visit visit) {
    return Reply.redirect("/signin");
  }

  private Reply list(Visit visit) {
    if (visit.header("Accept").filter(accept -> accept.contains("application/json")).isEmpty()) {
      return unstated("a list that is not asked for as JSON");
    }
    var years = new TreeMap<Integer, JsonArray>(java.util.Comparator.reverseOrder());
    months.forEach(
        month ->
            years
                .computeIfAbsent(month.date().getYear(), year -> new JsonArray())
                .add(new JsonObject().put("date", month.number())));
    var statements = new JsonArray();
    years.values().forEach(details -> statements.add(new JsonObject().put("details", details)));
    return Reply.json(new JsonObject().put("data", new JsonObject().put("statements", statements)));
  }

  private Reply file(Visit visit) {
    return visit.query("reportType").equals("standard")
        ? document(visit.query("monthList"))
        : unstated("another report");
  }
}
