// The part of RFC 9535 that recipes use: names, indices and [*].
package de.belegbote.portals.recipe;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A path into a JSON answer, such as {@code $.list.results[*]}; choosing is not its business. */
public final class JsonPath {
  private static final Pattern STEP =
      Pattern.compile(
          "\\.([A-Za-z_][A-Za-z0-9_-]*)|\\['([^'\\\\]*)'\\]|\\[(\\d{1,6})\\]|(\\[\\*\\])");

  private record Step(String name, int index, boolean all) {}

  private final String source;
  private final List<Step> steps;

  private JsonPath(String source, List<Step> steps) {
    this.source = source;
    this.steps = List.copyOf(steps);
  }

  /** Reads a path; throws IllegalArgumentException. */
  public static JsonPath of(String source) {
    var steps = new ArrayList<Step>();
    Matcher matcher = STEP.matcher(source);
    int at = 1;
    while (source.startsWith("$") && at < source.length() && matcher.find(at)) {
      if (matcher.start() != at) {
        break;
      }
      String name = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
      int index = matcher.group(3) == null ? -1 : Integer.parseInt(matcher.group(3));
      steps.add(new Step(name, index, matcher.group(4) != null));
      at = matcher.end();
    }
    if (!source.startsWith("$") || at != source.length()) {
      throw new IllegalArgumentException(
          source + " is no path of names, indices and [*] from $ (RFC 9535)");
    }
    return new JsonPath(source, steps);
  }

  /** A text as JSON; empty when it is none, or null. */
  public static Optional<Object> parse(String text) {
    try {
      return Optional.ofNullable(Json.decodeValue(text));
    } catch (DecodeException broken) {
      return Optional.empty();
    }
  }

  /** Everything the path leads to, in order; JSON null counts as nothing. */
  public List<Object> all(Object root) {
    List<Object> found = List.of(root);
    for (Step step : steps) {
      var next = new ArrayList<Object>();
      found.forEach(value -> follow(step, value, next));
      found = next;
    }
    return found;
  }

  public Optional<Object> first(Object root) {
    return all(root).stream().findFirst();
  }

  /** Whether it leads to any number of values, none included. */
  public boolean isMany() {
    return steps.stream().anyMatch(Step::all);
  }

  /** The part before the first {@code [*]}: the array whose being there proves an empty list. */
  public JsonPath array() {
    int star = 0;
    while (star < steps.size() && !steps.get(star).all) {
      star++;
    }
    return new JsonPath(source, steps.subList(0, star));
  }

  /**
   * Whether nothing is there because a list on the way is empty, and not because one is missing.
   */
  public boolean provesNothing(Object root) {
    List<Object> found = List.of(root);
    for (Step step : steps) {
      var next = new ArrayList<Object>();
      found.forEach(value -> follow(step, value, next));
      boolean list =
          step.all
              && found.stream().anyMatch(v -> v instanceof JsonArray || v instanceof JsonObject);
      if (next.isEmpty()) {
        return list;
      }
      found = next;
    }
    return false;
  }

  private static void follow(Step step, Object value, List<Object> next) {
    if (step.all && value instanceof JsonArray list) {
      list.forEach(item -> add(item, next));
    } else if (step.all && value instanceof JsonObject map) {
      map.fieldNames().forEach(name -> add(map.getValue(name), next));
    } else if (step.index >= 0 && value instanceof JsonArray list && step.index < list.size()) {
      add(list.getValue(step.index), next);
    } else if (step.name != null && value instanceof JsonObject map) {
      add(map.getValue(step.name), next);
    }
  }

  private static void add(Object value, List<Object> next) {
    if (value != null) {
      next.add(value);
    }
  }

  @Override
  public String toString() {
    return source;
  }
}
