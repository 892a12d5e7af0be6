// The areas of the diaries: who did what, which secret was used when, and what was sent to whom.
package de.belegbote.pages;

import de.belegbote.platform.Texts;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * A list that only shows.
 *
 * @param name its address
 * @param operation what it asks
 * @param heads of the table
 */
record ConsoleDiaries(
    Texts texts, String name, String operation, List<String> filters, List<String> heads, Rows rows)
    implements ConsoleArea {
  private static final List<String> DELIVERIES = List.of("pending", "delivered", "failed");

  /** Makes the cells of a row. */
  @FunctionalInterface
  interface Rows {
    ConsoleTable.Cell[] cells(Texts texts, ConsoleTimes times, JsonObject row);
  }

  static ConsoleDiaries deliveries(Texts texts) {
    return new ConsoleDiaries(
        texts,
        "deliveries",
        "listDeliveries",
        List.of("state", "eventId", "endpointId"),
        List.of("when", "event", "state", "attempts", "endpoint"),
        ConsoleDiaries::delivery);
  }

  static ConsoleDiaries audit(Texts texts) {
    return new ConsoleDiaries(
        texts,
        "audit",
        "listAuditEvents",
        List.of(),
        List.of("when", "actor", "operation", "target", "status"),
        ConsoleDiaries::event);
  }

  static ConsoleDiaries uses(Texts texts) {
    return new ConsoleDiaries(
        texts,
        "uses",
        "listSecretUses",
        List.of("loginId"),
        List.of("when", "secret", "purpose", "actor", "status"),
        ConsoleDiaries::use);
  }

  @Override
  public Future<Answer> show(ConsoleVisit visit) {
    var question = visit.question(operation).with("cursor", visit.query("cursor"));
    for (String filter : filters) {
      question = question.with(filter, visit.query(filter));
    }
    return visit.json(question).map(page -> page(visit, page));
  }

  private Answer page(ConsoleVisit visit, JsonObject page) {
    var language = visit.locale();
    var table = new ConsoleTable(texts, language, name, heads.toArray(String[]::new));
    if (filters.contains("state")) {
      table =
          table.choice(
              "state",
              visit.query("state"),
              DELIVERIES.stream()
                  .map(state -> Map.entry(state, texts.get(language, "sent." + state)))
                  .toList());
    }
    var times = new ConsoleTimes(language);
    for (var row : ConsoleVisit.items(page)) {
      table = table.row(rows.cells(texts, times, row));
    }
    return table.page(visit.here(name), page.getString("nextCursor", ""));
  }

  private static ConsoleTable.Cell[] delivery(Texts texts, ConsoleTimes times, JsonObject row) {
    var attempts = row.getJsonArray("attempts", new JsonArray());
    var last = attempts.isEmpty() ? new JsonObject() : attempts.getJsonObject(attempts.size() - 1);
    String state = row.getString("state");
    String tone = state.equals("delivered") ? "good" : state.equals("failed") ? "bad" : "calm";
    return new ConsoleTable.Cell[] {
      ConsoleTable.Cell.of(times.time(row.getString("createdAt"))),
      ConsoleTable.Cell.of(row.getString("eventType")).with(row.getString("eventId")),
      ConsoleTable.Cell.of(texts.get(times.language(), "sent." + state)).marked(tone),
      ConsoleTable.Cell.of(String.valueOf(attempts.size()))
          .with(String.valueOf(last.getValue("status", last.getString("error", "")))),
      ConsoleTable.Cell.of(row.getString("endpointId"))
    };
  }

  private static ConsoleTable.Cell[] event(Texts texts, ConsoleTimes times, JsonObject row) {
    int status = row.getInteger("status");
    return new ConsoleTable.Cell[] {
      ConsoleTable.Cell.of(times.time(row.getString("at"))),
      actor(texts, times, row),
      ConsoleTable.Cell.of(row.getString("operation")),
      ConsoleTable.Cell.of(row.getString("targetId", "")),
      ConsoleTable.Cell.of(String.valueOf(status)).marked(status < 400 ? "good" : "warn")
    };
  }

  private static ConsoleTable.Cell[] use(Texts texts, ConsoleTimes times, JsonObject row) {
    String result = row.getString("result");
    return new ConsoleTable.Cell[] {
      ConsoleTable.Cell.of(times.time(row.getString("at"))),
      ConsoleTable.Cell.of(row.getString("secret")).with(row.getString("loginId", "")),
      ConsoleTable.Cell.of(row.getString("purpose"))
          .leading(row.containsKey("fetchId") ? "fetch?id=" + row.getString("fetchId") : ""),
      actor(texts, times, row),
      ConsoleTable.Cell.of(result).marked(result.equals("allowed") ? "good" : "warn")
    };
  }

  private static ConsoleTable.Cell actor(Texts texts, ConsoleTimes times, JsonObject row) {
    var actor = row.getJsonObject("actor");
    return ConsoleTable.Cell.of(texts.get(times.language(), "actor." + actor.getString("kind")))
        .with(actor.getString("id"));
  }
}
