// Reads one value of a row: a source, then match, then map.
package de.belegbote.portals.recipe;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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

    /** The address of the page or answer. */
    record Url() implements Source {}
  }

  /**
   * One way to the value.
   *
   * @param match first group, or all of the match without one
   * @param map word to word; {@code "*"}: any other word
   * @param formats of a date; empty: iso
   * @param locale of a date or amount; empty: the recipe's, or plain decimals in JSON
   * @param optional whether nothing is an answer
   */
  public record Reading(
      Source source,
      Optional<Pattern> match,
      Map<String, String> map,
      List<String> formats,
      Optional<Locale> locale,
      boolean optional) {

    /** Whether amounts are written as JSON does, unless a locale says otherwise. */
    public boolean plain() {
      return locale.isEmpty() && source instanceof Source.Json;
    }
  }

  /**
   * What a reading yielded.
   *
   * @param text never empty
   * @param by says how it is to be read on
   */
  public record Found(String text, Reading by) {}

  /** Whether the row may lack it. */
  public boolean optional() {
    return readings.stream().anyMatch(Reading::optional);
  }

  /** Whether it is put together from other fields. */
  public boolean isComposed() {
    return readings.stream().anyMatch(reading -> reading.source() instanceof Source.From);
  }

  /**
   * Reads it.
   *
   * @param values what templates may use
   * @return empty when no reading yields
   */
  public Optional<Found> read(Row row, Map<String, String> values) {
    for (Reading reading : readings) {
      var text =
          source(reading.source, row, values)
              .map(String::strip)
              .filter(found -> !found.isEmpty())
              .flatMap(found -> matched(reading, found))
              .flatMap(found -> mapped(reading, found));
      if (text.isPresent()) {
        return Optional.of(new Found(text.get(), reading));
      }
    }
    return Optional.empty();
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
    return Optional.of(row.url());
  }

  // A number is written out, never as 1.0E7.
  private static String plain(Object value) {
    return value instanceof Number number
        ? new java.math.BigDecimal(number.toString()).toPlainString()
        : String.valueOf(value);
  }

  private static Optional<String> matched(Reading reading, String text) {
    if (reading.match.isEmpty()) {
      return Optional.of(text);
    }
    Matcher matcher = reading.match.get().matcher(text);
    return matcher.find()
        ? Optional.ofNullable(matcher.group(Math.min(1, matcher.groupCount()))).map(String::strip)
        : Optional.empty();
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
}
