// Where a portal's invoices are and how each is read.
package de.belegbote.portals.recipe;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One block of invoices.
 *
 * @param start done once before the list is opened
 * @param list where the rows come from
 * @param fields by name; {@code number} and {@code date} are always there
 * @param document how the bytes of a row are got
 * @param identity what tells invoices of a kind apart; filled in and joined by a blank
 * @param settle younger rows are left for a later run
 * @param revisit how far back known rows are opened again
 */
public record Invoices(
    List<Step> start,
    Listing list,
    Map<String, Value> fields,
    Document document,
    List<Template> identity,
    Duration settle,
    Duration revisit) {
  /** What {@code kind} may be; {@link #SKIP} rows are no documents of ours. */
  public static final Set<String> KINDS =
      Set.of("invoice", "receipt", "credit_note", "statement", "skip");

  /** A row that is left out. */
  public static final String SKIP = "skip";

  /**
   * A list of rows, page by page.
   *
   * @param address opened in the browser, or fetched
   * @param rows where the rows are; JSON is fetched without a page
   * @param header cells that name the columns, aligned with a row's cells from the right
   * @param where any must fit; empty: all rows are kept
   * @param empty proves that there is nothing
   * @param newestFirst whether reading may end at a page of old rows
   */
  public record Listing(
      Template address,
      Rows rows,
      Optional<Selector> header,
      List<RowFilter> where,
      Optional<Condition> empty,
      boolean newestFirst,
      Paging paging) {}

  /** What the rows are. */
  public sealed interface Rows {
    /** Elements of a page. */
    record Elements(Selector css) implements Rows {}

    /** Values of a JSON answer. */
    record Json(JsonPath path) implements Rows {}
  }

  /**
   * How further pages are reached; at most {@code max} pages are read.
   *
   * @param next the link to the next page
   * @param more a button that adds rows, until it is gone
   * @param number the first {@code {page}}, which rises by one
   */
  public record Paging(
      Optional<Selector> next, Optional<Selector> more, Optional<Integer> number, int max) {
    /** A list of one page. */
    public static Paging none() {
      return new Paging(Optional.empty(), Optional.empty(), Optional.empty(), 1);
    }
  }

  /** How the bytes of a document are got. */
  public sealed interface Document {
    /** A fetch of an address the recipe writes. */
    record Written(Template address) implements Document {}

    /** A fetch of an address the row names, absolute or relative to the list. */
    record Named(Value address) implements Document {}

    /** A click in the row. */
    record Click(Target on) implements Document {}
  }
}
