// Reads what happened and how it was delivered.
package de.belegbote.webhooks;

import static de.belegbote.platform.db.Times.instant;

import de.belegbote.http.PageRequest;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.platform.events.Event;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * SQL of the lists of events and deliveries; both newest first. Filters that are null let all by.
 */
final class DeliveryLedger {
  private static final String DELIVERIES =
      "select d.*, e.type from delivery d join event e on e.tenant_id = d.tenant_id"
          + " and e.id = d.event_id where ";

  Future<List<Event>> events(TenantConnection c, String type, UUID account, PageRequest page) {
    return c.query(
            "select * from event where ($1::uuid is null or id < $1) and ($3::text is null or type = $3)"
                + " and ($4::uuid is null or portal_account_id = $4) order by id desc limit $2",
            page.after(),
            page.rows(),
            type,
            account)
        .map(rows -> rows.stream().map(DeliveryLedger::event).toList());
  }

  /** An event; fails with NOT_FOUND. */
  Future<Event> event(TenantConnection c, UUID id) {
    return c.first("select * from event where id = $1", id)
        .map(
            row ->
                row.map(DeliveryLedger::event)
                    .orElseThrow(
                        () -> new Failure(Problem.NOT_FOUND, "There is no event of this id.")));
  }

  /** Deliveries as the contract shows them. */
  Future<List<JsonObject>> deliveries(
      TenantConnection c, UUID endpoint, UUID event, String state, PageRequest page) {
    return c.query(
            DELIVERIES
                + "($1::uuid is null or d.id < $1) and ($3::uuid is null or d.endpoint_id = $3)"
                + " and ($4::uuid is null or d.event_id = $4)"
                + " and ($5::text is null or d.state = $5) order by d.id desc limit $2",
            page.after(),
            page.rows(),
            endpoint,
            event,
            state)
        .map(rows -> rows.stream().map(DeliveryLedger::delivery).toList());
  }

  /** A delivery as the contract shows it. */
  Future<JsonObject> delivery(TenantConnection c, UUID id) {
    return c.first(DELIVERIES + "d.id = $1", id).map(row -> delivery(row.orElseThrow()));
  }

  private static Event event(Row row) {
    return Event.of(
        row.getUUID("id"),
        row.getString("type"),
        row.getUUID("company_id"),
        row.getUUID("portal_account_id"),
        row.getLong("sequence"),
        instant(row, "occurred_at"),
        row.getString("payload"));
  }

  private static JsonObject delivery(Row row) {
    var json =
        new JsonObject()
            .put("id", row.getUUID("id").toString())
            .put("eventId", row.getUUID("event_id").toString())
            .put("eventType", row.getString("type"))
            .put("endpointId", row.getUUID("endpoint_id").toString())
            .put("state", row.getString("state"))
            .put("attempts", row.getJsonArray("attempts"))
            .put("createdAt", instant(row, "created_at").toString());
    Instant next = instant(row, "next_attempt_at");
    return next == null ? json : json.put("nextAttemptAt", next.toString());
  }
}
