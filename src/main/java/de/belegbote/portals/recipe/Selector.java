// How an element is found.
package de.belegbote.portals.recipe;

import java.util.List;

/**
 * CSS selectors that are tried in order.
 *
 * @param alternatives at least one, none empty
 */
public record Selector(List<String> alternatives) {
  /** {@code :scope}: the row itself. */
  public static final Selector ROW = new Selector(List.of(":scope"));

  @Override
  public String toString() {
    return String.join(" or ", alternatives);
  }
}
