// Operations of the ledger: what happened and how it was delivered.
package de.belegbote.webhooks;

import de.belegbote.http.Call;
import de.belegbote.http.Operations;
import de.belegbote.http.Reply;
import de.belegbote.http.Routes;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.events.Event;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Reads only. */
public final class EventRoutes implements Routes {
  private final Database db;
  private final DeliveryLedger ledger = new DeliveryLedger();

  public EventRoutes(Database db) {
    this.db = db;
  }

  @Override
  public void bind(Operations on) {
    var unused =
        on.operation("listEvents", this::list)
            .operation("getEvent", this::get)
            .operation("listDeliveries", this::deliveries);
  }

  private Future<Reply> list(Call call) {
    return db.inTenant(
            call.tenant(),
            c ->
                ledger.events(
                    c,
                    call.query("type").orElse(null),
                    call.queryId("portalAccountId").orElse(null),
                    call.page()))
        .map(rows -> Reply.page(call, rows.stream().map(EventRoutes::json).toList()));
  }

  private Future<Reply> get(Call call) {
    return db.inTenant(call.tenant(), c -> ledger.event(c, call.id("eventId")))
        .map(event -> Reply.ok(json(event)));
  }

  private Future<Reply> deliveries(Call call) {
    return db.inTenant(
            call.tenant(),
            c ->
                ledger.deliveries(
                    c,
                    call.queryId("endpointId").orElse(null),
                    call.queryId("eventId").orElse(null),
                    call.query("state").orElse(null),
                    call.page()))
        .map(rows -> Reply.page(call, rows));
  }

  private static JsonObject json(Event event) {
    var json =
        new JsonObject()
            .put("id", event.id().toString())
            .put("type", event.type())
            .put("occurredAt", event.occurredAt().toString());
    if (event.companyId() != null) {
      json.put("companyId", event.companyId().toString());
    }
    if (event.portalAccountId() != null) {
      json.put("portalAccountId", event.portalAccountId().toString());
      json.put("sequence", event.sequence());
    }
    return json.put("data", event.data());
  }
}
