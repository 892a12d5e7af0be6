// Reads where a portal's invoices are.
package de.belegbote.portals.recipe;

import de.belegbote.portals.recipe.Invoices.Document;
import de.belegbote.portals.recipe.Invoices.Listing;
import de.belegbote.portals.recipe.Invoices.Paging;
import de.belegbote.portals.recipe.Invoices.Rows;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Turns one block of {@code invoices} into records. */
final class InvoicesReader {
  private static final int MAX_PAGES = 100;
  private static final Set<String> NO_NAMES = Set.of();

  private final Parts parts;
  private final ValueReader values;

  InvoicesReader(Parts parts) {
    this.parts = parts;
    this.values = new ValueReader(parts);
  }

  Invoices read(Item item) {
    Listing list = list(item.get("list"));
    boolean json = list.rows() instanceof Rows.Json;
    Set<String> names = rowNames(item, false);
    return new Invoices(
        start(item),
        list,
        fields(item, list, json),
        document(item.items("document").get(0), names, json),
        item.has("identity")
            ? item.items("identity").stream().map(i -> parts.template(i, names)).toList()
            : List.of(Template.of("{row.number}")),
        item.find("settle").map(Item::duration).orElse(Duration.ZERO),
        item.find("revisit").map(Item::duration).orElse(Duration.ZERO));
  }

  private List<Step> start(Item item) {
    List<Step> steps = parts.steps(item, "start", NO_NAMES);
    if (steps.stream().anyMatch(step -> step.credential().isPresent())) {
      throw item.get("start").wrong("credentials are typed by the pages of sign_in only");
    }
    return steps;
  }

  private Listing list(Item item) {
    if (item.has("open") == item.has("get")) {
      throw item.wrong("a list needs open or get, and not both");
    }
    Paging paging = item.find("paging").map(this::paging).orElse(Paging.none());
    Set<String> names = paging.number().isPresent() ? Set.of("page") : NO_NAMES;
    Rows rows = rows(item.get("rows"));
    boolean json = rows instanceof Rows.Json;
    if (json != item.has("get")) {
      throw item.get("rows").wrong("rows of a get are a JSON path, rows of a page are selectors");
    }
    for (String key : List.of("header", "empty")) {
      if (json && item.has(key)) {
        throw item.get(key).wrong(key + " belongs to a page; a JSON answer proves itself");
      }
    }
    if (json && item.has("paging") && paging.number().isEmpty()) {
      throw item.get("paging").wrong("a JSON answer is paged by number");
    }
    Item place = item.get(json ? "get" : "open");
    Template address = parts.address(place, names);
    if (paging.number().isPresent() != address.names().contains("page")) {
      throw place.wrong("paging by number and {page} in the address belong together");
    }
    return new Listing(
        address,
        rows,
        item.find("header").map(parts::css),
        item.items("where").stream().map(where -> filter(where, json)).toList(),
        item.find("empty").map(parts::condition),
        item.isTrue("newest_first"),
        paging);
  }

  private Rows rows(Item rows) {
    if (!rows.string().startsWith("$")) {
      return new Rows.Elements(parts.css(rows));
    }
    return new Rows.Json(path(rows));
  }

  private RowFilter filter(Item item, boolean json) {
    for (String key : List.of("present", "text")) {
      if (json && item.has(key)) {
        throw item.get(key).wrong("a row of a JSON answer is told by json and is");
      }
    }
    if (!json && item.has("json")) {
      throw item.get("json").wrong("json needs a JSON answer");
    }
    return new RowFilter(
        item.find("present").map(parts::css),
        item.strings("text"),
        item.find("json").map(InvoicesReader::path),
        item.strings("is"),
        item.find("not").map(not -> filter(not, json)));
  }

  private static JsonPath path(Item item) {
    return Parts.reading(item, () -> JsonPath.of(item.string()));
  }

  private Paging paging(Item item) {
    if (Stream.of("next", "more", "number").filter(item::has).count() != 1) {
      throw item.wrong("paging needs exactly one of next, more, number");
    }
    return new Paging(
        item.find("next").map(parts::css),
        item.find("more").map(parts::css),
        item.find("number").map(Item::number),
        item.find("max").map(Item::number).orElse(MAX_PAGES));
  }

  private static Set<String> rowNames(Item item, boolean onlyTaken) {
    var names = new HashSet<String>();
    item.entries("fields")
        .forEach(
            (name, value) -> {
              if (!onlyTaken || !ValueReader.isMade(value)) {
                names.add("row." + name);
              }
            });
    return names;
  }

  // A value made from other fields may name those that are taken from the row itself.
  private Map<String, Value> fields(Item item, Listing list, boolean json) {
    Set<String> names = rowNames(item, true);
    var fields = new LinkedHashMap<String, Value>();
    item.entries("fields")
        .forEach((name, value) -> fields.put(name, field(name, value, names, list, json)));
    return fields;
  }

  private Value field(String name, Item item, Set<String> names, Listing list, boolean json) {
    Value value = values.read(item, names, json, name);
    boolean column =
        value.readings().stream().anyMatch(r -> r.source() instanceof Value.Source.Column);
    if (column && list.header().isEmpty()) {
      throw item.wrong("column needs the list's header");
    }
    return value;
  }

  private Document document(Item item, Set<String> names, boolean json) {
    if (item.has("get") == item.has("click")) {
      throw item.wrong("a document needs get or click");
    }
    Optional<Item> click = item.find("click");
    if (click.isPresent()) {
      if (json) {
        throw click.get().wrong("a row of a JSON answer has nothing to click");
      }
      return new Document.Click(parts.target(item, "click"));
    }
    if (item.has("label") || item.has("in")) {
      throw item.wrong("get takes no label and no in");
    }
    Item get = item.get("get");
    return get.value() instanceof String
        ? new Document.Written(parts.address(get, names))
        : new Document.Named(values.read(get, names, json, "address"));
  }
}
