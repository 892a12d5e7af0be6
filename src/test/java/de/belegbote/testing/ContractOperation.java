// Builds requests for every operation of the contract out of its schemas and examples.
package de.belegbote.testing;

import static de.belegbote.testing.PublishedContract.resolved;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One operation. What the contract does not say well enough to build a request is an {@link
 * IllegalStateException} that names the operation and the place: give an example there.
 *
 * @param path as in the contract, behind /v1
 */
public record ContractOperation(String id, String method, String path, JsonObject json) {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
  private static final Pattern SLOT = Pattern.compile("\\{(\\w+)}");
  private static final String SOME_ID = "01920c5e-7b1a-7c3e-9f2d-3a4b5c6d7e8f";

  // The only example that leads elsewhere: a test may not.
  private static final Map<String, String> INSTEAD = Map.of("url", "http://127.0.0.1:9/hook");

  /**
   * A request with places for ids.
   *
   * @param path with its query; a place is a parameter's or member's name in braces
   * @param type of the body; empty without one
   * @param body text with places, or the bytes of an upload as Latin-1
   */
  public record Request(String method, String path, String type, String body) {
    /** The names of the ids it needs. */
    public Set<String> slots() {
      return SLOT.matcher(path + body)
          .results()
          .map(found -> found.group(1))
          .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Sends it with these ids, by name. */
    public ApiClient.Answer send(ApiClient caller, Map<String, String> ids) {
      var client = type.isEmpty() ? caller : caller.with("Content-Type", type);
      var charset =
          type.startsWith("multipart") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
      return client.send(method, filled(path, ids), filled(body, ids).getBytes(charset));
    }

    private static String filled(String text, Map<String, String> ids) {
      return SLOT.matcher(text)
          .replaceAll(
              found -> {
                String id = ids.get(found.group(1));
                if (id == null) {
                  throw new IllegalStateException("no id for " + found.group());
                }
                return id;
              });
    }
  }

  /** Every operation there is. */
  public static List<ContractOperation> all() {
    List<ContractOperation> all = new ArrayList<>();
    for (var path : PublishedContract.FILE.getJsonObject("paths")) {
      for (var entry : (JsonObject) path.getValue()) {
        if (METHODS.contains(entry.getKey())) {
          var json = (JsonObject) entry.getValue();
          String method = entry.getKey().toUpperCase(Locale.ROOT);
          all.add(
              new ContractOperation(json.getString("operationId"), method, path.getKey(), json));
        }
      }
    }
    return all;
  }

  /** The scopes a bearer needs; nothing where no bearer is let in. */
  public Optional<Set<String>> scopes() {
    var schemes = json.getJsonArray("security", PublishedContract.FILE.getJsonArray("security"));
    return schemes.stream()
        .map(JsonObject.class::cast)
        .filter(scheme -> scheme.containsKey("bearer"))
        .map(
            scheme ->
                scheme.getJsonArray("bearer").stream()
                    .map(String.class::cast)
                    .collect(Collectors.toSet()))
        .findFirst();
  }

  /** Requests that together give every id the operation takes, in path, query and body. */
  public List<Request> requests() {
    String filled = path;
    List<String> query = new ArrayList<>();
    for (JsonObject parameter : parameters()) {
      String name = parameter.getString("name");
      boolean isId = isId(parameter.getJsonObject("schema"));
      boolean required = parameter.getBoolean("required", false);
      switch (parameter.getString("in")) {
        case "path" -> filled = isId ? filled : filled.replace("{" + name + "}", some(parameter));
        case "query" -> {
          if (isId) {
            query.add(name + "={" + name + "}");
          } else if (required) {
            query.add(name + "=" + some(parameter));
          }
        }
        default -> {
          if (required && !name.equals("Idempotency-Key")) {
            throw missing("a value for the header " + name);
          }
        }
      }
    }
    List<Request> requests = new ArrayList<>();
    for (var body : bodies()) {
      requests.add(new Request(method, filled, body.getKey(), body.getValue()));
      if (!query.isEmpty()) {
        String all = filled + "?" + String.join("&", query);
        requests.add(new Request(method, all, body.getKey(), body.getValue()));
      }
    }
    return requests;
  }

  private List<JsonObject> parameters() {
    return json.getJsonArray("parameters", new JsonArray()).stream()
        .map(parameter -> resolved((JsonObject) parameter))
        .toList();
  }

  private String some(JsonObject parameter) {
    var schema = resolved(parameter.getJsonObject("schema"));
    var examples = schema.getJsonArray("examples", new JsonArray());
    Object example =
        parameter.getValue("example", examples.isEmpty() ? null : examples.getValue(0));
    if (example == null) {
      throw missing("an example of the parameter " + parameter.getString("name"));
    }
    return example.toString();
  }

  private List<Map.Entry<String, String>> bodies() {
    var body = json.getJsonObject("requestBody");
    if (body == null) {
      return List.of(Map.entry("", ""));
    }
    var first = resolved(body).getJsonObject("content").iterator().next();
    var content = (JsonObject) first.getValue();
    if (first.getKey().equals("application/x-www-form-urlencoded")) {
      String form =
          content.getJsonObject("example").stream()
              .map(member -> member.getKey() + "=" + member.getValue())
              .collect(Collectors.joining("&"));
      return List.of(Map.entry(first.getKey(), form));
    }
    if (first.getKey().equals("multipart/form-data")) {
      return List.of(upload(resolved(content.getJsonObject("schema"))));
    }
    return jsonBodies(content).stream()
        .map(one -> Map.entry(first.getKey(), one.encode()))
        .toList();
  }

  private List<JsonObject> jsonBodies(JsonObject content) {
    var reference = content.getJsonObject("schema");
    var schema = resolved(reference);
    var example = content.getJsonObject("example");
    if (example == null) {
      throw missing("an example of the body");
    }
    var properties = schema.getJsonObject("properties");
    var ids =
        properties.fieldNames().stream()
            .filter(name -> isId(properties.getJsonObject(name)))
            .collect(Collectors.toCollection(TreeSet::new));
    checkDepth(schema, 0);
    var base = example.copy();
    INSTEAD.forEach(
        (name, value) -> {
          if (base.containsKey(name)) {
            base.put(name, value);
          }
        });
    ids.stream().filter(base::containsKey).forEach(name -> base.put(name, "{" + name + "}"));
    List<JsonObject> bodies = new ArrayList<>(List.of(valid(reference, base, Set.of())));
    for (String id : ids) {
      if (!base.containsKey(id)) {
        var required = new TreeSet<String>(Set.of(id));
        schema
            .getJsonArray("required", new JsonArray())
            .forEach(name -> required.add((String) name));
        bodies.add(valid(reference, base.copy().put(id, "{" + id + "}"), required));
      }
    }
    return bodies;
  }

  /** The body itself, or without one of the members that may be left out. */
  private JsonObject valid(JsonObject schema, JsonObject body, Set<String> required) {
    List<JsonObject> candidates = new ArrayList<>(List.of(body));
    if (!required.isEmpty()) {
      for (String name : body.fieldNames()) {
        if (!required.contains(name)) {
          var less = body.copy();
          less.remove(name);
          candidates.add(less);
        }
      }
    }
    List<String> errors = List.of();
    for (JsonObject candidate : candidates) {
      String text = SLOT.matcher(candidate.encode()).replaceAll(SOME_ID);
      var found = PublishedContract.validate(schema, text);
      if (found.isEmpty()) {
        return candidate;
      }
      errors = errors.isEmpty() ? found : errors;
    }
    throw missing("a body that fits its schema: " + errors);
  }

  private Map.Entry<String, String> upload(JsonObject schema) {
    var text = new StringBuilder();
    for (Object name : schema.getJsonArray("required")) {
      var part = resolved(schema.getJsonObject("properties").getJsonObject((String) name));
      if (!"binary".equals(part.getString("format"))) {
        throw missing("a way to fill the part " + name);
      }
      text.append(
              "--part\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"a.png\"\r\n"
                  .formatted(name))
          .append("Content-Type: image/png\r\n\r\n")
          .append(new String(QrCode.png(), StandardCharsets.ISO_8859_1))
          .append("\r\n");
    }
    return Map.entry("multipart/form-data; boundary=part", text + "--part--\r\n");
  }

  // Ids deeper inside a body would be left as in the example; today there are none.
  private void checkDepth(JsonObject schema, int depth) {
    for (var property : schema.getJsonObject("properties", new JsonObject())) {
      var inner = resolved((JsonObject) property.getValue());
      if (depth > 0 && isId(inner)) {
        throw missing("a way to fill the id " + property.getKey() + " inside another member");
      }
      if (inner.containsKey("items") && isId(inner.getJsonObject("items"))) {
        throw missing("a way to fill the list of ids " + property.getKey());
      }
      checkDepth(inner, depth + 1);
    }
  }

  private static boolean isId(JsonObject schema) {
    return "uuid".equals(resolved(schema).getString("format"));
  }

  private IllegalStateException missing(String what) {
    return new IllegalStateException(
        "no request can be built for " + id + ": the contract gives no " + what);
  }

  @Override
  public String toString() {
    return id;
  }
}
