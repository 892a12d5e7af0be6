// Holds a recipe against recipe.schema.json and says in plain words what does not fit.
package de.belegbote.portals.recipe;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** The schema lists only what this version does; every other key is refused with its line. */
final class RecipeSchema {
  private static final String PLACE = "recipe.schema.json";
  private static final JsonObject SCHEMA = load();
  private static final Validator VALIDATOR = validator(SCHEMA);
  private static final JsonObject SHARED = shared(load());
  private static final Validator SHARED_VALIDATOR = validator(SHARED);

  private RecipeSchema() {}

  /** The same for a sign-in that several portals share. */
  static void checkShared(RecipeText text) {
    List<RecipeException> faults = faults(text, SHARED_VALIDATOR, SHARED);
    if (!faults.isEmpty()) {
      throw faults.get(0);
    }
  }

  /** Throws {@link RecipeException} for the first thing, by line, that does not fit. */
  static void check(RecipeText text) {
    List<RecipeException> faults = faults(text);
    if (!faults.isEmpty()) {
      throw faults.get(0);
    }
  }

  /** Everything that does not fit, by line. */
  static List<RecipeException> faults(RecipeText text) {
    return faults(text, VALIDATOR, SCHEMA);
  }

  private static List<RecipeException> faults(
      RecipeText text, Validator validator, JsonObject schema) {
    OutputUnit result = validator.validate(text.top());
    if (Boolean.TRUE.equals(result.getValid())) {
      return List.of();
    }
    List<OutputUnit> all = result.getErrors();
    List<OutputUnit> causes = all.stream().filter(error -> isCause(error, all)).toList();
    return (causes.isEmpty() ? all.subList(0, 1) : causes)
        .stream()
            .map(error -> text.wrong(pointer(error), message(error, schema)))
            .sorted(Comparator.comparingInt(RecipeException::line))
            .toList();
  }

  // The validator reports each level above a fault too, and blames "additionalProperties" for it.
  private static boolean isCause(OutputUnit error, List<OutputUnit> all) {
    String keyword = keyword(error);
    if (List.of("properties", "$ref", "items").contains(keyword)) {
      return false;
    }
    return !keyword.equals("additionalProperties")
        || all.stream().noneMatch(other -> lies(other, error));
  }

  private static boolean lies(OutputUnit inner, OutputUnit outer) {
    String in = inner.getInstanceLocation();
    String out = outer.getInstanceLocation();
    boolean same = in.equals(out) && !keyword(inner).equals("additionalProperties");
    return same || in.startsWith(out + "/");
  }

  private static String message(OutputUnit error, JsonObject schema) {
    String pointer = pointer(error);
    String key = pointer.substring(pointer.lastIndexOf('/') + 1);
    if (keyword(error).equals("additionalProperties")) {
      return "key %s is not known here or not supported yet; known are %s"
          .formatted(
              key.replace("~1", "/").replace("~0", "~"), known(error.getKeywordLocation(), schema));
    }
    return (key.isEmpty() ? "" : key + ": ") + error.getError();
  }

  // Follows the keyword's location through the references to the object that lists the keys.
  private static String known(String location, JsonObject schema) {
    JsonObject at = schema;
    String[] steps = location.split("/", -1);
    for (int i = 1; i < steps.length - 1; i++) {
      if (steps[i].equals("$ref")) {
        at = SCHEMA.getJsonObject("$defs").getJsonObject(at.getString("$ref").substring(8));
      } else if (at.getValue(steps[i]) instanceof JsonObject inner) {
        at = inner;
      }
    }
    return String.join(", ", new TreeSet<>(at.getJsonObject("properties").fieldNames()));
  }

  private static String pointer(OutputUnit error) {
    return error.getInstanceLocation().replaceFirst("^#/?", "/").replaceFirst("^/$", "");
  }

  private static String keyword(OutputUnit error) {
    String location = error.getKeywordLocation();
    return location.substring(location.lastIndexOf('/') + 1);
  }

  // A copy of its own: the validator writes into the schema it is given.
  private static JsonObject shared(JsonObject schema) {
    JsonObject defs = schema.getJsonObject("$defs");
    return defs.getJsonObject("shared")
        .copy()
        .put("$id", "https://belegbote.test/sign-in.schema.json")
        .put("$defs", defs);
  }

  private static Validator validator(JsonObject schema) {
    return Validator.create(
        JsonSchema.of(schema),
        new JsonSchemaOptions()
            .setDraft(Draft.DRAFT202012)
            .setBaseUri("https://belegbote.test/")
            .setOutputFormat(OutputFormat.Basic));
  }

  private static JsonObject load() {
    try (var in = RecipeSchema.class.getClassLoader().getResourceAsStream(PLACE)) {
      return new JsonObject(Buffer.buffer(in.readAllBytes()));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
