// Rows that come with answers, without a page.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.PortalBrowser.Answer;
import de.belegbote.fetch.browser.StillPages.Node;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Call;
import de.belegbote.portals.recipe.Invoices.Listing;
import de.belegbote.portals.recipe.Invoices.Paging;
import de.belegbote.portals.recipe.Invoices.Rows;
import de.belegbote.portals.recipe.JsonPath;
import de.belegbote.portals.recipe.Row;
import de.belegbote.portals.recipe.Selector;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks for one page after the other: by number, cursor or link. */
final class AnswerRows implements RowSource {
  private final Listing list;
  private final Call call;
  private final Requests requests;
  private final Known known;
  private final Row at;
  private final String place;
  private final Set<String> cursors = new HashSet<>();
  private String cursor;
  private String next;
  private int pages;
  private int count;
  private boolean over;

  /**
   * @param at the row that the list belongs to; null for a list of its own
   * @param known what its templates may name
   * @param place names the list in outcomes
   */
  AnswerRows(Listing list, Call call, Requests requests, Row at, Known known, String place) {
    this.list = list;
    this.call = call;
    this.requests = requests;
    this.at = at;
    this.known = known;
    this.place = place;
  }

  @Override
  public List<Row> next() {
    if (over) {
      return List.of();
    }
    Answer answer = ask();
    AnswerRow row = requests.row(answer);
    List<Row> rows = rows(row);
    pages++;
    count += rows.size();
    over = rows.isEmpty() || !turn(row);
    return rows;
  }

  private Answer ask() {
    if (next != null) {
      return requests.next(next, known, place);
    }
    var more = new HashMap<String, String>();
    Paging paging = list.paging();
    paging.number().ifPresent(n -> more.put("page", String.valueOf(n + pages * paging.step())));
    if (cursor != null) {
      more.put("cursor", cursor);
    }
    Known named = known.with(more);
    return at == null
        ? requests.list(call, null, named, place)
        : requests.document(call, at, named, place);
  }

  // Whether there is a further page, and where.
  private boolean turn(AnswerRow row) {
    Paging paging = list.paging();
    Optional<Integer> total =
        paging
            .total()
            .flatMap(value -> value.read(row, known.values()))
            .map(found -> found.text())
            .filter(text -> text.matches("[0-9]{1,9}"))
            .map(Integer::valueOf);
    if (total.filter(all -> count >= all).isPresent()) {
      return false;
    }
    if (paging.cursor().isPresent()) {
      cursor =
          paging.cursor().get().read(row, known.values()).map(found -> found.text()).orElse(null);
      return cursor != null && cursors.add(cursor);
    }
    if (paging.next().isPresent()) {
      next =
          row.attribute(paging.next().get(), "href")
              .flatMap(href -> Places.absolute(row.url(), href))
              .filter(address -> Places.host(address).equals(Places.host(row.url())))
              .orElse(null);
      return next != null && cursors.add(next);
    }
    return paging.number().isPresent();
  }

  private List<Row> rows(AnswerRow row) {
    if (list.rows() instanceof Rows.Json json) {
      return json(row, json.path());
    }
    var markup = (Rows.Markup) list.rows();
    List<Node> documents =
        markup.html().map(path -> parsed(row, path)).orElseGet(() -> List.of(row.markup()));
    List<Row> rows = new ArrayList<>();
    documents.forEach(document -> rows.addAll(rows(document, markup.css(), row.url())));
    if (rows.isEmpty() && pages == 0 && !isProven(documents)) {
      throw at == null
          ? new RunEnd(FetchOutcome.LAYOUT_CHANGED, place, "neither rows nor the proof of none")
          : RowFailed.changed("the row's list holds neither rows nor the proof of none");
    }
    return rows;
  }

  private List<Row> rows(Node document, Selector css, String url) {
    List<String> header =
        list.header().stream()
            .flatMap(cells -> StillRow.all(document, cells).stream())
            .map(Node::text)
            .toList();
    return StillRow.all(document, css).stream()
        .map(node -> (Row) new StillRow(node, header, url))
        .toList();
  }

  private List<Node> parsed(AnswerRow row, JsonPath path) {
    Object root = root(row);
    prove(root, path);
    return path.all(root).stream()
        .filter(String.class::isInstance)
        .map(html -> requests.pages().parse((String) html))
        .toList();
  }

  private List<Row> json(AnswerRow row, JsonPath path) {
    Object root = root(row);
    prove(root, path);
    List<Row> rows = new ArrayList<>();
    path.all(root).forEach(value -> rows.add(new JsonRow(value, row.url())));
    if (rows.isEmpty() && !(path.isMany() && path.provesNothing(root))) {
      throw new RunEnd(FetchOutcome.LAYOUT_CHANGED, place, path + " is not there");
    }
    return rows;
  }

  // Nothing is never assumed: the array has to be there, empty or not.
  private void prove(Object root, JsonPath path) {
    if (path.array().first(root).filter(AnswerRows::holdsMany).isEmpty() && path.isMany()) {
      throw new RunEnd(FetchOutcome.LAYOUT_CHANGED, place, path.array() + " is no list");
    }
  }

  private Object root(AnswerRow row) {
    if (Requests.isHtml(row.answer())) {
      throw SessionGone.page(place, "JSON");
    }
    return row.root()
        .orElseThrow(() -> new RunEnd(FetchOutcome.LAYOUT_CHANGED, place, "the answer is no JSON"));
  }

  private boolean isProven(List<Node> documents) {
    if (list.optional()) {
      return true;
    }
    return list.empty()
        .map(
            empty -> documents.stream().anyMatch(document -> StillCondition.holds(empty, document)))
        .orElse(false);
  }

  private static boolean holdsMany(Object value) {
    return value instanceof JsonArray || value instanceof JsonObject;
  }
}
