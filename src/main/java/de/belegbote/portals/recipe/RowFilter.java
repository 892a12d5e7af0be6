// Which rows of a list are kept, and what answers mean.
package de.belegbote.portals.recipe;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Holds when everything it names does.
 *
 * @param present an element in the row or answer
 * @param text any of these words in it
 * @param json a value of it
 * @param is what the JSON value equals one of; empty: it only has to be there
 * @param status any of these statuses; empty: no matter
 * @param type any of these media types; empty: no matter
 * @param not this does not hold
 */
public record RowFilter(
    Optional<Selector> present,
    List<String> text,
    Optional<JsonPath> json,
    List<String> is,
    List<Integer> status,
    List<String> type,
    Optional<RowFilter> not) {

  /** Whether a row or answer fits. */
  public boolean holds(Row row) {
    return present.map(css -> row.text(css).isPresent()).orElse(true)
        && (text.isEmpty() || Words.contains(row.text(Selector.ROW).orElse(""), text))
        && json.map(path -> holds(row, path)).orElse(true)
        && (status.isEmpty() || status.contains(row.status()))
        && (type.isEmpty() || type.contains(mediaType(row)))
        && not.map(other -> !other.holds(row)).orElse(true);
  }

  private static String mediaType(Row row) {
    String type = row.header("content-type").orElse("");
    return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private boolean holds(Row row, JsonPath path) {
    var found = row.json(path).map(String::valueOf);
    return found.isPresent() && (is.isEmpty() || Words.equalsOne(found.get(), is));
  }
}
