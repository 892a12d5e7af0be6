// What the double answers: a status, and a body of the shape Vault documents.
package de.belegbote.testing.vault;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * A body is null for 204. Errors are {@code {"errors": […]}}; all else is the whole envelope, as
 * clients fail on less.
 */
record VaultAnswer(int status, JsonObject body) {
  static final VaultAnswer DONE = new VaultAnswer(204, null);
  static final VaultAnswer NOTHING = new VaultAnswer(404, new JsonObject().put("errors", none()));

  static VaultAnswer error(int status, String... texts) {
    return new VaultAnswer(status, new JsonObject().put("errors", JsonArray.of((Object[]) texts)));
  }

  static VaultAnswer denied() {
    return error(403, "1 error occurred:\n\t* permission denied\n\n");
  }

  static VaultAnswer data(JsonObject data) {
    return data(200, data);
  }

  static VaultAnswer data(int status, JsonObject data) {
    return new VaultAnswer(status, envelope().put("data", data));
  }

  static VaultAnswer auth(JsonObject auth) {
    return new VaultAnswer(200, envelope().put("auth", auth));
  }

  static VaultAnswer keys(Iterable<String> keys) {
    var list = new JsonArray();
    keys.forEach(list::add);
    return list.isEmpty() ? NOTHING : data(new JsonObject().put("keys", list));
  }

  private static JsonArray none() {
    return new JsonArray();
  }

  private static JsonObject envelope() {
    return new JsonObject()
        .put("request_id", UUID.randomUUID().toString())
        .put("lease_id", "")
        .put("renewable", false)
        .put("lease_duration", 0)
        .putNull("data")
        .putNull("wrap_info")
        .putNull("warnings")
        .putNull("auth");
  }
}
