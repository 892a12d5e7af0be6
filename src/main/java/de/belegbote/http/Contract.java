// Loads the published contract and makes the library accept it.
package de.belegbote.http;

import de.belegbote.platform.Yaml;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The contract as published (true to OpenAPI 3.1) and as Vert.x's loader takes it: media types it
 * does not know become ones it knows, the relative server address becomes absolute, and the parts
 * that only readers need (webhooks, the list of problems, the token endpoint) are left out. ADR
 * 0001 says why.
 */
public final class Contract {
  private static final Map<String, String> MEDIA =
      Map.of(
          "application/problem+json", "application/json",
          "application/merge-patch+json", "application/json",
          "application/pdf", "application/octet-stream",
          "application/xml", "application/octet-stream");

  private final String published;
  private final OpenAPIContract api;
  private final OpenAPIContract routed;

  private Contract(String published, OpenAPIContract api, OpenAPIContract routed) {
    this.published = published;
    this.api = api;
    this.routed = routed;
  }

  /** Loads api-spec/openapi.yaml from the class path; blocks for the reading. */
  public static Future<Contract> load(Vertx vertx) {
    String text;
    try (var in = Contract.class.getClassLoader().getResourceAsStream("api-spec/openapi.yaml")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    JsonObject adapted = (JsonObject) adapt(Yaml.read("openapi.yaml", text));
    adapted.remove("webhooks");
    adapted.remove("x-problems");
    // Answered beside the router: see TokenEndpoint.
    var unused = adapted.getJsonObject("paths").remove("/oauth/token");
    adapted.put(
        "servers", new JsonArray().add(new JsonObject().put("url", "http://belegbote.test/v1")));
    // Loading writes into what it reads, so each gets a copy of its own.
    JsonObject open = withoutSecurity(adapted);
    return OpenAPIContract.from(vertx, adapted)
        .compose(
            api ->
                OpenAPIContract.from(vertx, open)
                    .map(routed -> new Contract(text, api, KeptValidators.in(routed))));
  }

  // The router refuses every call of an operation that has security but no handler of the library's
  // for it, even where it is told to leave security alone; ours acts before the router.
  private static JsonObject withoutSecurity(JsonObject adapted) {
    var open = adapted.copy();
    open.remove("security");
    for (var path : open.getJsonObject("paths")) {
      for (var operation : (JsonObject) path.getValue()) {
        if (operation.getValue() instanceof JsonObject object) {
          object.remove("security");
        }
      }
    }
    return open;
  }

  /** The file as it is published. */
  public String published() {
    return published;
  }

  OpenAPIContract api() {
    return api;
  }

  /** The same for the router, which is not to ask who calls. */
  OpenAPIContract routed() {
    return routed;
  }

  private static Object adapt(Object node) {
    if (node instanceof JsonArray array) {
      var result = new JsonArray();
      array.forEach(item -> result.add(adapt(item)));
      return result;
    }
    if (!(node instanceof JsonObject object)) {
      return node;
    }
    var result = new LinkedHashMap<String, Object>();
    for (var entry : object) {
      boolean media = entry.getKey().equals("content") && entry.getValue() instanceof JsonObject;
      result.put(
          entry.getKey(), media ? content((JsonObject) entry.getValue()) : adapt(entry.getValue()));
    }
    return new JsonObject(result);
  }

  private static JsonObject content(JsonObject types) {
    var result = new JsonObject();
    for (var entry : types) {
      String type = Optional.ofNullable(MEDIA.get(entry.getKey())).orElse(entry.getKey());
      result.put(type, adapt(entry.getValue()));
    }
    return result;
  }
}
