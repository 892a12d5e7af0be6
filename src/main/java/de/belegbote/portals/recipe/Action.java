// One thing that is done before a list or for a document.
package de.belegbote.portals.recipe;

import java.util.Map;

/** A step in the browser, or a request in its session; either may learn values for later ones. */
public sealed interface Action {
  /** What is learned from the page or answer it leads to, by name. */
  Map<String, Value> learn();

  /** Something a person would do in a browser. */
  record Browse(Step step, Map<String, Value> learn) implements Action {}

  /** A request without a page. */
  record Ask(Call call, Map<String, Value> learn) implements Action {}
}
