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
 * @param start done once before the lists are opened
 * @param loops outermost first; the list is read for every combination
 * @param list where the rows come from
 * @param fields by name; {@code number} and {@code date} are always there
 * @param each documents of a row, where it may have several
 * @param document how the bytes of a row are got; the last action gives them
 * @param otherwise tried where {@code document} fails
 * @param identity what tells invoices of a kind apart; filled in and joined by a blank
 * @param settle younger rows are left for a later run
 * @param revisit how far back known rows are opened again
 */
public record Invoices(
    List<Action> start,
    List<Loop> loops,
    Listing list,
    Map<String, Value> fields,
    Optional<Listing> each,
    List<Action> document,
    List<Action> otherwise,
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
   * @param header cells that name the columns, aligned with a row's cells from the right
   * @param where any must fit; empty: all rows are kept
   * @param empty proves that there is nothing
   * @param newestFirst whether reading may end at a page of old rows
   * @param optional whether the address of the list may be missing, which means that it is empty
   */
  public record Listing(
      Origin from,
      Rows rows,
      Optional<Selector> header,
      List<RowFilter> where,
      Optional<Condition> empty,
      boolean newestFirst,
      boolean optional,
      Paging paging) {}

  /** Where a list comes from. */
  public sealed interface Origin {
    /**
     * A page of the browser.
     *
     * @param steps done once it is open, until the rows show
     * @param in the frame the rows stand in
     */
    record Opened(Template address, List<Step> steps, Optional<Frame> in) implements Origin {}

    /** An answer without a page. */
    record Asked(Call call) implements Origin {}

    /** The row itself. */
    record Within() implements Origin {}
  }

  /** What the rows are. */
  public sealed interface Rows {
    /** Elements of a page. */
    record Elements(Selector css) implements Rows {}

    /** Values of a JSON answer. */
    record Json(JsonPath path) implements Rows {}

    /**
     * Elements of an answer, read without scripts.
     *
     * @param html where in a JSON answer the markup is; empty: the answer is the markup
     */
    record Markup(Optional<JsonPath> html, Selector css) implements Rows {}
  }

  /**
   * How further pages are reached; at most {@code max} pages are read.
   *
   * @param next the link to the next page
   * @param more a button that adds rows, until it is gone
   * @param number the first {@code {page}}, which rises by {@code step}
   * @param cursor gives {@code {cursor}} of the next page, until it is missing
   * @param scroll whether rows come as one scrolls to the last
   * @param total how many rows there are, by the answer
   */
  public record Paging(
      Optional<Selector> next,
      Optional<Selector> more,
      Optional<Integer> number,
      int step,
      Optional<Value> cursor,
      boolean scroll,
      Optional<Value> total,
      int max) {
    /** A list of one page. */
    public static Paging none() {
      return new Paging(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          1,
          Optional.empty(),
          false,
          Optional.empty(),
          1);
    }
  }

  /** Over what a list is read again and again; at most 200 elements. */
  public record Loop(String as, Over over) {}

  /** The elements of a loop. */
  public sealed interface Over {
    /** Written in the recipe. */
    record Literals(List<Map<String, String>> values) implements Over {}

    /** The values of a setting. */
    record OfSetting(String name) implements Over {}

    /** The years from the first day wanted to today, newest first. */
    record Years() implements Over {}

    /** Windows of so many days from the first day wanted to today, newest first. */
    record Windows(int days) implements Over {}

    /**
     * A list of the portal's.
     *
     * @param setting the customer's choice among the ids; not given: all
     * @param visit clicked in each row first; {@code id} is on the page it leads to then
     * @param learn further members of each element
     */
    record Listed(
        Listing list,
        Optional<String> setting,
        Value id,
        Optional<Value> label,
        Optional<Target> visit,
        Map<String, Value> learn)
        implements Over {}
  }
}
