// Reads requests without a page.
package de.belegbote.portals.recipe;

import de.belegbote.portals.recipe.Call.Body;
import de.belegbote.portals.recipe.Call.Meaning;
import de.belegbote.portals.recipe.Call.Poll;
import de.belegbote.portals.recipe.Call.To;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Turns {@code get} and {@code post} with what stands beside them into a {@link Call}. */
final class CallReader {
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration MOST = Duration.ofMinutes(2);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Set<String> OWN_HEADERS =
      Set.of("cookie", "host", "proxy-authorization", "content-length", "content-type");
  private static final List<String> BODIES = List.of("form", "multipart", "json", "graphql");

  private final Parts parts;
  private final ValueReader values;

  CallReader(Parts parts) {
    this.parts = parts;
    this.values = new ValueReader(parts);
  }

  /** Whether a request stands here. */
  static boolean isCall(Item item) {
    return item.has("get") || item.has("post");
  }

  /**
   * Reads a request.
   *
   * @param names what its templates may name beside settings and days
   * @param at what a named address is read from
   */
  Call read(Item item, Set<String> names, Place at) {
    if (item.has("get") && item.has("post")) {
      throw item.wrong("a request needs get or post, and not both");
    }
    boolean post = item.has("post");
    Item to = item.get(post ? "post" : "get");
    List<String> bodies = BODIES.stream().filter(item::has).toList();
    if (bodies.size() != (post ? 1 : 0)) {
      throw item.wrong(
          post
              ? "a post needs exactly one of form, multipart, json, graphql"
              : "only a post sends form, multipart, json or graphql");
    }
    Map<String, Template> headers = parts.templates(item, "headers", names);
    item.find("headers").ifPresent(CallReader::checkHeaders);
    return new Call(
        to.value() instanceof String
            ? new To.Written(parts.address(to, names))
            : new To.Named(values.read(to, names, at, "address")),
        parts.templates(item, "query", names),
        headers,
        post ? body(item, bodies.get(0), names) : new Body.None(),
        filters(item, "expect"),
        meanings(item),
        item.find("poll").map(poll -> poll(poll, names)),
        item.find("bytes").map(bytes -> values.read(bytes, names, Place.ANYWHERE, "bytes")));
  }

  /** What answers mean, at the key {@code answers}. */
  static List<Meaning> meanings(Item item) {
    return item.items("answers").stream()
        .map(one -> new Meaning(filters(one, "when"), one.get("outcome").string()))
        .toList();
  }

  private static List<RowFilter> filters(Item item, String key) {
    return item.items(key).stream().map(RowFilterReader::read).toList();
  }

  private Body body(Item item, String key, Set<String> names) {
    return switch (key) {
      case "form" -> new Body.Form(parts.templates(item, key, names));
      case "multipart" -> new Body.Multipart(parts.templates(item, key, names));
      case "json" -> new Body.Json(new JsonTree(tree(item.get(key), names)));
      default -> new Body.Json(graphql(item.get(key), names));
    };
  }

  // The query is literal: what varies goes through its variables.
  private JsonTree graphql(Item item, Set<String> names) {
    var map = new LinkedHashMap<String, Object>();
    item.find("operation").ifPresent(name -> map.put("operationName", literal(name)));
    map.put("query", literal(item.get("query")));
    item.find("variables").ifPresent(tree -> map.put("variables", tree(tree, names)));
    return new JsonTree(map);
  }

  private static Template literal(Item item) {
    return Template.of(item.string().replace("{", "{{"));
  }

  private Object tree(Item item, Set<String> names) {
    if (item.value() instanceof JsonObject) {
      var map = new LinkedHashMap<String, Object>();
      item.inner().forEach((key, inner) -> map.put(key, tree(inner, names)));
      return map;
    }
    if (item.value() instanceof JsonArray) {
      return item.items().stream().map(inner -> tree(inner, names)).toList();
    }
    return item.value() instanceof String ? parts.template(item, names) : item.value();
  }

  private Poll poll(Item item, Set<String> names) {
    Duration most = item.find("for").map(Item::duration).orElse(MOST);
    Duration every = item.find("every").map(Item::duration).orElse(EVERY);
    if (most.compareTo(LONGEST) > 0 || every.compareTo(Duration.ofMillis(500)) < 0) {
      throw item.wrong("a poll asks every 500ms or more, for 10m at most");
    }
    return new Poll(
        values.read(item.get("at"), names, Place.ANYWHERE, "address"),
        every,
        most,
        filters(item, "done"),
        filters(item, "failed"));
  }

  /** Refuses headers that only the browser sets. */
  static void checkHeaders(Item headers) {
    headers
        .inner()
        .forEach(
            (name, item) -> {
              boolean token = name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
              if (!token || OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                throw item.wrong("header " + name + " cannot be set by a recipe");
              }
            });
  }
}
