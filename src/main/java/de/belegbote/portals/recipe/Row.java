// What the values of a recipe are read from.
package de.belegbote.portals.recipe;

import java.util.List;
import java.util.Optional;

/** One row of a list: an element of a page or a value of a JSON answer. Absent means empty. */
public interface Row {
  /** What a person could read in the first match; {@link Selector#ROW} is the row itself. */
  Optional<String> text(Selector css);

  /** An attribute of the first match. */
  Optional<String> attribute(Selector css, String name);

  /** The text of the cell under a heading that equals one of the words. */
  Optional<String> column(List<String> words);

  /** The first value at a path. */
  Optional<Object> json(JsonPath path);

  /** Tells rows apart, so that a page that comes again is known; for nothing else. */
  String print();

  /** Address of the page or answer it came with. */
  String url();
}
