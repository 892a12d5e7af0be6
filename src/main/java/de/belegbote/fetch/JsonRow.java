// A row that is a value of a JSON answer.
package de.belegbote.fetch;

import de.belegbote.portals.recipe.JsonPath;
import de.belegbote.portals.recipe.Row;
import de.belegbote.portals.recipe.Selector;
import java.util.List;
import java.util.Optional;

/** One value of an answer. */
record JsonRow(Object value, String url) implements Row {
  @Override
  public Optional<String> text(Selector css) {
    return Optional.empty();
  }

  @Override
  public Optional<String> attribute(Selector css, String name) {
    return Optional.empty();
  }

  @Override
  public Optional<String> column(List<String> words) {
    return Optional.empty();
  }

  @Override
  public Optional<Object> json(JsonPath path) {
    return path.first(value);
  }

  @Override
  public String print() {
    return String.valueOf(value);
  }
}
