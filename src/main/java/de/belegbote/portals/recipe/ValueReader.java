// Reads where a value comes from.
package de.belegbote.portals.recipe;

import de.belegbote.portals.recipe.Value.Reading;
import de.belegbote.portals.recipe.Value.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Turns a value of the grammar into records and refuses sources that cannot yield anything. */
final class ValueReader {
  private final Parts parts;

  ValueReader(Parts parts) {
    this.parts = parts;
  }

  /** Whether a value is made from other fields or settings instead of being taken from the row. */
  static boolean isMade(Item value) {
    return value.items().stream().anyMatch(one -> !one.isMap() || one.has("from"));
  }

  /**
   * Reads a value.
   *
   * @param names names that a {@code from} or plain text may use beside settings
   * @param json whether the row is a JSON value
   * @param field name of the field; kind is checked against the kinds there are
   */
  Value read(Item value, Set<String> names, boolean json, String field) {
    return new Value(value.items().stream().map(one -> one(one, names, json, field)).toList());
  }

  private Reading one(Item item, Set<String> names, boolean json, String field) {
    if (!item.isMap()) {
      checkKind(item, field);
      return new Reading(
          new Source.From(parts.template(item, names)),
          Optional.empty(),
          Map.of(),
          List.of(),
          Optional.empty(),
          false);
    }
    var map = new LinkedHashMap<String, String>();
    item.entries("map")
        .forEach(
            (word, to) -> {
              checkKind(to, field);
              map.put(word, to.string());
            });
    return new Reading(
        source(item, names, json),
        item.find("match").map(Parts::pattern),
        map,
        formats(item),
        item.find("locale").map(locale -> Locale.forLanguageTag(locale.string())),
        item.isTrue("optional"));
  }

  private Source source(Item item, Set<String> names, boolean json) {
    List<String> sources =
        Stream.of("from", "text", "attribute", "column", "json", "url").filter(item::has).toList();
    if (sources.size() != 1) {
      throw item.wrong("a value needs exactly one of from, text, attribute, column, json, url");
    }
    String source = sources.get(0);
    boolean anywhere = source.equals("from") || source.equals("url");
    if (!anywhere && json != source.equals("json")) {
      throw item.get(source)
          .wrong(json ? "a row of a JSON answer has only json" : "json needs a JSON answer");
    }
    return switch (source) {
      case "from" -> new Source.From(parts.template(item.get("from"), names));
      case "text" -> new Source.Text(parts.css(item.get("text")));
      case "attribute" ->
          new Source.Attribute(
              item.get("attribute").string().toLowerCase(Locale.ROOT),
              item.find("of").map(parts::css).orElse(Selector.ROW));
      case "url" -> new Source.Url();
      case "column" -> new Source.Column(item.strings("column"));
      default -> new Source.Json(paths(item));
    };
  }

  private static List<JsonPath> paths(Item item) {
    return item.items("json").stream()
        .map(path -> Parts.reading(path, () -> JsonPath.of(path.string())))
        .toList();
  }

  private static List<String> formats(Item item) {
    return item.items("format").stream()
        .map(format -> Parts.reading(format, () -> Dates.checked(format.string())))
        .toList();
  }

  private static void checkKind(Item item, String field) {
    if (field.equals("kind") && !Invoices.KINDS.contains(item.string())) {
      throw item.wrong("a kind is one of " + String.join(", ", new TreeSet<>(Invoices.KINDS)));
    }
  }
}
