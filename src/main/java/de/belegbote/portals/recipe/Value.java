// Reads one value: a source, then match, decode, json and map.
package de.belegbote.portals.recipe;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A value: the first of its readings that yields.
 *
 * @param readings at least one
 */
public record Value(List<Reading> readings) {
  /** Where a text comes from. */
  public sealed interface Source {
    /** Other fields of the row, settings and plain text. */
    record From(Template template) implements Source {}

    /** What a person could read in an element. */
    record Text(Selector css) implements Source {}

    /** An attribute; of the row itself when nothing else is named. */
    record Attribute(String name, Selector of) implements Source {}

    /** The cell under one of these headings. */
    record Column(List<String> words) implements Source {}

    /** A value of a JSON row; the first path that yields. */
    record Json(List<JsonPath> paths) implements Source {}

    /** A cookie of the session. */
    record Cookie(String name) implements Source {}

    /** A field of the answer; the first that is there. */
    record Header(List<String> names) implements Source {}

    /** A variable of the page's scripts. */
    record Variable(String name) implements Source {}

    /** The source of the page, or the answer's text. */
    record Body() implements Source {}

    /** The address of the page or answer. */
    record Url() implements Source {}
  }

  /**
   * One way to the value.
   *
   * @param match first group, or all of the match without one; named groups become members
   * @param decode what is made of the text after that
   * @param json paths into the text, which is JSON then
   * @param map word to word; {@code "*"}: any other word
   * @param by how dates and amounts are written
   * @param optional whether nothing is an answer
   */
  public record Reading(
      Source source,
      Optional<Pattern> match,
      Optional<Decoding> decode,
      List<JsonPath> json,
      Map<String, String> map,
      Notation by,
      boolean optional) {

    /** Whether amounts are written as JSON does, unless a locale says otherwise. */
    public boolean plain() {
      return by.locales().isEmpty() && (source instanceof Source.Json || !json.isEmpty());
    }
  }

  /**
   * What a reading yielded.
   *
   * @param text never empty
   * @param by says how it is to be read on
   * @param members what the named groups matched
   */
  public record Found(String text, Reading by, Map<String, String> members) {}

  /** Whether the row may lack it. */
  public boolean optional() {
    return readings.stream().anyMatch(Reading::optional);
  }

  /** Whether it is put together from other fields. */
  public boolean isComposed() {
    return readings.stream().anyMatch(reading -> reading.source() instanceof Source.From);
  }

  /** The named groups of its patterns. */
  public Set<String> members() {
    var names = new java.util.TreeSet<String>();
    readings.forEach(
        reading -> reading.match.ifPresent(p -> names.addAll(p.namedGroups().keySet())));
    return names;
  }

  /**
   * Reads it.
   *
   * @param values what templates may use
   * @return empty when no reading yields
   */
  public Optional<Found> read(Row row, Map<String, String> values) {
    return readings.stream().flatMap(one -> read(one, row, values).stream()).findFirst();
  }

  private static Optional<Found> read(Reading reading, Row row, Map<String, String> values) {
    var members = new LinkedHashMap<String, String>();
    return source(reading.source, row, values)
        .map(String::strip)
        .filter(found -> !found.isEmpty())
        .flatMap(found -> matched(reading, found, members))
        .flatMap(found -> decoded(reading, found))
        .flatMap(found -> inside(reading, found))
        .flatMap(found -> mapped(reading, found))
        .map(text -> new Found(text, reading, Map.copyOf(members)));
  }

  private static Optional<String> source(Source source, Row row, Map<String, String> values) {
    if (source instanceof Source.From from) {
      boolean known = values.keySet().containsAll(from.template().names());
      return known ? Optional.of(from.template().text(values)) : Optional.empty();
    }
    if (source instanceof Source.Text text) {
      return row.text(text.css());
    }
    if (source instanceof Source.Attribute attribute) {
      return row.attribute(attribute.of(), attribute.name());
    }
    if (source instanceof Source.Column column) {
      return row.column(column.words());
    }
    if (source instanceof Source.Json json) {
      return json.paths().stream()
          .flatMap(path -> row.json(path).stream())
          .findFirst()
          .map(Value::plain);
    }
    if (source instanceof Source.Cookie cookie) {
      return row.cookie(cookie.name());
    }
    if (source instanceof Source.Header header) {
      return header.names().stream().flatMap(name -> row.header(name).stream()).findFirst();
    }
    if (source instanceof Source.Variable variable) {
      return row.variable(variable.name());
    }
    return source instanceof Source.Body ? row.body() : Optional.of(row.url());
  }

  // A number is written out, never as 1.0E7.
  private static String plain(Object value) {
    return value instanceof Number number
        ? new java.math.BigDecimal(number.toString()).toPlainString()
        : String.valueOf(value);
  }

  private static Optional<String> matched(
      Reading reading, String text, Map<String, String> members) {
    if (reading.match.isEmpty()) {
      return Optional.of(text);
    }
    Matcher matcher = reading.match.get().matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    for (String name : reading.match.get().namedGroups().keySet()) {
      Optional.ofNullable(matcher.group(name)).ifPresent(part -> members.put(name, part));
    }
    return Optional.ofNullable(matcher.group(Math.min(1, matcher.groupCount()))).map(String::strip);
  }

  private static Optional<String> decoded(Reading reading, String text) {
    return reading.decode.isEmpty() ? Optional.of(text) : reading.decode.get().apply(text);
  }

  private static Optional<String> inside(Reading reading, String text) {
    return reading.json.isEmpty()
        ? Optional.of(text)
        : JsonPath.parse(text)
            .flatMap(
                root ->
                    reading.json.stream().flatMap(path -> path.first(root).stream()).findFirst())
            .map(Value::plain);
  }

  private static Optional<String> mapped(Reading reading, String text) {
    if (reading.map.isEmpty()) {
      return Optional.of(text).filter(found -> !found.isEmpty());
    }
    return reading.map.entrySet().stream()
        .filter(entry -> Words.equalsOne(text, List.of(entry.getKey())))
        .map(Map.Entry::getValue)
        .findFirst()
        .or(() -> Optional.ofNullable(reading.map.get("*")));
  }

  /**
   * How a date or an amount is written.
   *
   * @param formats of a date; empty: iso
   * @param locales tried in order; empty: the recipe's, or plain decimals in JSON
   * @param zone in which a moment is a day; empty: as it is written, moments in UTC
   * @param lastDay whether the last day of the month is meant
   * @param minor whether the amount counts minor units (ISO 4217)
   */
  public record Notation(
      List<String> formats,
      List<Locale> locales,
      Optional<java.time.ZoneId> zone,
      boolean lastDay,
      boolean minor) {
    /** As it is usual: ISO dates, the recipe's language. */
    public static Notation usual() {
      return new Notation(List.of(), List.of(), Optional.empty(), false, false);
    }
  }
}
