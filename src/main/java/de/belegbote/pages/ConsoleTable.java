// A list of the console: filters, a table, and the way to the next page.
package de.belegbote.pages;

import de.belegbote.platform.Texts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Collects what the template console-table shows; on phones each row becomes a card. */
final class ConsoleTable {
  /**
   * One cell.
   *
   * @param href where its text leads; empty for nowhere
   * @param tone look of a mark: good, bad, calm or warn; empty for plain text
   * @param small a second line
   */
  record Cell(String text, String href, String tone, String small, boolean number) {
    static Cell of(String text) {
      return new Cell(text, "", "", "", false);
    }

    static Cell number(String text) {
      return new Cell(text, "", "", "", true);
    }

    Cell leading(String address) {
      return new Cell(text, address, tone, small, number);
    }

    Cell marked(String as) {
      return new Cell(text, href, as, small, number);
    }

    Cell with(String second) {
      return new Cell(text, href, tone, second, number);
    }
  }

  private final Texts texts;
  private final Locale language;
  private final String area;
  private final List<String> heads;
  private final List<Map<String, Object>> rows = new ArrayList<>();
  private final List<Map<String, Object>> filters = new ArrayList<>();
  private final Map<String, Object> more = new HashMap<>();

  /**
   * An empty table.
   *
   * @param area its address, and the start of its texts' keys
   * @param heads the last parts of the keys of its heads
   */
  ConsoleTable(Texts texts, Locale language, String area, String... heads) {
    this.texts = texts;
    this.language = language;
    this.area = area;
    this.heads = List.of(heads).stream().map(key -> texts.get(language, "head." + key)).toList();
  }

  ConsoleTable row(Cell... cells) {
    var row = new ArrayList<Map<String, Object>>();
    for (int i = 0; i < cells.length; i++) {
      row.add(
          Map.of(
              "label", heads.get(i),
              "text", cells[i].text,
              "href", cells[i].href,
              "tone", cells[i].tone,
              "small", cells[i].small,
              "number", cells[i].number));
    }
    rows.add(Map.of("cells", row));
    return this;
  }

  /** A choice among values; the first means all. */
  ConsoleTable choice(String field, String value, List<Map.Entry<String, String>> options) {
    var all = new ArrayList<Map<String, Object>>();
    all.add(Map.of("value", "", "text", texts.get(language, "filterAll"), "current", false));
    options.forEach(
        option ->
            all.add(
                Map.of(
                    "value", option.getKey(),
                    "text", option.getValue(),
                    "current", option.getKey().equals(value))));
    filters.add(filter(field, value, "", all));
    return this;
  }

  /** A field of a form's kind: date or text. */
  ConsoleTable field(String field, String value, String kind) {
    filters.add(filter(field, value, kind, List.of()));
    return this;
  }

  private Map<String, Object> filter(
      String field, String value, String kind, List<Map<String, Object>> options) {
    return Map.of(
        "field", field,
        "label", texts.get(language, "head." + field),
        "value", value,
        "kind", kind,
        "options", options);
  }

  /** One more value for the template. */
  ConsoleTable with(String name, Object value) {
    more.put(name, value);
    return this;
  }

  /**
   * The page.
   *
   * @param here the address with its filters, to which the cursor can be added
   * @param next the cursor of the next page; empty on the last one
   */
  ConsoleArea.Answer page(String here, String next) {
    var values = new HashMap<String, Object>();
    values.put("area", area);
    values.put("heading", texts.get(language, "place." + area));
    values.put("lead", texts.get(language, "lead." + area));
    values.put("none", texts.get(language, "filterNone"));
    values.put("zone", texts.get(language, "zone", ConsoleTimes.ZONE.getId()));
    values.put("heads", heads);
    values.put("rows", rows);
    values.put("filters", filters);
    values.put("hasFilters", !filters.isEmpty());
    values.put(
        "next", next.isEmpty() ? "" : here.replaceAll("cursor=[^&]*&", "") + "cursor=" + next);
    values.put("archive", "");
    values.putAll(more);
    return ConsoleArea.Answer.page("console-table", values);
  }
}
