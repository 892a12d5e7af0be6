// Documents that stand inside a row.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.PortalBrowser.Element;
import de.belegbote.portals.recipe.Invoices.Listing;
import de.belegbote.portals.recipe.Invoices.Rows;
import de.belegbote.portals.recipe.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Elements in an element, values in a value. */
final class InnerRows {
  private InnerRows() {}

  /**
   * Those of one row; none where the row's array is empty, or where the list may be missing.
   *
   * @throws RowFailed when nothing proves that there are none
   */
  static List<Row> of(Row row, Listing list) {
    List<Row> inner = found(row, list);
    boolean proven =
        list.optional()
            || (row instanceof JsonRow json
                && list.rows() instanceof Rows.Json rows
                && rows.path().array().first(json.value()).isPresent());
    if (inner.isEmpty() && !proven) {
      throw RowFailed.changed("the row's list of documents is not there");
    }
    return inner;
  }

  private static List<Row> found(Row row, Listing list) {
    List<Row> inner = new ArrayList<>();
    if (row instanceof JsonRow json && list.rows() instanceof Rows.Json rows) {
      rows.path().all(json.value()).forEach(value -> inner.add(new JsonRow(value, json.url())));
    } else if (row instanceof StillRow still && list.rows() instanceof Rows.Markup rows) {
      StillRow.all(still.node(), rows.css())
          .forEach(node -> inner.add(new StillRow(node, List.of(), still.url())));
    } else if (row instanceof ElementRow element && list.rows() instanceof Rows.Elements rows) {
      List<Element> found =
          rows.css().alternatives().stream()
              .map(element.element()::find)
              .filter(all -> !all.isEmpty())
              .findFirst()
              .orElse(List.of());
      IntStream.range(0, found.size())
          .forEach(i -> inner.add(new ElementRow(i, found.get(i), List.of(), true)));
    }
    return inner;
  }
}
