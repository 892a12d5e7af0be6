// What a page asks an operation of the contract.
package de.belegbote.http;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One operation with its values.
 *
 * @param operation its operationId
 * @param path values of the parameters in its address
 * @param query values of its query, as text
 * @param body JSON, if it takes one
 * @param key the Idempotency-Key, by which pressing a button twice does it once
 * @param language in which sentences are answered
 */
public record Question(
    String operation,
    Map<String, String> path,
    Map<String, String> query,
    Optional<JsonObject> body,
    Optional<String> key,
    Locale language) {

  /** Asks without any value. */
  public static Question of(String operation, Locale language) {
    return new Question(
        operation, Map.of(), Map.of(), Optional.empty(), Optional.empty(), language);
  }

  /** The same with a parameter of the address. */
  public Question at(String parameter, String value) {
    return new Question(operation, more(path, parameter, value), query, body, key, language);
  }

  /** The same with a parameter of the query; an empty value leaves it out. */
  public Question with(String parameter, String value) {
    return value.isEmpty()
        ? this
        : new Question(operation, path, more(query, parameter, value), body, key, language);
  }

  /** The same with a body and a key for doing it once. */
  public Question sending(JsonObject json, String once) {
    return new Question(operation, path, query, Optional.of(json), Optional.of(once), language);
  }

  private static Map<String, String> more(Map<String, String> map, String name, String value) {
    var all = new HashMap<>(map);
    all.put(name, value);
    return Map.copyOf(all);
  }
}
