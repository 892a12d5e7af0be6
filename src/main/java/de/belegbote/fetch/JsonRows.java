// Rows that come as JSON, without a page.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.PortalBrowser.Answer;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Invoices.Listing;
import de.belegbote.portals.recipe.JsonPath;
import de.belegbote.portals.recipe.Row;
import de.belegbote.portals.recipe.Selector;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks for one page after the other by its number. */
final class JsonRows implements RowSource {
  private final Listing list;
  private final JsonPath path;
  private final Requests requests;
  private final Map<String, String> values;
  private final String place;
  private int pages;

  /**
   * @param values what the address may name
   * @param place names the list in outcomes
   */
  JsonRows(
      Listing list, JsonPath path, Requests requests, Map<String, String> values, String place) {
    this.list = list;
    this.path = path;
    this.requests = requests;
    this.values = values;
    this.place = place;
  }

  @Override
  public List<JsonRow> next() {
    Optional<Integer> number = list.paging().number();
    if (pages > 0 && number.isEmpty()) {
      return List.of();
    }
    var named = new HashMap<>(values);
    number.ifPresent(first -> named.put("page", String.valueOf(first + pages)));
    pages++;
    Answer answer = requests.list(list.address().address(named), place);
    Object root = parsed(answer);
    // Nothing is never assumed: the array has to be there, empty or not.
    if (path.array().first(root).filter(JsonRows::holdsMany).isEmpty() && path.isMany()) {
      throw new RunEnd(FetchOutcome.LAYOUT_CHANGED, place, path.array() + " is no list");
    }
    List<JsonRow> rows =
        path.all(root).stream().map(value -> new JsonRow(value, answer.url())).toList();
    if (rows.isEmpty() && !path.isMany()) {
      throw new RunEnd(FetchOutcome.LAYOUT_CHANGED, place, path + " is not there");
    }
    return rows;
  }

  private Object parsed(Answer answer) {
    if (Requests.isHtml(answer)) {
      throw new SessionGone(place, "a page came where JSON was due");
    }
    try {
      return Optional.ofNullable(Json.decodeValue(answer.body())).orElseGet(JsonObject::new);
    } catch (DecodeException broken) {
      // Not the cause: its text may quote the answer.
      throw new RunEnd(FetchOutcome.LAYOUT_CHANGED, place, "the answer is no JSON");
    }
  }

  private static boolean holdsMany(Object value) {
    return value instanceof JsonArray || value instanceof JsonObject;
  }

  /** One value of an answer. */
  record JsonRow(Object value, String url) implements Row {
    @Override
    public Optional<String> text(Selector css) {
      return Optional.empty();
    }

    @Override
    public Optional<String> attribute(Selector css, String name) {
      return Optional.empty();
    }

    @Override
    public Optional<String> column(List<String> words) {
      return Optional.empty();
    }

    @Override
    public Optional<Object> json(JsonPath path) {
      return path.first(value);
    }

    @Override
    public String print() {
      return String.valueOf(value);
    }
  }
}
