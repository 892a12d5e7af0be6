// One thing that is done before a list or for a document.
package de.belegbote.portals.recipe;

import java.util.Map;
import java.util.Optional;

/** A step in the browser, or a request in its session; either may learn values for later ones. */
public sealed interface Action {
  /** What is learned from the page or answer it leads to, by name. */
  Map<String, Value> learn();

  /** Something a person would do in a browser. */
  record Browse(Step step, Map<String, Value> learn) implements Action {}

  /**
   * The page that is open, as a PDF; the last action for a document.
   *
   * @param hide what is left out of it
   */
  record Print(Optional<Selector> hide) implements Action {
    @Override
    public Map<String, Value> learn() {
      return Map.of();
    }
  }

  /** A request without a page. */
  record Ask(Call call, Map<String, Value> learn) implements Action {}
}
