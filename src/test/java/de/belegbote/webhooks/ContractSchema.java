// Holds JSON against the published contract, by a validator that is not the program's.
package de.belegbote.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import de.belegbote.platform.Yaml;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Schemas under components/schemas. */
final class ContractSchema {
  private ContractSchema() {}

  static JsonObject contract() {
    try {
      return Yaml.read("openapi.yaml", Files.readString(Path.of("api-spec/openapi.yaml")));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** What is wrong with a text that should be of a schema. */
  static List<String> errors(String schema, String json) {
    String root =
        new JsonObject()
            .put("$ref", "#/components/schemas/" + schema)
            .put("components", contract().getJsonObject("components"))
            .encode();
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(root)
        .validate(json, InputFormat.JSON)
        .stream()
        .map(Object::toString)
        .toList();
  }

  static void assertValid(String schema, JsonObject json) {
    assertEquals(List.of(), errors(schema, json.encode()));
  }
}
