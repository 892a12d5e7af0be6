// Where a tenant wants its events to be sent.
package de.belegbote.webhooks;

import de.belegbote.secrets.SecretRef;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * An endpoint; its secrets stand in the secret store.
 *
 * @param eventTypes the only ones it wants; empty means all
 * @param companyId the only company whose events it wants; empty means all
 * @param disabled why nothing is sent to it; empty means it is enabled
 * @param oldSecret still signs beside the new one, until {@code oldSecretUntil}
 * @param version rises with each change, for If-Match
 */
record WebhookEndpoint(
    UUID id,
    String url,
    Optional<String> description,
    List<String> eventTypes,
    Optional<UUID> companyId,
    Optional<DisabledReason> disabled,
    SecretRef secret,
    Optional<SecretRef> oldSecret,
    Optional<Instant> oldSecretUntil,
    Instant createdAt,
    Instant updatedAt,
    int version) {

  /** Why an endpoint is disabled; the names stand in the contract. */
  enum DisabledReason {
    BY_REQUEST,
    GONE,
    FAILING;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static DisabledReason of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * Changed by a JSON merge patch (RFC 7396) of the contract. Who disables an endpoint that is
   * disabled already changes nothing, so the first reason stays.
   */
  WebhookEndpoint patched(JsonObject patch) {
    String state = patch.getString("state");
    Optional<DisabledReason> ended =
        state == null
            ? disabled
            : state.equals("enabled")
                ? Optional.empty()
                : disabled.or(() -> Optional.of(DisabledReason.BY_REQUEST));
    return new WebhookEndpoint(
        id,
        patch.getString("url", url),
        patch.containsKey("description")
            ? Optional.ofNullable(patch.getString("description"))
            : description,
        patch.containsKey("eventTypes") ? texts(patch.getJsonArray("eventTypes")) : eventTypes,
        patch.containsKey("companyId")
            ? Optional.ofNullable(patch.getString("companyId")).map(UUID::fromString)
            : companyId,
        ended,
        secret,
        oldSecret,
        oldSecretUntil,
        createdAt,
        updatedAt,
        version);
  }

  static List<String> texts(JsonArray array) {
    return array.stream().map(String::valueOf).toList();
  }

  /** As an answer shows it, without any secret. */
  JsonObject json() {
    var json =
        new JsonObject()
            .put("id", id.toString())
            .put("url", url)
            .put("eventTypes", new JsonArray(eventTypes))
            .put("state", disabled.isEmpty() ? "enabled" : "disabled")
            .put("createdAt", createdAt.toString())
            .put("updatedAt", updatedAt.toString());
    description.ifPresent(text -> json.put("description", text));
    companyId.ifPresent(company -> json.put("companyId", company.toString()));
    disabled.ifPresent(reason -> json.put("disabledReason", reason.text()));
    return json;
  }

  /** Its version, to be sent as If-Match. */
  String etag() {
    return "\"" + version + "\"";
  }
}
