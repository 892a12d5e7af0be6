// What the values of a recipe are read from.
package de.belegbote.portals.recipe;

import java.util.List;
import java.util.Optional;

/**
 * A row of a list, a page or an answer. Absent means empty; what a kind of row never has, it leaves
 * as it is here.
 */
public interface Row {
  /** What a person could read in the first match; {@link Selector#ROW} is the row itself. */
  Optional<String> text(Selector css);

  /** An attribute of the first match. */
  Optional<String> attribute(Selector css, String name);

  /** The text of the cell under a heading that equals one of the words. */
  Optional<String> column(List<String> words);

  /** The first value at a path. */
  Optional<Object> json(JsonPath path);

  /** The session's cookie of that name for its address. */
  default Optional<String> cookie(String name) {
    return Optional.empty();
  }

  /** A field of the answer, by its name in any case. */
  default Optional<String> header(String name) {
    return Optional.empty();
  }

  /** A variable of the page's scripts, by names with dots between; a map or list as JSON. */
  default Optional<String> variable(String name) {
    return Optional.empty();
  }

  /** Source of the page or text of the answer. */
  default Optional<String> body() {
    return Optional.empty();
  }

  /** Status of the answer; 0 where there is none. */
  default int status() {
    return 0;
  }

  /** Tells rows apart, so that a page that comes again is known; for nothing else. */
  String print();

  /** Address of the page or answer it came with. */
  String url();
}
