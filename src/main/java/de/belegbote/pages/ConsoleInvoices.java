// The area of the invoices: the list with its filters.
package de.belegbote.pages;

import de.belegbote.http.Question;
import de.belegbote.platform.Texts;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** What was fetched; each leads to its document, all together to an archive. */
final class ConsoleInvoices implements ConsoleArea {
  private static final List<String> KINDS =
      List.of("invoice", "receipt", "credit_note", "statement");
  private static final List<String> FILTERS =
      List.of("companyId", "portalAccountId", "portalId", "kind", "dateFrom", "dateTo", "number");

  private final Texts texts;
  private final ConsoleNames names;

  ConsoleInvoices(Texts texts, ConsoleNames names) {
    this.texts = texts;
    this.names = names;
  }

  @Override
  public String name() {
    return "invoices";
  }

  @Override
  public String operation() {
    return "listInvoices";
  }

  /** The list as the address filters it. */
  static Question list(ConsoleVisit visit) {
    var question = visit.question("listInvoices");
    for (String filter : FILTERS) {
      question = question.with(filter, visit.query(filter).trim());
    }
    return question;
  }

  @Override
  public Future<Answer> show(ConsoleVisit visit) {
    return visit
        .json(list(visit).with("cursor", visit.query("cursor")))
        .compose(page -> names.companies(visit).compose(all -> named(visit, page, all)));
  }

  private Future<Answer> named(
      ConsoleVisit visit, JsonObject page, List<Map.Entry<String, String>> companies) {
    var rows = ConsoleVisit.items(page);
    return names
        .of(visit, rows, companies)
        .map(
            known -> {
              var table = table(visit, companies);
              rows.forEach(row -> row(table, visit, row, known));
              String here = visit.here(name());
              String archive =
                  here.replaceAll("cursor=[^&]*&", "").replaceFirst("^invoices", "archive");
              return table
                  .with("archive", rows.isEmpty() ? "" : archive)
                  .page(here, page.getString("nextCursor", ""));
            });
  }

  private ConsoleTable table(ConsoleVisit visit, List<Map.Entry<String, String>> companies) {
    var language = visit.locale();
    return new ConsoleTable(
            texts, language, name(), "date", "number", "company", "portal", "kind", "amount")
        .choice("companyId", visit.query("companyId"), companies)
        .choice("portalId", visit.query("portalId"), names.portals(visit))
        .choice(
            "kind",
            visit.query("kind"),
            KINDS.stream().map(k -> Map.entry(k, texts.get(language, "kind." + k))).toList())
        .field("dateFrom", visit.query("dateFrom"), "date")
        .field("dateTo", visit.query("dateTo"), "date")
        .field("number", visit.query("number"), "text");
  }

  private void row(
      ConsoleTable table, ConsoleVisit visit, JsonObject row, Map<String, String> companies) {
    var language = visit.locale();
    var unused =
        table.row(
            ConsoleTable.Cell.of(new ConsoleTimes(language).day(row.getString("date"))),
            ConsoleTable.Cell.of(row.getString("number"))
                .leading("document?id=" + row.getString("id"))
                .with(row.getString("title", "")),
            ConsoleTable.Cell.of(companies.getOrDefault(row.getString("companyId"), "")),
            ConsoleTable.Cell.of(names.portal(row.getString("portalId"))),
            ConsoleTable.Cell.of(texts.get(language, "kind." + row.getString("kind"))),
            ConsoleTable.Cell.number(
                (row.getString("amount", "") + " " + row.getString("currency", "")).trim()));
  }
}
