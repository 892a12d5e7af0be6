// One row that stands on a page.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.PortalBrowser.Element;
import de.belegbote.portals.recipe.JsonPath;
import de.belegbote.portals.recipe.Row;
import de.belegbote.portals.recipe.Selector;
import de.belegbote.portals.recipe.Words;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What can be read in it; its print is kept, since the element is gone once a click leads away.
 *
 * @param index from 0, among the rows that showed with it
 * @param inner whether it is a part of a row, and not one of the list
 * @param header texts of the cells that name the columns
 */
record ElementRow(
    int index, Element element, List<String> header, boolean inner, String print, String url)
    implements Row {
  /** What cells of a row are called. */
  static final List<String> CELLS = List.of("td, th", "[role=cell], [role=gridcell]");

  ElementRow(int index, Element element, List<String> header, boolean inner) {
    this(index, element, header, inner, print(element), element.page().url());
  }

  // Rows may read the same and lead to different documents.
  private static String print(Element element) {
    List<String> links =
        element.find("a").stream().flatMap(link -> link.attribute("href").stream()).toList();
    return element.text() + links;
  }

  @Override
  public Optional<String> text(Selector css) {
    return found(css).map(Element::text).findFirst();
  }

  @Override
  public Optional<String> attribute(Selector css, String name) {
    return found(css).findFirst().flatMap(first -> first.attribute(name));
  }

  private Stream<Element> found(Selector css) {
    return css.alternatives().stream()
        .flatMap(one -> one.equals(":scope") ? Stream.of(element) : element.find(one).stream());
  }

  // Counted from the right: cells that span columns mostly stand on the left.
  @Override
  public Optional<String> column(List<String> words) {
    List<Element> cells =
        CELLS.stream()
            .map(element::find)
            .filter(found -> !found.isEmpty())
            .findFirst()
            .orElse(List.of());
    return cell(header, words, cells.size()).map(cells::get).map(Element::text);
  }

  /** Which of so many cells stands under a heading; counted from the right. */
  static Optional<Integer> cell(List<String> header, List<String> words, int cells) {
    int at = 0;
    while (at < header.size() && !Words.equalsOne(header.get(at), words)) {
      at++;
    }
    int cell = cells - (header.size() - at);
    return at < header.size() && cell >= 0 ? Optional.of(cell) : Optional.empty();
  }

  @Override
  public Optional<Object> json(JsonPath path) {
    return Optional.empty();
  }
}
