// In which order a recipe's pages are looked for.
package de.belegbote.fetch;

import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Condition;
import de.belegbote.portals.recipe.Page;
import de.belegbote.portals.recipe.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Rule 2 of recipes.md section 1, and pages that a recipe does not write itself. */
final class PageOrder {
  /** The name of the goal among the pages; no page of a recipe has an empty name. */
  static final String GOAL = "";

  private PageOrder() {}

  /** Goal, pages with an outcome or ask, overlays, other pages; each in the file's order. */
  static List<Page> of(Condition goal, List<Page> pages) {
    var ordered = new ArrayList<Page>();
    ordered.add(page(GOAL, goal, List.of()));
    pages.stream().sorted(Comparator.comparingInt(Page::group)).forEach(ordered::add);
    return List.copyOf(ordered);
  }

  /** A place where something is done without a page being recognised. */
  static Page doing(String name, Step step) {
    return page(name, Condition.always(), List.of(step));
  }

  private static Page page(String name, Condition when, List<Step> steps) {
    return new Page(
        name,
        when,
        Optional.empty(),
        steps,
        Optional.empty(),
        Optional.empty(),
        false,
        1,
        FetchOutcome.LAYOUT_CHANGED.name(),
        Optional.empty());
  }
}
