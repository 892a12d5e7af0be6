// The areas of the fetches: the history, and one fetch with its steps.
package de.belegbote.pages;

import de.belegbote.platform.Texts;
import de.belegbote.portals.FetchOutcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The newest fetches first as the API lists them, with what became of each. */
final class ConsoleFetches implements ConsoleArea {
  private static final List<String> STATES = List.of("queued", "running", "finished");

  private final Texts texts;
  private final ConsoleNames names;

  ConsoleFetches(Texts texts, ConsoleNames names) {
    this.texts = texts;
    this.names = names;
  }

  @Override
  public String name() {
    return "fetches";
  }

  @Override
  public String operation() {
    return "listFetches";
  }

  @Override
  public Future<Answer> show(ConsoleVisit visit) {
    return visit
        .json(
            visit
                .question("listFetches")
                .with("companyId", visit.query("companyId"))
                .with("portalAccountId", visit.query("portalAccountId"))
                .with("state", visit.query("state"))
                .with("outcome", visit.query("outcome"))
                .with("cursor", visit.query("cursor")))
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
              rows.forEach(row -> row(table, visit.locale(), row, known));
              return table.page(visit.here(name()), page.getString("nextCursor", ""));
            });
  }

  private ConsoleTable table(ConsoleVisit visit, List<Map.Entry<String, String>> companies) {
    var language = visit.locale();
    return new ConsoleTable(texts, language, name(), "when", "company", "portal", "result", "found")
        .choice("companyId", visit.query("companyId"), companies)
        .choice(
            "state",
            visit.query("state"),
            STATES.stream().map(s -> Map.entry(s, texts.get(language, "fetch." + s))).toList())
        .choice(
            "outcome",
            visit.query("outcome"),
            Arrays.stream(FetchOutcome.values())
                .map(o -> Map.entry(o.name(), o.text(language)))
                .toList());
  }

  private void row(
      ConsoleTable table, Locale language, JsonObject row, Map<String, String> companies) {
    var unused =
        table.row(
            ConsoleTable.Cell.of(
                    new ConsoleTimes(language)
                        .time(row.getString("startedAt", row.getString("queuedAt"))))
                .leading("fetch?id=" + row.getString("id")),
            ConsoleTable.Cell.of(companies.getOrDefault(row.getString("companyId"), "")),
            ConsoleTable.Cell.of(names.portal(row.getString("portalId"))),
            result(texts, language, row),
            ConsoleTable.Cell.number(
                String.valueOf(row.getJsonObject("counts").getInteger("stored"))));
  }

  /** How it ended, in a word with a colour and a sentence. */
  static ConsoleTable.Cell result(Texts texts, Locale language, JsonObject fetch) {
    String name = fetch.getString("outcome");
    if (name == null) {
      return ConsoleTable.Cell.of(texts.get(language, "fetch." + fetch.getString("state")))
          .marked("calm");
    }
    var outcome = FetchOutcome.valueOf(name);
    String tone =
        switch (outcome) {
          case OK, NOTHING_NEW -> "good";
          default -> outcome.canHeal() ? "warn" : "bad";
        };
    return ConsoleTable.Cell.of(texts.get(language, "outcome." + tone))
        .marked(tone)
        .with(outcome.text(language));
  }

  /** One fetch. */
  static final class One implements ConsoleArea {
    private final Texts texts;
    private final ConsoleNames names;

    One(Texts texts, ConsoleNames names) {
      this.texts = texts;
      this.names = names;
    }

    @Override
    public String name() {
      return "fetch";
    }

    @Override
    public String under() {
      return "fetches";
    }

    @Override
    public String operation() {
      return "getFetch";
    }

    @Override
    public Future<Answer> show(ConsoleVisit visit) {
      return visit
          .json(visit.question("getFetch").at("fetchId", visit.query("id")))
          .compose(
              fetch ->
                  names
                      .of(visit, List.of(fetch), List.of())
                      .map(known -> page(visit, fetch, known)));
    }

    private Answer page(ConsoleVisit visit, JsonObject fetch, Map<String, String> companies) {
      var language = visit.locale();
      var times = new ConsoleTimes(language);
      var result = result(texts, language, fetch);
      var counts = fetch.getJsonObject("counts");
      String portal = names.portal(fetch.getString("portalId"));
      var values = new HashMap<String, Object>();
      values.put("heading", texts.get(language, "fetchTitle", portal));
      values.put("company", companies.getOrDefault(fetch.getString("companyId"), ""));
      values.put("state", result.text());
      values.put("tone", result.tone());
      values.put("says", result.small());
      values.put("portalSays", fetch.getString("text", ""));
      values.put("trigger", texts.get(language, "fetch." + fetch.getString("trigger")));
      values.put("begun", times.time(fetch.getString("startedAt", fetch.getString("queuedAt"))));
      String end = fetch.getString("finishedAt", "");
      values.put("ended", end.isEmpty() ? "" : times.time(end));
      values.put("recipe", fetch.getString("recipe", ""));
      values.put(
          "counts",
          texts.get(
              language,
              "fetchCounts",
              counts.getInteger("found"),
              counts.getInteger("stored"),
              counts.getInteger("known"),
              counts.getInteger("failed")));
      values.put("account", fetch.getString("portalAccountId"));
      values.put(
          "steps",
          fetch.getJsonArray("steps").stream()
              .map(JsonObject.class::cast)
              .map(
                  step ->
                      Map.of(
                          "at", times.clock(step.getString("at")), "what", step.getString("what")))
              .toList());
      return Answer.page("console-fetch", values);
    }
  }
}
