// Which rows of a list are kept.
package de.belegbote.portals.recipe;

import java.util.List;
import java.util.Optional;

/**
 * Holds when everything it names does.
 *
 * @param present an element in the row
 * @param text any of these words in the row; empty: no matter
 * @param json a value of the row
 * @param is what the JSON value equals one of; empty: it only has to be there
 * @param not this does not hold
 */
public record RowFilter(
    Optional<Selector> present,
    List<String> text,
    Optional<JsonPath> json,
    List<String> is,
    Optional<RowFilter> not) {

  /** Whether a row fits. */
  public boolean holds(Row row) {
    return present.map(css -> row.text(css).isPresent()).orElse(true)
        && (text.isEmpty() || Words.contains(row.text(Selector.ROW).orElse(""), text))
        && json.map(path -> holds(row, path)).orElse(true)
        && not.map(other -> !other.holds(row)).orElse(true);
  }

  private boolean holds(Row row, JsonPath path) {
    var found = row.json(path).map(String::valueOf);
    return found.isPresent() && (is.isEmpty() || Words.equalsOne(found.get(), is));
  }
}
