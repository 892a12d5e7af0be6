// A row of an answer that is markup.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.StillPages.Node;
import de.belegbote.portals.recipe.JsonPath;
import de.belegbote.portals.recipe.Row;
import de.belegbote.portals.recipe.Selector;
import java.util.List;
import java.util.Optional;

/**
 * An element read without scripts.
 *
 * @param header texts of the cells that name the columns
 */
record StillRow(Node node, List<String> header, String url) implements Row {
  /** The first match of the first alternative that has one; {@code :scope} is the node itself. */
  static Optional<Node> first(Node node, Selector css) {
    return css.alternatives().stream()
        .flatMap(one -> one.equals(":scope") ? List.of(node).stream() : node.find(one).stream())
        .findFirst();
  }

  /** All matches of the first alternative that has one. */
  static List<Node> all(Node node, Selector css) {
    return css.alternatives().stream()
        .map(node::find)
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  @Override
  public Optional<String> text(Selector css) {
    return first(node, css).map(Node::text);
  }

  @Override
  public Optional<String> attribute(Selector css, String name) {
    return first(node, css).flatMap(found -> found.attribute(name));
  }

  @Override
  public Optional<String> column(List<String> words) {
    List<Node> cells = all(node, new Selector(ElementRow.CELLS));
    return ElementRow.cell(header, words, cells.size()).map(cells::get).map(Node::text);
  }

  @Override
  public Optional<Object> json(JsonPath path) {
    return Optional.empty();
  }

  @Override
  public String print() {
    return node.source();
  }
}
