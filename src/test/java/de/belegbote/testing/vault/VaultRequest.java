// One request to the double.
package de.belegbote.testing.vault;

import io.vertx.core.json.JsonObject;

/**
 * Taken apart.
 *
 * @param operation read, list, write, delete
 * @param path below {@code /v1/}
 * @param version of the query, 0 for none
 */
record VaultRequest(String operation, String path, int version, JsonObject body, String token) {
  boolean is(String wanted) {
    return operation.equals(wanted);
  }

  String text(String field) {
    return body.getString(field, "");
  }
}
