// A customer of a tenant.
package de.belegbote.companies;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Whom invoices are fetched for.
 *
 * @param externalId the tenant's own id of it, unique within the tenant
 * @param country ISO 3166-1 alpha-2
 * @param version rises with each change, for If-Match
 */
public record Company(
    UUID id,
    Optional<String> externalId,
    String name,
    Optional<String> country,
    Instant createdAt,
    Instant updatedAt,
    int version) {

  /** As the contract shows it. */
  JsonObject json() {
    var json =
        new JsonObject()
            .put("id", id.toString())
            .put("name", name)
            .put("createdAt", createdAt.toString())
            .put("updatedAt", updatedAt.toString());
    externalId.ifPresent(theirs -> json.put("externalId", theirs));
    country.ifPresent(code -> json.put("country", code));
    return json;
  }

  /** Its version, to be sent as If-Match. */
  String etag() {
    return "\"" + version + "\"";
  }
}
