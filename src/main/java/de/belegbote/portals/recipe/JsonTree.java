// A JSON body with templates in it.
package de.belegbote.portals.recipe;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Values are put into the parsed tree, never into its text, so that none can break out of its
 * place.
 *
 * @param root maps, lists, numbers and truth values; every text is a {@link Template}
 */
public record JsonTree(Object root) {
  private static final String CURSOR = "cursor";
  private static final String PAGE = "{page}";

  /** The names in all its templates. */
  public Set<String> names() {
    var names = new LinkedHashSet<String>();
    collect(root, names);
    return names;
  }

  private static void collect(Object node, Set<String> names) {
    if (node instanceof Template template) {
      names.addAll(template.names());
    } else if (node instanceof Map<?, ?> map) {
      map.values().forEach(value -> collect(value, names));
    } else if (node instanceof List<?> list) {
      list.forEach(value -> collect(value, names));
    }
  }

  /**
   * The JSON value. An entry with {@code {cursor}} is left out while there is none; {@code
   * "{page}"} alone is a number.
   *
   * @throws TemplateException for another name without a value
   */
  public Object filled(Map<String, String> values) {
    return filled(root, values);
  }

  private static Object filled(Object node, Map<String, String> values) {
    if (node instanceof Template template) {
      String text = template.text(values);
      return template.toString().equals(PAGE) ? (Object) Long.valueOf(text) : text;
    }
    if (node instanceof Map<?, ?> map) {
      var object = new JsonObject();
      map.forEach(
          (key, value) -> {
            if (!lacksCursor(value, values)) {
              object.put((String) key, filled(value, values));
            }
          });
      return object;
    }
    if (node instanceof List<?> list) {
      var array = new JsonArray();
      list.forEach(value -> array.add(filled(value, values)));
      return array;
    }
    return node;
  }

  /** Whether an entry is to be left out, since there is no cursor yet. */
  static boolean lacksCursor(Object value, Map<String, String> values) {
    return value instanceof Template template
        && template.names().contains(CURSOR)
        && !values.containsKey(CURSOR);
  }
}
