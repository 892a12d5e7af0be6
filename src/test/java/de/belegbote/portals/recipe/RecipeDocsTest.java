// Keeps the list of keys in docs/recipes.md equal to the schema's own words.
package de.belegbote.portals.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** With {@code -Dbelegbote.docs=write} the list is written anew instead. */
class RecipeDocsTest {
  private static final Path DOCS = Path.of("docs/recipes.md");
  private static final String BEGIN =
      "<!-- keys: from recipe.schema.json, see RecipeDocsTest -->\n";
  private static final String END = "<!-- end of keys -->\n";

  /** What a reference means to a reader, where it is no map of its own. */
  private static final Map<String, String> NAMES =
      Map.of(
          "tpl", "template",
          "tpls", "map of templates",
          "css", "selector, or a list of which the first that matches counts",
          "words", "text or list",
          "guess", "text",
          "dur", "time: `500ms`, `10s`, `2m`, `2d`",
          "frame", "selector of the iframe, pattern of its address, or `page`",
          "outcome", "an outcome");

  private static JsonObject schema() throws IOException {
    return new JsonObject(Files.readString(Path.of("src/main/resources/recipe.schema.json")));
  }

  @Test
  void nameEveryKeyOfTheSchema() throws IOException {
    String docs = Files.readString(DOCS);
    int begin = docs.indexOf(BEGIN) + BEGIN.length();
    int end = docs.indexOf(END);
    String keys = keys(schema());
    if ("write".equals(System.getProperty("belegbote.docs"))) {
      Files.writeString(DOCS, docs.substring(0, begin) + keys + docs.substring(end));
    } else {
      assertEquals(keys, docs.substring(begin, end), "run with -Dbelegbote.docs=write");
    }
  }

  @Test
  void editorsCanExplainEveryKey() throws IOException {
    tables(schema()).forEach((name, map) -> explained(name, map));
  }

  private static void explained(String name, JsonObject map) {
    map.getJsonObject("properties").stream()
        .forEach(
            entry -> {
              var key = (JsonObject) entry.getValue();
              String said = key.getString("description", "");
              assertFalse(said.isBlank(), name + " " + entry.getKey());
              if (key.containsKey("properties")) {
                explained(name + " " + entry.getKey(), key);
              }
            });
  }

  private static Map<String, JsonObject> tables(JsonObject schema) {
    var tables = new LinkedHashMap<String, JsonObject>();
    tables.put("recipe", schema);
    schema.getJsonObject("$defs").stream()
        .filter(entry -> ((JsonObject) entry.getValue()).containsKey("properties"))
        .forEach(entry -> tables.put(entry.getKey(), (JsonObject) entry.getValue()));
    return tables;
  }

  private static String keys(JsonObject schema) {
    var out = new StringBuilder();
    tables(schema)
        .forEach(
            (name, map) -> {
              out.append("\n### ").append(name.replace('_', ' ')).append("\n\n");
              String said = map.getString("description", "");
              out.append(said.isEmpty() || name.equals("recipe") ? "" : said + "\n\n");
              out.append("| key | value | meaning |\n|---|---|---|\n");
              rows(map, "", out);
            });
    return out.append('\n').toString();
  }

  private static void rows(JsonObject map, String prefix, StringBuilder out) {
    var needed = map.getJsonArray("required", new JsonArray());
    map.getJsonObject("properties").stream()
        .forEach(
            entry -> {
              var key = (JsonObject) entry.getValue();
              String name = prefix + entry.getKey();
              boolean must = needed.contains(entry.getKey());
              out.append(
                  "| `%s`%s | %s | %s |\n"
                      .formatted(
                          name,
                          must ? " (needed)" : "",
                          cell(kind(key)),
                          cell(key.getString("description"))));
              if (key.containsKey("properties")) {
                rows(key, name + ".", out);
              }
            });
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("*", "\\*");
  }

  private static String kind(JsonObject key) {
    if (key.containsKey("$ref")) {
      String name = key.getString("$ref").replace("#/$defs/", "");
      return NAMES.getOrDefault(name, "see [%s](#%s)".formatted(name, name.replace('_', '-')));
    }
    if (key.containsKey("enum")) {
      return key.getJsonArray("enum").stream()
          .map(value -> "`" + value + "`")
          .collect(Collectors.joining(", "));
    }
    if (key.containsKey("const")) {
      return "`" + key.getValue("const") + "`";
    }
    if (key.containsKey("anyOf")) {
      return key.getJsonArray("anyOf").stream()
          .map(one -> kind((JsonObject) one))
          .collect(Collectors.joining(", or "));
    }
    if (key.getValue("type") instanceof JsonArray types) {
      return types.stream().map(RecipeDocsTest::plain).collect(Collectors.joining(" or "));
    }
    return key.getString("type").equals("array") ? "list" : plain(key.getString("type"));
  }

  private static String plain(Object type) {
    return switch (String.valueOf(type)) {
      case "string" -> "text";
      case "object" -> "map";
      case "array" -> "list";
      case "boolean" -> "`true`";
      default -> "number";
    };
  }
}
