// Renames members of a JSON value.
package de.belegbote.lab;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Follows the paths that recipes use: names, indices and {@code [*]}. */
final class JsonNames {
  private static final Pattern STEP =
      Pattern.compile("\\.([A-Za-z_][A-Za-z0-9_-]*)|\\['([^']*)'\\]|\\[(\\d+)\\]|\\[\\*\\]");

  private JsonNames() {}

  /** Gives the last name of the path another ending, wherever the path leads; else nothing. */
  static void rename(Object root, String path, String ending) {
    List<Matcher> steps = steps(path);
    int last = steps.size() - 1;
    while (last >= 0 && name(steps.get(last)) == null) {
      last--;
    }
    if (last < 0) {
      return;
    }
    Stream<Object> found = Stream.of(root);
    for (Matcher step : steps.subList(0, last)) {
      found = found.flatMap(value -> follow(value, step));
    }
    String name = name(steps.get(last));
    found
        .filter(value -> value instanceof JsonObject)
        .map(JsonObject.class::cast)
        .filter(object -> object.containsKey(name))
        .toList()
        .forEach(object -> object.put(name + ending, object.remove(name)));
  }

  /** Changes the texts of some JSON that are markup. */
  static String inMarkup(String json, UnaryOperator<String> change) {
    return Json.encode(inMarkup(Json.decodeValue(json), change));
  }

  private static Object inMarkup(Object value, UnaryOperator<String> change) {
    if (value instanceof JsonObject object) {
      var changed = new JsonObject();
      object.fieldNames().forEach(n -> changed.put(n, inMarkup(object.getValue(n), change)));
      return changed;
    }
    if (value instanceof JsonArray array) {
      return new JsonArray(array.stream().map(one -> inMarkup(one, change)).toList());
    }
    return value instanceof String text && text.contains("</") ? change.apply(text) : value;
  }

  private static List<Matcher> steps(String path) {
    var steps = new java.util.ArrayList<Matcher>();
    Matcher matcher = STEP.matcher(path);
    int at = 1;
    while (at < path.length() && matcher.find(at) && matcher.start() == at) {
      at = matcher.end();
      Matcher one = STEP.matcher(path.substring(matcher.start(), at));
      if (one.matches()) {
        steps.add(one);
      }
    }
    return steps;
  }

  private static String name(Matcher step) {
    return step.group(1) != null ? step.group(1) : step.group(2);
  }

  private static Stream<Object> follow(Object value, Matcher step) {
    String name = name(step);
    if (name != null) {
      return value instanceof JsonObject object && object.containsKey(name)
          ? Stream.of(object.getValue(name))
          : Stream.empty();
    }
    if (step.group(3) != null) {
      int index = Integer.parseInt(step.group(3));
      return value instanceof JsonArray array && index < array.size()
          ? Stream.of(array.getValue(index))
          : Stream.empty();
    }
    return value instanceof JsonArray array ? array.stream() : Stream.empty();
  }
}
