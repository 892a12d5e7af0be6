// Writes events in the transaction of what they tell, and queues them for the webhooks.
package de.belegbote.platform.events;

import static de.belegbote.platform.db.Times.utc;

import de.belegbote.platform.Ids;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.TenantConnection;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * An event is there if and only if its cause is: both are rows of one transaction, and so are the
 * deliveries to the endpoints that want it. The webhooks are woken up after the commit.
 */
public final class Outbox {
  /** The largest payload in bytes of UTF-8 (Standard Webhooks: below 20 kB). */
  public static final int MOST_BYTES = 20_480;

  private final Bells bells;
  private final TimeSource time;

  public Outbox(Bells bells, TimeSource time) {
    this.bells = bells;
    this.time = time;
  }

  /**
   * Appends an event and queues it for each enabled endpoint whose event types and company fit.
   *
   * @param companyId whose event it is; null reaches only endpoints that are not bound to a company
   * @param accountId gives the event the next number of this account, whose row stays locked until
   *     the transaction ends; null for an event without a number
   * @param data as the contract states it for the type
   * @return the event; fails with {@link IllegalStateException} for a payload above {@link
   *     #MOST_BYTES} or an unknown account, which are defects of the caller
   */
  public Future<Event> append(
      TenantConnection c, String type, UUID companyId, UUID accountId, JsonObject data) {
    return written(c, type, companyId, accountId, data)
        .compose(
            event ->
                // The lock keeps an endpoint from being deleted between this and the deliveries.
                c.query(
                        "select id from webhook_endpoint where state = 'enabled'"
                            + " and (event_types = '{}' or $1 = any(event_types))"
                            + " and (company_id is null or company_id = $2)"
                            + " order by id for key share",
                        type,
                        companyId)
                    .map(rows -> rows.stream().map(row -> row.getUUID("id")).toList())
                    .compose(endpoints -> queue(c, event, endpoints))
                    .map(event));
  }

  /**
   * Appends an event for one endpoint only, whatever its filters are.
   *
   * @return the id of the delivery
   */
  public Future<UUID> appendTo(
      TenantConnection c, UUID endpointId, String type, UUID companyId, JsonObject data) {
    return written(c, type, companyId, null, data)
        .compose(event -> queue(c, event, List.of(endpointId)))
        .map(deliveries -> deliveries.get(0));
  }

  private Future<Event> written(
      TenantConnection c, String type, UUID companyId, UUID accountId, JsonObject data) {
    return sequence(c, accountId)
        .map(
            number ->
                new Event(
                    Ids.next(),
                    type,
                    companyId,
                    accountId,
                    number,
                    time.now().truncatedTo(ChronoUnit.MILLIS),
                    data))
        .compose(event -> insert(c, event).map(event));
  }

  private static Future<Long> sequence(TenantConnection c, UUID accountId) {
    return accountId == null
        ? Future.succeededFuture()
        : c.first(
                "update portal_account set sequence = sequence + 1 where id = $1 returning sequence",
                accountId)
            .map(
                row ->
                    row.orElseThrow(
                            () -> new IllegalStateException("no portal account " + accountId))
                        .getLong("sequence"));
  }

  private static Future<Integer> insert(TenantConnection c, Event event) {
    String payload = event.payload();
    int bytes = payload.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_BYTES) {
      throw new IllegalStateException(
          "the payload of a " + event.type() + " has " + bytes + " bytes; put less into its data");
    }
    return c.change(
        "insert into event (tenant_id, id, type, company_id, portal_account_id, sequence, payload,"
            + " occurred_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        c.tenant().value(),
        event.id(),
        event.type(),
        event.companyId(),
        event.portalAccountId(),
        event.sequence(),
        payload,
        utc(event.occurredAt()));
  }

  private Future<List<UUID>> queue(TenantConnection c, Event event, List<UUID> endpoints) {
    if (endpoints.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    List<UUID> deliveries = endpoints.stream().map(endpoint -> Ids.next()).toList();
    c.afterCommit(() -> bells.ring(Bells.OUTBOX));
    return c.change(
            "with made as (insert into delivery (tenant_id, id, event_id, endpoint_id, state,"
                + " next_attempt_at, created_at) select $1, made.id, $2, made.endpoint_id, 'pending',"
                + " $3, $3 from unnest($4::uuid[], $5::uuid[]) as made (id, endpoint_id)"
                + " returning id, endpoint_id)"
                + " insert into delivery_queue (tenant_id, id, endpoint_id, account_id, sequence, due)"
                + " select $1, id, endpoint_id, $6, $7, $3 from made",
            c.tenant().value(),
            event.id(),
            utc(event.occurredAt()),
            deliveries.toArray(UUID[]::new),
            endpoints.toArray(UUID[]::new),
            event.portalAccountId(),
            event.sequence())
        .map(deliveries);
  }
}
