// Reads YAML 1.2 files into JSON objects.
package de.belegbote.platform;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** YAML 1.2 (core schema) without double keys; a document is at most 4 MB. */
public final class Yaml {
  private static final int LIMIT = 4 * 1024 * 1024;

  private Yaml() {}

  /**
   * Reads one document whose top is a map.
   *
   * @param label how the document is called in errors
   * @throws IllegalArgumentException saying where the text is no YAML
   */
  public static JsonObject read(String label, String text) {
    var settings =
        LoadSettings.builder()
            .setLabel(label)
            .setAllowDuplicateKeys(false)
            .setCodePointLimit(LIMIT)
            .build();
    Object top;
    try {
      top = new Load(settings).loadFromString(text);
    } catch (org.snakeyaml.engine.v2.exceptions.YamlEngineException broken) {
      throw new IllegalArgumentException(label + ": " + broken.getMessage(), broken);
    }
    if (top instanceof Map<?, ?> map) {
      return object(map);
    }
    throw new IllegalArgumentException(label + ": a map is expected at the top");
  }

  private static JsonObject object(Map<?, ?> map) {
    var result = new LinkedHashMap<String, Object>();
    map.forEach((key, value) -> result.put(String.valueOf(key), json(value)));
    return new JsonObject(result);
  }

  private static Object json(Object value) {
    if (value instanceof Map<?, ?> map) {
      return object(map);
    }
    if (value instanceof List<?> list) {
      var array = new JsonArray();
      list.forEach(item -> array.add(json(item)));
      return array;
    }
    return value;
  }
}
