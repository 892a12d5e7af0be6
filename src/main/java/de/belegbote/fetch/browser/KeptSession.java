// What is kept of a good session, so that the next run need not sign in.
package de.belegbote.fetch.browser;

import de.belegbote.platform.Secret;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Cookies and storage, and how the browser looked to the portal. Either engine takes over what the
 * other kept.
 *
 * @param state JSON as Playwright's {@code storageState} has it: {@code cookies}, and {@code
 *     origins} with their {@code localStorage}
 * @param userAgent what the browser called itself; null for the engine's own name
 * @param zone the time zone that scripts saw
 */
public record KeptSession(Secret state, String userAgent, ZoneId zone) {
  /** No cookies and no storage. */
  public static KeptSession empty(ZoneId zone) {
    return of(new JsonArray(), new JsonArray(), null, zone);
  }

  static KeptSession of(JsonArray cookies, JsonArray origins, String userAgent, ZoneId zone) {
    var state = new JsonObject().put("cookies", cookies).put("origins", origins);
    return new KeptSession(new Secret(state.encode()), userAgent, zone);
  }

  /** As the secret store keeps it. */
  public Secret secret() {
    return new Secret(
        new JsonObject()
            .put("state", json())
            .put("userAgent", userAgent)
            .put("zone", zone.getId())
            .encode());
  }

  /** What {@link #secret} gave; empty for anything else, which is as good as no session. */
  public static Optional<KeptSession> read(Secret secret) {
    try {
      var json = new JsonObject(secret.reveal());
      JsonObject state = json.getJsonObject("state");
      return Optional.of(
          of(
              state.getJsonArray("cookies"),
              state.getJsonArray("origins"),
              json.getString("userAgent"),
              ZoneId.of(json.getString("zone"))));
    } catch (DecodeException
        | ClassCastException
        | NullPointerException
        | DateTimeException unreadable) {
      return Optional.empty();
    }
  }

  JsonObject json() {
    return new JsonObject(state.reveal());
  }
}
