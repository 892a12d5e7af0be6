// Something that happened to a tenant, as it is told to its webhooks.
package de.belegbote.platform.events;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/**
 * One event of the ledger.
 *
 * @param id also the {@code webhook-id} of every sending
 * @param type such as {@code invoice.ready}; letters, digits, underscores and dots
 * @param companyId whose it is; null where it concerns the tenant itself
 * @param portalAccountId the account whose events are counted; null where there is none
 * @param sequence place among the account's events, from 1 without gaps; null without an account
 * @param occurredAt whole milliseconds
 * @param data ids, some metadata and a link; never a file or a secret
 */
public record Event(
    UUID id,
    String type,
    UUID companyId,
    UUID portalAccountId,
    Long sequence,
    Instant occurredAt,
    JsonObject data) {

  /** The text that is signed and sent, as the contract states it; made once and stored. */
  String payload() {
    var payload =
        new JsonObject()
            .put("id", id.toString())
            .put("type", type)
            .put("timestamp", occurredAt.toString());
    if (sequence != null) {
      payload.put("sequence", sequence);
    }
    return payload.put("data", data).encode();
  }

  /** An event out of its columns and its payload. */
  public static Event of(
      UUID id,
      String type,
      UUID companyId,
      UUID portalAccountId,
      Long sequence,
      Instant occurredAt,
      String payload) {
    return new Event(
        id,
        type,
        companyId,
        portalAccountId,
        sequence,
        occurredAt,
        new JsonObject(payload).getJsonObject("data"));
  }
}
