// Reads where the rows of a list come from.
package de.belegbote.portals.recipe;

import de.belegbote.portals.recipe.Invoices.Listing;
import de.belegbote.portals.recipe.Invoices.Origin;
import de.belegbote.portals.recipe.Invoices.Paging;
import de.belegbote.portals.recipe.Invoices.Rows;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns {@code list}, {@code each} and the lists of loops into records. */
final class ListReader {
  private static final int MAX_PAGES = 100;
  private static final List<String> KINDS_OF_PAGING =
      List.of("next", "number", "cursor", "more", "scroll");

  private final Parts parts;
  private final ValueReader values;
  private final CallReader calls;

  ListReader(Parts parts) {
    this.parts = parts;
    this.values = new ValueReader(parts);
    this.calls = new CallReader(parts);
  }

  /**
   * Reads a list.
   *
   * @param known names its templates may use beside settings and days
   * @param within what the row is that the list may stand in; empty: it stands in none
   */
  Listing read(Item item, Set<String> known, Optional<Place> within) {
    boolean asked = CallReader.isCall(item);
    boolean opened = item.has("open");
    if (within.isEmpty() && opened == asked) {
      throw item.wrong("a list needs open, get or post, and only one of them");
    }
    if (within.isPresent() && opened) {
      throw item.get("open").wrong("documents of a row are listed by get or post, or in the row");
    }
    Rows rows = rows(item, asked || within.filter(Place.MARKUP::equals).isPresent());
    boolean json = rows instanceof Rows.Json;
    checkFit(item, json, asked, opened, within);
    Paging paging = item.find("paging").map(this::paging).orElse(Paging.none());
    var names = new HashSet<>(known);
    paging.number().ifPresent(first -> names.add("page"));
    paging.cursor().ifPresent(first -> names.add("cursor"));
    Origin from =
        opened ? opened(item, names) : asked ? asked(item, names, within) : new Origin.Within();
    checkPaging(item, from, paging);
    return new Listing(
        from,
        rows,
        item.find("header").map(parts::css),
        item.items("where").stream().map(where -> filter(where, json)).toList(),
        item.find("empty").map(parts::condition),
        item.isTrue("newest_first"),
        item.isTrue("optional"),
        paging);
  }

  private Origin opened(Item item, Set<String> names) {
    List<Step> steps = parts.steps(item, "do", names);
    if (steps.stream().anyMatch(step -> step.credential().isPresent())) {
      throw item.get("do").wrong("credentials are typed by the pages of sign_in only");
    }
    return new Origin.Opened(
        parts.address(item.get("open"), names), steps, item.find("in").map(parts::frame));
  }

  private Origin asked(Item item, Set<String> names, Optional<Place> within) {
    Call call = calls.read(item, names, within.orElse(Place.ANYWHERE));
    if (within.isEmpty() && call.to() instanceof Call.To.Named) {
      throw item.wrong("the address of a list is written here, not named by the portal");
    }
    return new Origin.Asked(call);
  }

  private static void checkFit(
      Item item, boolean json, boolean asked, boolean opened, Optional<Place> within) {
    boolean jsonRow = within.filter(Place.JSON::equals).isPresent();
    if (json && !asked && !jsonRow) {
      throw item.get("rows")
          .wrong("rows of a get are a JSON path or a selector, rows of a page are selectors");
    }
    if (!json && !asked && jsonRow) {
      throw item.get("rows").wrong("a row of a JSON answer holds values, not elements");
    }
    for (String key : List.of("header", "empty")) {
      if (json && item.has(key)) {
        throw item.get(key).wrong(key + " belongs to a page; a JSON answer proves itself");
      }
    }
    for (String key : List.of("do", "in")) {
      if (!opened && item.has(key)) {
        throw item.get(key).wrong(key + " belongs to a list that is opened in the browser");
      }
    }
  }

  private static void checkPaging(Item item, Origin from, Paging paging) {
    boolean asked = from instanceof Origin.Asked;
    boolean opened = from instanceof Origin.Opened;
    Set<String> used =
        from instanceof Origin.Asked call
            ? call.call().names()
            : from instanceof Origin.Opened page ? page.address().names() : Set.of();
    if (paging.number().isPresent() != used.contains("page")) {
      throw item.get(opened ? "open" : item.has("post") ? "post" : "get")
          .wrong("paging by number and {page} in the address or body belong together");
    }
    if (paging.cursor().isPresent() != used.contains("cursor")) {
      throw item.wrong("paging by cursor and {cursor} in query or body belong together");
    }
    if (asked && (paging.more().isPresent() || paging.scroll())) {
      throw item.get("paging").wrong("more and scroll belong to a list that is opened");
    }
    if (!asked && (paging.cursor().isPresent() || paging.total().isPresent())) {
      throw item.get("paging").wrong("cursor and total belong to a get or post");
    }
    if (!asked && !opened && item.has("paging")) {
      throw item.get("paging").wrong("rows inside a row have no pages");
    }
  }

  // Whether a selector means elements of a page or of an answer depends on where the list is from.
  private Rows rows(Item item, boolean still) {
    Item rows = item.get("rows");
    Optional<JsonPath> html = item.find("html").map(RowFilterReader::path);
    if (rows.string().startsWith("$")) {
      if (html.isPresent()) {
        throw item.get("html").wrong("rows are selectors where html is parsed first");
      }
      return new Rows.Json(RowFilterReader.path(rows));
    }
    Selector css = parts.css(rows);
    return still ? new Rows.Markup(html, css) : new Rows.Elements(css);
  }

  private RowFilter filter(Item item, boolean json) {
    var unused = item.find("present").map(parts::css);
    return RowFilterReader.read(item, json);
  }

  private Paging paging(Item item) {
    if (KINDS_OF_PAGING.stream().filter(item::has).count() != 1) {
      throw item.wrong("paging needs exactly one of " + String.join(", ", KINDS_OF_PAGING));
    }
    if (item.has("step") && !item.has("number")) {
      throw item.get("step").wrong("step belongs to paging by number");
    }
    return new Paging(
        item.find("next").map(parts::css),
        item.find("more").map(parts::css),
        item.find("number").map(Item::number),
        item.find("step").map(Item::number).orElse(1),
        item.find("cursor").map(value -> values.read(value, Set.of(), Place.ANYWHERE, "cursor")),
        item.isTrue("scroll"),
        item.find("total").map(value -> values.read(value, Set.of(), Place.ANYWHERE, "total")),
        item.find("max").map(Item::number).orElse(MAX_PAGES));
  }

  /** What a row of a list is. */
  static Place place(Listing list) {
    if (list.rows() instanceof Rows.Json) {
      return Place.JSON;
    }
    return list.rows() instanceof Rows.Markup ? Place.MARKUP : Place.ELEMENT;
  }
}
