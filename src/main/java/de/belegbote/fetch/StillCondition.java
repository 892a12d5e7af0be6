// Whether a condition holds in markup that no browser shows.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.StillPages.Node;
import de.belegbote.portals.recipe.Condition;
import de.belegbote.portals.recipe.Selector;
import de.belegbote.portals.recipe.Words;
import java.util.Optional;

/** What is there counts as visible; addresses and what was sent are no matter here. */
final class StillCondition {
  private StillCondition() {}

  static boolean holds(Condition condition, Node document) {
    return condition.clauses().stream().anyMatch(clause -> holds(clause, document));
  }

  private static boolean holds(Condition.Clause clause, Node document) {
    Optional<Selector> css = clause.visible().or(clause::present);
    boolean said =
        css.isEmpty()
            ? clause.text().isEmpty() || Words.contains(document.text(), clause.text())
            : StillRow.all(document, css.get()).stream()
                .anyMatch(
                    node -> clause.text().isEmpty() || Words.contains(node.text(), clause.text()));
    return said && clause.not().map(not -> !holds(not, document)).orElse(true);
  }
}
