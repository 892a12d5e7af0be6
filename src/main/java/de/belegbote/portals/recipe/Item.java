// A place in a recipe's text while it is turned into records.
package de.belegbote.portals.recipe;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One value with its place. The schema has checked types and forms before this is used.
 *
 * @param text the file
 * @param pointer JSON pointer of the value
 * @param value text, number, truth value, {@link JsonObject} or {@link JsonArray}
 */
record Item(RecipeText text, String pointer, Object value) {
  static Item top(RecipeText text) {
    return new Item(text, "", text.top());
  }

  Optional<Item> find(String key) {
    return value instanceof JsonObject map && map.containsKey(key)
        ? Optional.of(new Item(text, RecipeText.step(pointer, key), map.getValue(key)))
        : Optional.empty();
  }

  Item get(String key) {
    return find(key).orElseThrow(() -> wrong("key " + key + " is missing"));
  }

  boolean has(String key) {
    return find(key).isPresent();
  }

  String string() {
    return String.valueOf(value);
  }

  int number() {
    return (Integer) value;
  }

  boolean isTrue(String key) {
    return find(key).map(item -> Boolean.TRUE.equals(item.value)).orElse(false);
  }

  boolean isMap() {
    return value instanceof JsonObject;
  }

  /** The entries of a list; a single value counts as a list of one. */
  List<Item> items() {
    if (value instanceof JsonArray list) {
      return IntStream.range(0, list.size())
          .mapToObj(i -> new Item(text, pointer + "/" + i, list.getValue(i)))
          .toList();
    }
    return List.of(this);
  }

  /** The entries of the list at a key; none when the key is not there. */
  List<Item> items(String key) {
    return find(key).map(Item::items).orElse(List.of());
  }

  /** The texts of a list, or the one text this is. */
  List<String> strings() {
    return items().stream().map(Item::string).toList();
  }

  List<String> strings(String key) {
    return items(key).stream().map(Item::string).toList();
  }

  /** The entries of the map at a key, in the file's order; none when the key is not there. */
  Map<String, Item> entries(String key) {
    var entries = new LinkedHashMap<String, Item>();
    find(key).ifPresent(map -> map.keys().forEach(name -> entries.put(name, map.get(name))));
    return entries;
  }

  /** The maps and lists inside, by key, or by position in a list. */
  Map<String, Item> inner() {
    var inner = new LinkedHashMap<String, Item>();
    if (value instanceof JsonObject) {
      keys().forEach(key -> inner.put(key, get(key)));
    } else if (value instanceof JsonArray) {
      items().forEach(item -> inner.put(item.pointer.replaceFirst(".*/", ""), item));
    }
    return inner;
  }

  private List<String> keys() {
    return List.copyOf(((JsonObject) value).fieldNames());
  }

  /** A time such as {@code 500ms 10s 2m 2d}. */
  Duration duration() {
    String written = string();
    int unit = written.replaceAll("[a-z]", "").length();
    long count = Long.parseLong(written.substring(0, unit));
    return switch (written.substring(unit)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofDays(count);
    };
  }

  RecipeException wrong(String what) {
    return text.wrong(pointer, what);
  }
}
