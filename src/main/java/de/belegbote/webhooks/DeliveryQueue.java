// The queue of deliveries: claiming across tenants, and what becomes of a claim.
package de.belegbote.webhooks;

import static de.belegbote.platform.db.Times.utc;

import de.belegbote.platform.TenantId;
import de.belegbote.platform.db.QueueConnection;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.secrets.SecretRef;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A row is claimed in a transaction of its own, sent outside of any, and settled in a third. Every
 * write carries the claim, so that a process that lost it can write nothing.
 */
final class DeliveryQueue {
  /** How long a claim holds unless it is renewed. */
  static final Duration LEASE = Duration.ofSeconds(60);

  /** Events of an account wait for an earlier one while that is in this many first attempts. */
  static final int ORDERED_ATTEMPTS = 3;

  private static final int BATCH = 50;
  private static final int LOOK_AT = 1_000;

  /**
   * A delivery that this process, and no other, works on.
   *
   * @param claim number of the claim
   * @param attempt number of the attempt, from 1
   */
  record Claim(TenantId tenant, UUID id, UUID endpointId, UUID claim, int attempt) {}

  /**
   * What is to be sent.
   *
   * @param enabled whether the endpoint still wants it
   * @param secrets that sign, the one in force first
   */
  record Letter(
      UUID eventId, String payload, String url, boolean enabled, List<SecretRef> secrets) {}

  /**
   * One try, as the ledger keeps it.
   *
   * @param status of the answer; null when there was none
   * @param error one sentence of ours when it failed, else null
   */
  record Attempt(Instant at, Integer status, String error, Duration took) {
    JsonObject json() {
      var json = new JsonObject().put("at", at.toString()).put("durationMs", took.toMillis());
      if (status != null) {
        json.put("status", status);
      }
      if (error != null) {
        json.put("error", error);
      }
      return json;
    }
  }

  /** The claim is another's by now, or its row is gone; the transaction is to be rolled back. */
  static final class ClaimLost extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClaimLost(Claim claim) {
      super("delivery " + claim.id + " is not ours any more");
    }
  }

  // open: what may be sent now, the head of each account's line only. fair: how far back each row
  // stands in its endpoint's and tenant's line. chosen: rows nobody else is claiming; its
  // conditions
  // are repeated there because PostgreSQL looks at them again once it has the lock.
  private static final String CLAIM =
      """
      with endpoint_busy as (select * from unnest($2::uuid[], $3::int[]) as b (endpoint_id, n)),
      tenant_busy as (select * from unnest($4::uuid[], $5::int[]) as b (tenant_id, n)),
      open as (
        select q.tenant_id, q.id, q.endpoint_id, q.due from delivery_queue q
        where q.due <= $1 and (q.claimed_until is null or q.claimed_until <= $1)
          and (q.attempts < 2 or $6)
          and q.endpoint_id not in (select endpoint_id from endpoint_busy where n >= $7)
          and q.tenant_id not in (select tenant_id from tenant_busy where n >= $8)
          and not exists (select from delivery_queue e
            where e.tenant_id = q.tenant_id and e.endpoint_id = q.endpoint_id
              and e.account_id = q.account_id and e.sequence < q.sequence
              and (e.attempts < $9 or e.attempts = $9 and e.claimed_until > $1))
        order by q.due limit $10),
      fair as (
        select o.tenant_id, o.id, o.due, coalesce(e.n, 0)
            + row_number() over (partition by o.endpoint_id order by o.due, o.id) as of_endpoint,
          coalesce(t.n, 0)
            + row_number() over (partition by o.tenant_id order by o.due, o.id) as of_tenant
        from open o left join endpoint_busy e using (endpoint_id)
          left join tenant_busy t using (tenant_id)),
      chosen as (
        select q.tenant_id, q.id from delivery_queue q join fair f using (tenant_id, id)
        where f.of_endpoint <= $7 and f.of_tenant <= $8
          and q.due <= $1 and (q.claimed_until is null or q.claimed_until <= $1)
        order by f.due, q.id limit $11 for update of q skip locked)
      update delivery_queue q
      set claim = gen_random_uuid(), claimed_until = $12, attempts = q.attempts + 1
      from chosen where q.tenant_id = chosen.tenant_id and q.id = chosen.id
      returning q.tenant_id, q.id, q.endpoint_id, q.claim, q.attempts
      """;

  /** Claims what is due, at most 50 deliveries and no more than there are slots for. */
  Future<List<Claim>> claim(QueueConnection c, Slots slots, Instant now) {
    var endpoints = slots.byEndpoint();
    var tenants = slots.byTenant();
    return c.query(
            CLAIM,
            utc(now),
            ids(endpoints),
            counts(endpoints),
            ids(tenants),
            counts(tenants),
            slots.hasRoomForLate(),
            Slots.PER_ENDPOINT,
            Slots.PER_TENANT,
            ORDERED_ATTEMPTS,
            LOOK_AT,
            Math.min(BATCH, slots.free()),
            utc(now.plus(LEASE)))
        .map(rows -> rows.stream().map(DeliveryQueue::claim).toList());
  }

  private static UUID[] ids(Map<UUID, Integer> busy) {
    return busy.keySet().toArray(UUID[]::new);
  }

  private static Integer[] counts(Map<UUID, Integer> busy) {
    return busy.values().toArray(Integer[]::new);
  }

  private static Claim claim(Row row) {
    return new Claim(
        new TenantId(row.getUUID("tenant_id")),
        row.getUUID("id"),
        row.getUUID("endpoint_id"),
        row.getUUID("claim"),
        row.getInteger("attempts"));
  }

  /** Renews the leases of claims that still hold; gives how many those are. */
  Future<Integer> renew(QueueConnection c, Collection<Claim> claims, Instant now) {
    return c.query(
            "update delivery_queue q set claimed_until = $4 from unnest($1::uuid[], $2::uuid[],"
                + " $3::uuid[]) as held (tenant_id, id, claim) where q.tenant_id = held.tenant_id"
                + " and q.id = held.id and q.claim = held.claim and q.claimed_until > $5",
            claims.stream().map(claim -> claim.tenant.value()).toArray(UUID[]::new),
            claims.stream().map(Claim::id).toArray(UUID[]::new),
            claims.stream().map(Claim::claim).toArray(UUID[]::new),
            utc(now.plus(LEASE)),
            utc(now))
        .map(io.vertx.sqlclient.SqlResult::rowCount);
  }

  /** What a claim is about; nothing when the claim is lost or the endpoint was deleted. */
  Future<Optional<Letter>> open(TenantConnection c, Claim claim, Instant now) {
    return c.first(
            "select d.event_id, e.payload, w.url, w.state, w.secret_ref,"
                + " case when w.old_secret_until > $3 then w.old_secret_ref end as old_secret_ref"
                + " from delivery_queue q join delivery d using (tenant_id, id)"
                + " join event e on e.tenant_id = d.tenant_id and e.id = d.event_id"
                + " join webhook_endpoint w on w.tenant_id = d.tenant_id and w.id = d.endpoint_id"
                + " where q.id = $1 and q.claim = $2",
            claim.id,
            claim.claim,
            utc(now))
        .map(row -> row.map(DeliveryQueue::letter));
  }

  private static Letter letter(Row row) {
    List<SecretRef> secrets = new ArrayList<>();
    for (String column : List.of("secret_ref", "old_secret_ref")) {
      if (row.getString(column) != null) {
        secrets.add(SecretRef.parse(row.getString(column)));
      }
    }
    return new Letter(
        row.getUUID("event_id"),
        row.getString("payload"),
        row.getString("url"),
        row.getString("state").equals("enabled"),
        secrets);
  }

  /**
   * Ends a delivery; fails with {@link ClaimLost}.
   *
   * @param state delivered or failed
   * @param attempt the last one; nothing when it was given up without one
   */
  Future<Void> settle(TenantConnection c, Claim claim, String state, Optional<Attempt> attempt) {
    return note(c, claim, state, attempt, null)
        .compose(
            noted ->
                c.change(
                    "delete from delivery_queue where id = $1 and claim = $2",
                    claim.id,
                    claim.claim))
        .map(changed -> held(changed, claim));
  }

  /** Queues a delivery again after a failed attempt; fails with {@link ClaimLost}. */
  Future<Void> again(TenantConnection c, Claim claim, Attempt attempt, Instant due) {
    return note(c, claim, "pending", Optional.of(attempt), due)
        .compose(
            noted ->
                c.change(
                    "update delivery_queue set due = $3, claim = null, claimed_until = null"
                        + " where id = $1 and claim = $2",
                    claim.id,
                    claim.claim,
                    utc(due)))
        .map(changed -> held(changed, claim));
  }

  /** Gives a claim back without an attempt, because we could not make one. */
  Future<Void> postpone(TenantConnection c, Claim claim, Instant due) {
    return c.change(
            "update delivery_queue set due = $3, claim = null, claimed_until = null,"
                + " attempts = attempts - 1 where id = $1 and claim = $2",
            claim.id,
            claim.claim,
            utc(due))
        .map(changed -> held(changed, claim));
  }

  private static Future<Integer> note(
      TenantConnection c, Claim claim, String state, Optional<Attempt> attempt, Instant next) {
    var attempts = new JsonArray(attempt.map(made -> List.of(made.json())).orElse(List.of()));
    return c.change(
        "update delivery set state = $2, next_attempt_at = $3, attempts = attempts || $4::jsonb"
            + " where id = $1",
        claim.id,
        state,
        utc(next),
        attempts);
  }

  private static Void held(int changed, Claim claim) {
    if (changed == 0) {
      throw new ClaimLost(claim);
    }
    return null;
  }

  /**
   * Gives up what waits for an endpoint, at most 1,000 deliveries; those under way, and the rest,
   * are given up when their turn comes.
   */
  Future<Void> giveUp(TenantConnection c, UUID endpointId) {
    return c.change(
            "with waiting as (select id from delivery_queue where endpoint_id = $1 and claim is null"
                + " limit 1000 for update skip locked), gone as (delete from delivery_queue q"
                + " using waiting where q.id = waiting.id returning q.id)"
                + " update delivery d set state = 'failed', next_attempt_at = null from gone"
                + " where d.id = gone.id",
            endpointId)
        .mapEmpty();
  }
}
