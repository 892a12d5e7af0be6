// Holds an answer against the published contract, by a validator that is not the program's.
package de.belegbote.testing;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import de.belegbote.platform.Yaml;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * api-spec/openapi.yaml as it is published: which answers an operation may give, with which headers
 * and bodies. Formats are asserted. An address that is no operation may give problems only.
 */
public final class PublishedContract {
  /** The file as JSON. */
  public static final JsonObject FILE = read();

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          registry ->
              registry.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
  private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

  private PublishedContract() {}

  private static JsonObject read() {
    try {
      return Yaml.read("openapi.yaml", Files.readString(Path.of("api-spec/openapi.yaml")));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * What is wrong with an answer.
   *
   * @param path as called, beginning with /v1, without the query
   */
  public static List<String> errors(
      String method, String path, int status, HttpHeaders headers, byte[] body) {
    JsonObject answer =
        operation(method, path)
            .map(operation -> operation.getJsonObject("responses"))
            .map(all -> all.getJsonObject(String.valueOf(status), all.getJsonObject("default")))
            .map(PublishedContract::resolved)
            .orElseGet(() -> FILE.getJsonObject("components").getJsonObject("responses").copy())
            .copy();
    if (answer.containsKey("OtherProblem")) {
      answer = answer.getJsonObject("OtherProblem");
    }
    var errors = new ArrayList<String>();
    headers(answer, headers, errors);
    body(answer, headers, body, errors);
    boolean problem = headers.firstValue("Content-Type").orElse("").contains("problem");
    // Clients of OAuth know another form of errors.
    if (problem != status >= 400 && !(path.equals("/v1/oauth/token") && !problem)) {
      errors.add("status " + status + " and content type do not fit each other");
    }
    return errors;
  }

  private static Optional<JsonObject> operation(String method, String path) {
    var segments = Arrays.asList(path.substring("/v1".length()).split("/", -1));
    for (var entry : FILE.getJsonObject("paths")) {
      if (matches(Arrays.asList(entry.getKey().split("/", -1)), segments)) {
        return Optional.ofNullable(
            ((JsonObject) entry.getValue())
                .getJsonObject(method.toLowerCase(java.util.Locale.ROOT)));
      }
    }
    return Optional.empty();
  }

  private static boolean matches(List<String> template, List<String> path) {
    if (template.size() != path.size()) {
      return false;
    }
    for (int i = 0; i < path.size(); i++) {
      if (!template.get(i).startsWith("{") && !template.get(i).equals(path.get(i))) {
        return false;
      }
    }
    return true;
  }

  static JsonObject resolved(JsonObject node) {
    String ref = node.getString("$ref");
    if (ref == null) {
      return node;
    }
    JsonObject found = FILE;
    for (String step : List.of(ref.substring("#/".length()).split("/", -1))) {
      found = found.getJsonObject(step);
    }
    return found;
  }

  private static void headers(JsonObject answer, HttpHeaders sent, List<String> errors) {
    for (var entry : answer.getJsonObject("headers", new JsonObject())) {
      var header = resolved((JsonObject) entry.getValue());
      var value = sent.firstValue(entry.getKey());
      if (value.isEmpty()) {
        if (header.getBoolean("required", false)) {
          errors.add("the header " + entry.getKey() + " is missing");
        }
        continue;
      }
      var schema = header.getJsonObject("schema");
      boolean number = "integer".equals(resolved(schema).getString("type"));
      validate(schema, number ? value.get() : Json.encode(value.get()))
          .forEach(error -> errors.add("header " + entry.getKey() + ": " + error));
    }
  }

  private static void body(
      JsonObject answer, HttpHeaders headers, byte[] body, List<String> errors) {
    String type = headers.firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    var content = answer.getJsonObject("content");
    if (content == null) {
      if (body.length > 0) {
        errors.add("a body of " + body.length + " bytes where the contract has none");
      }
    } else if (!content.containsKey(type)) {
      errors.add("content type '" + type + "' is none of " + content.fieldNames());
    } else if (type.endsWith("json")) {
      errors.addAll(
          validate(
              content.getJsonObject(type).getJsonObject("schema"),
              new String(body, StandardCharsets.UTF_8)));
    }
  }

  /** What is wrong with a JSON text that should be of a schema, which may refer to components. */
  public static List<String> validate(JsonObject schema, String json) {
    return SCHEMAS
        .computeIfAbsent(
            schema.encode(),
            text ->
                REGISTRY.getSchema(
                    schema.copy().put("components", FILE.getJsonObject("components")).encode()))
        .validate(json, InputFormat.JSON)
        .stream()
        .map(Object::toString)
        .toList();
  }
}
