// Finds everything that a recipe names: each selector, address and field.
package de.belegbote.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Reads the recipe's text by its keys and knows nothing of any portal. Alternatives that stand in
 * one list are taken together, for either of them is enough.
 */
final class Takings {
  /** What belongs to the sign-in without being one of its pages. */
  static final String GOAL = "goal";

  /** What belongs to no page of the sign-in. */
  static final String INVOICES = "invoices";

  private static final Set<String> ELEMENTS =
      Set.of(
          "visible",
          "present",
          "fill",
          "set",
          "click",
          "click_all",
          "tick",
          "untick",
          "submit",
          "next",
          "more",
          "header",
          "show",
          "options",
          "visit",
          "of");
  private static final Set<String> CONDITIONS = Set.of("when", "goal", "empty", "not", "where");

  /** What is read from a whole answer and not from a row. */
  private static final Set<String> ANSWERS =
      Set.of("paging", "answers", "expect", "poll", "bytes", "start", "html");

  private static final Set<String> ADDRESSES = Set.of("open", "get", "post");

  /** Where the walk stands; {@code rows} of the list around it, selectors or one JSON path. */
  private record Place(
      String path, String page, List<String> rows, boolean condition, boolean not, boolean free) {
    Place in(String key) {
      return new Place(
          path.isEmpty() ? key : path + "/" + key,
          page,
          rows,
          condition || CONDITIONS.contains(key),
          not || key.equals("not"),
          free);
    }

    Place page(String name) {
      return new Place(path, name, rows, condition, not, free);
    }

    Place rows(List<String> around) {
      return new Place(path, page, around, condition, not, free);
    }

    Place spared() {
      return new Place(path, page, rows, condition, not, true);
    }

    boolean isJson() {
      return !rows.isEmpty() && rows.get(0).startsWith("$");
    }
  }

  private static final Place START = new Place("", GOAL, List.of(), false, false, false);

  private final Map<String, Taking> found = new LinkedHashMap<>();

  private Takings() {}

  /** Everything that a recipe names, in its order; what is named twice on a page is there once. */
  static List<Taking> of(String yaml) {
    Map<?, ?> top = read(yaml);
    var takings = new Takings();
    takings.walk(top.get("sign_in"), START.in("sign_in"));
    takings.walk(top.get("invoices"), START.page(INVOICES).in(INVOICES));
    return List.copyOf(takings.found.values());
  }

  /** The same of a sign-in that several portals share. */
  static List<Taking> ofShared(String yaml) {
    var takings = new Takings();
    takings.walk(read(yaml).get("pages"), START.in("shared"));
    return List.copyOf(takings.found.values());
  }

  private static Map<?, ?> read(String yaml) {
    return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
  }

  private void walk(Object node, Place place) {
    if (node instanceof Map<?, ?> map) {
      Place here = place;
      if (map.get("page") instanceof String name) {
        here = here.page(name);
      }
      if (map.get("list") instanceof Map<?, ?> list && list.containsKey("rows")) {
        here = here.rows(texts(list.get("rows")));
      } else if (map.containsKey("rows")) {
        here = here.rows(texts(map.get("rows")));
      }
      if (Boolean.TRUE.equals(map.get("optional"))) {
        here = here.spared();
      }
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        entry((String) entry.getKey(), entry.getValue(), map, here);
      }
    } else if (node instanceof List<?> list) {
      // Of several proofs that something is ready one is enough.
      Place each = place.path.endsWith("/done") && list.size() > 1 ? place.spared() : place;
      for (int i = 0; i < list.size(); i++) {
        walk(list.get(i), each.in(String.valueOf(i)));
      }
    }
  }

  private void entry(String key, Object value, Map<?, ?> map, Place place) {
    Place here = place.in(key);
    if (isSpared(key, map)) {
      here = here.spared();
    }
    if (ANSWERS.contains(key) || here.path.matches(".*/(document|otherwise)/[1-9].*")) {
      here = here.rows(List.of());
    }
    boolean row =
        here.path.contains("/fields")
            || here.path.contains("/document")
            || here.path.matches(".*/for_each/[0-9]+/(id|label|learn).*");
    List<String> within = row || here.path.contains("/where") ? here.rows : List.of();
    if (key.equals("rows")) {
      add(here, texts(value), rows(texts(value)));
    } else if (ADDRESSES.contains(key) && value instanceof String address) {
      add(here, List.of(address), Taking.address(pattern(address), query(address)));
    } else if (key.equals("url") && !(value instanceof Boolean) && !here.not) {
      urls(here, texts(value));
    } else if ((key.equals("json") || key.equals("html")) && !(value instanceof Map)) {
      add(here, texts(value), Taking.json(paths(texts(value), here)));
    } else if (key.equals("attribute")) {
      List<String> of = map.containsKey("of") ? texts(map.get("of")) : List.of(":scope");
      add(here, texts(value), Taking.attribute(String.valueOf(value), of, within));
    } else if (key.equals("cookie")) {
      add(here, texts(value), Taking.cookie(String.valueOf(value)));
    } else if (key.equals("header") && !map.containsKey("rows")) {
      add(here, texts(value), Taking.headers(texts(value)));
    } else if (key.equals("column")) {
      add(here, texts(value), Taking.heads(texts(value)));
    } else if (key.equals("text") && here.condition) {
      add(here, texts(value), Taking.words(texts(value)));
    } else if (texts(value).equals(List.of(":scope"))) {
      // The row itself, which is taken by what names it.
      return;
    } else if (ELEMENTS.contains(key) || (key.equals("text") && !here.condition)) {
      add(here, texts(value), Taking.elements(texts(value), within));
    } else {
      walk(value, here);
    }
  }

  // A second way makes up for the first; names are for people; lists end without their total, and
  // what is not said to have failed ends by its time.
  private static boolean isSpared(String key, Map<?, ?> map) {
    return (key.equals("document") && map.containsKey("otherwise"))
        || (key.equals("label") && map.containsKey("as"))
        || key.equals("total")
        || key.equals("failed");
  }

  private static Taken rows(List<String> rows) {
    return rows.get(0).startsWith("$") ? Taking.json(rows) : Taking.elements(rows, List.of());
  }

  private static List<String> paths(List<String> paths, Place place) {
    return place.isJson()
        ? paths.stream().map(path -> place.rows.get(0) + path.substring(1)).toList()
        : paths;
  }

  private void urls(Place place, List<String> patterns) {
    for (String one : patterns) {
      Pattern address = pattern(one);
      // A whole host has no other place on itself.
      boolean whole = one.matches("https://[^/]+/\\*\\*");
      add(place, List.of(one), whole ? Taking.address(address, Set.of()) : Taking.moved(address));
    }
  }

  private void add(Place place, List<String> what, Taken taken) {
    String text = String.join(" or ", what);
    String kind =
        place.path.replaceFirst(".*/", "").replaceAll("fill|submit|visible|present|click|set", "");
    var taking = new Taking(place.path, place.page, text, place.free, taken);
    found.putIfAbsent(place.page + kind + text, taking);
  }

  private static List<String> texts(Object value) {
    var texts = new ArrayList<String>();
    if (value instanceof List<?> list) {
      list.forEach(one -> texts.add(String.valueOf(one)));
    } else {
      texts.add(String.valueOf(value));
    }
    return texts;
  }

  // The names in its query: the same path without them is another address.
  private static Set<String> query(String address) {
    return Pattern.compile("[?&]([^=&#?]+)=")
        .matcher(address)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toSet());
  }

  // Names in braces stand for any text; stars as in patterns of addresses; never the query.
  private static Pattern pattern(String address) {
    String path = address.replaceFirst("[?#].*", "");
    var regex = new StringBuilder();
    for (String part : path.split("(?=\\*\\*|\\{)|(?<=\\*\\*|\\})", -1)) {
      boolean any = part.equals("**") || part.startsWith("{");
      String one = Pattern.quote(part).replace("*", "\\E[^/]*\\Q");
      regex.append(part.equals("**") ? ".*" : any ? "[^/]+" : one);
    }
    return Pattern.compile(regex.toString());
  }
}
