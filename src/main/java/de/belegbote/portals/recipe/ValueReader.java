// Reads where a value comes from.
package de.belegbote.portals.recipe;

import com.google.re2j.Pattern;
import de.belegbote.portals.recipe.Value.Notation;
import de.belegbote.portals.recipe.Value.Reading;
import de.belegbote.portals.recipe.Value.Source;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Turns a value of the grammar into records and refuses sources that cannot yield anything. */
final class ValueReader {
  private static final List<String> SOURCES =
      List.of(
          "from",
          "text",
          "attribute",
          "column",
          "json",
          "cookie",
          "header",
          "variable",
          "body",
          "url");
  private static final Set<String> WHOLE = Set.of("cookie", "header", "variable", "body");
  private static final Set<String> ELEMENT = Set.of("text", "attribute", "column");

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
   * @param at what it is read from
   * @param field name of the field; kind is checked against the kinds there are
   */
  Value read(Item value, Set<String> names, Place at, String field) {
    return new Value(value.items().stream().map(one -> one(one, names, at, field)).toList());
  }

  private Reading one(Item item, Set<String> names, Place at, String field) {
    if (!item.isMap()) {
      checkKind(item, field);
      return new Reading(
          new Source.From(parts.template(item, names)),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Map.of(),
          Notation.usual(),
          false);
    }
    var map = new LinkedHashMap<String, String>();
    item.entries("map")
        .forEach(
            (word, to) -> {
              checkKind(to, field);
              map.put(word, to.string());
            });
    Source source = source(item, names, at);
    return new Reading(
        source,
        item.find("match").map(ValueReader::pattern),
        item.find("decode").map(d -> Decoding.valueOf(d.string().toUpperCase(Locale.ROOT))),
        source instanceof Source.Json ? List.of() : paths(item),
        map,
        notation(item),
        item.isTrue("optional"));
  }

  private static Pattern pattern(Item item) {
    Pattern pattern = Parts.pattern(item);
    for (String name : pattern.namedGroups().keySet()) {
      if (!name.matches("[a-z][a-z0-9_]*")) {
        throw item.wrong("a named group is called in small letters: " + name);
      }
    }
    return pattern;
  }

  private Source source(Item item, Set<String> names, Place at) {
    List<String> found = SOURCES.stream().filter(item::has).toList();
    // Beside another source json is a path into its text.
    List<String> sources =
        found.size() == 2 ? found.stream().filter(s -> !s.equals("json")).toList() : found;
    if (sources.size() != 1) {
      throw item.wrong("a value needs exactly one of " + String.join(", ", SOURCES));
    }
    String source = sources.get(0);
    check(item.get(source), source, at);
    return switch (source) {
      case "from" -> new Source.From(parts.template(item.get("from"), names));
      case "text" -> new Source.Text(parts.css(item.get("text")));
      case "attribute" ->
          new Source.Attribute(
              item.get("attribute").string().toLowerCase(Locale.ROOT),
              item.find("of").map(parts::css).orElse(Selector.ROW));
      case "url" -> new Source.Url();
      case "column" -> new Source.Column(item.strings("column"));
      case "cookie" -> new Source.Cookie(item.get("cookie").string());
      case "header" -> new Source.Header(item.strings("header"));
      case "variable" -> new Source.Variable(item.get("variable").string());
      case "body" -> new Source.Body();
      default -> new Source.Json(paths(item));
    };
  }

  private static void check(Item item, String source, Place at) {
    boolean whole = WHOLE.contains(source);
    boolean element = ELEMENT.contains(source);
    if (at == Place.JSON && (element || whole)) {
      throw item.wrong("a row of a JSON answer has only json");
    }
    if ((at == Place.ELEMENT || at == Place.MARKUP) && source.equals("json")) {
      throw item.wrong("json needs a JSON answer");
    }
    if ((at == Place.ELEMENT || at == Place.MARKUP) && whole) {
      throw item.wrong(source + " belongs to a page or answer, not to a row");
    }
    if (at == Place.ANYWHERE && source.equals("column")) {
      throw item.wrong("column belongs to a row");
    }
  }

  private static List<JsonPath> paths(Item item) {
    return item.items("json").stream().map(RowFilterReader::path).toList();
  }

  private static Notation notation(Item item) {
    return new Notation(
        item.items("format").stream()
            .map(
                format ->
                    Parts.reading(
                        format,
                        () ->
                            item.has("day")
                                ? Dates.checkedMonth(format.string())
                                : Dates.checked(format.string())))
            .toList(),
        item.strings("locale").stream().map(Locale::forLanguageTag).toList(),
        item.find("zone").map(ValueReader::zone),
        item.has("day"),
        item.isTrue("minor"));
  }

  private static ZoneId zone(Item item) {
    try {
      return ZoneId.of(item.string());
    } catch (DateTimeException unknown) {
      throw item.wrong("no time zone: " + item.string());
    }
  }

  private static void checkKind(Item item, String field) {
    if (field.equals("kind")
        && Template.of(item.string()).names().isEmpty()
        && !Invoices.KINDS.contains(item.string())) {
      throw item.wrong("a kind is one of " + String.join(", ", new TreeSet<>(Invoices.KINDS)));
    }
  }
}
