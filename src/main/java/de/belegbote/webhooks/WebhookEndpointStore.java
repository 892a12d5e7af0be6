// SQL of the webhook endpoints.
package de.belegbote.webhooks;

import static de.belegbote.platform.db.Times.instant;
import static de.belegbote.platform.db.Times.utc;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.secrets.SecretRef;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads and writes endpoints. */
final class WebhookEndpointStore {
  private static final String SELECT = "select * from webhook_endpoint where ";

  /** An endpoint; fails with NOT_FOUND. */
  Future<WebhookEndpoint> get(TenantConnection c, UUID id) {
    return one(c, SELECT + "id = $1", id);
  }

  /**
   * An endpoint, locked until the transaction ends against other changes, but not against events
   * that are queued for it; fails with NOT_FOUND.
   */
  Future<WebhookEndpoint> lock(TenantConnection c, UUID id) {
    return one(c, SELECT + "id = $1 for no key update", id);
  }

  private static Future<WebhookEndpoint> one(TenantConnection c, String sql, UUID id) {
    return c.first(sql, id)
        .map(
            row ->
                row.map(WebhookEndpointStore::endpoint)
                    .orElseThrow(
                        () ->
                            new Failure(
                                Problem.NOT_FOUND, "There is no webhook endpoint of this id.")));
  }

  /** Newest first, those before {@code after}. */
  Future<List<WebhookEndpoint>> list(TenantConnection c, int limit, UUID after) {
    return c.query(SELECT + "($1::uuid is null or id < $1) order by id desc limit $2", after, limit)
        .map(rows -> rows.stream().map(WebhookEndpointStore::endpoint).toList());
  }

  /** Fails with NOT_FOUND unless the company is there; it then stays until the transaction ends. */
  Future<Void> needCompany(TenantConnection c, Optional<UUID> company) {
    return company.isEmpty()
        ? Future.succeededFuture()
        : c.first(
                "select 1 from company where id = $1 and deleted_at is null for share",
                company.get())
            .map(
                row -> {
                  if (row.isEmpty()) {
                    throw new Failure(Problem.NOT_FOUND, "There is no company of this id.");
                  }
                  return null;
                });
  }

  Future<Void> create(TenantConnection c, WebhookEndpoint endpoint) {
    return c.change(
            "insert into webhook_endpoint (tenant_id, id, url, description, event_types, company_id,"
                + " secret_ref, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
            c.tenant().value(),
            endpoint.id(),
            endpoint.url(),
            endpoint.description().orElse(null),
            endpoint.eventTypes().toArray(String[]::new),
            endpoint.companyId().orElse(null),
            endpoint.secret().toString(),
            utc(endpoint.createdAt()))
        .mapEmpty();
  }

  /** Writes what a patch may change; who enables it again starts without failures. */
  Future<WebhookEndpoint> update(TenantConnection c, WebhookEndpoint endpoint, Instant now) {
    return c.first(
            "update webhook_endpoint set url = $2, description = $3, event_types = $4,"
                + " company_id = $5, state = $6, disabled_reason = $7, failing_since = case when"
                + " state = 'disabled' and $6 = 'enabled' then null else failing_since end,"
                + " updated_at = $8, version = version + 1 where id = $1 returning *",
            endpoint.id(),
            endpoint.url(),
            endpoint.description().orElse(null),
            endpoint.eventTypes().toArray(String[]::new),
            endpoint.companyId().orElse(null),
            endpoint.disabled().isEmpty() ? "enabled" : "disabled",
            endpoint.disabled().map(WebhookEndpoint.DisabledReason::text).orElse(null),
            utc(now))
        .map(row -> endpoint(row.orElseThrow()));
  }

  /** Points to a new secret; the former one goes on signing beside it until a time. */
  Future<WebhookEndpoint> rotate(
      TenantConnection c, UUID id, SecretRef fresh, Instant oldUntil, Instant now) {
    return c.first(
            "update webhook_endpoint set old_secret_ref = secret_ref, old_secret_until = $3,"
                + " secret_ref = $2, updated_at = $4, version = version + 1 where id = $1 returning *",
            id,
            fresh.toString(),
            utc(oldUntil),
            utc(now))
        .map(row -> endpoint(row.orElseThrow()));
  }

  /** Forgets former secrets whose time is over; gives their references, to be destroyed. */
  Future<List<SecretRef>> forgetOldSecrets(TenantConnection c, Instant now) {
    return c.query(
            "with over as (select tenant_id, id, old_secret_ref from webhook_endpoint"
                + " where old_secret_until <= $1 for no key update skip locked)"
                + " update webhook_endpoint w set old_secret_ref = null, old_secret_until = null"
                + " from over where w.tenant_id = over.tenant_id and w.id = over.id"
                + " returning over.old_secret_ref",
            utc(now))
        .map(
            rows ->
                rows.stream()
                    .map(row -> SecretRef.parse(row.getString("old_secret_ref")))
                    .toList());
  }

  /** Ends the row of failures, if there is one. */
  Future<Void> succeeded(TenantConnection c, UUID id) {
    return c.change(
            "update webhook_endpoint set failing_since = null where id = $1"
                + " and failing_since is not null",
            id)
        .mapEmpty();
  }

  /**
   * Notes a failure.
   *
   * @return since when there were failures only; nothing when it is disabled or gone meanwhile
   */
  Future<Optional<Instant>> failed(TenantConnection c, UUID id, Instant now) {
    return c.change(
            "update webhook_endpoint set failing_since = $2 where id = $1 and failing_since is null",
            id,
            utc(now))
        .compose(
            noted ->
                c.first(
                    "select failing_since from webhook_endpoint where id = $1 and state = 'enabled'",
                    id))
        .map(row -> row.map(found -> instant(found, "failing_since")));
  }

  /** Disables an endpoint; false when it is disabled or gone already. */
  Future<Boolean> disable(
      TenantConnection c, UUID id, WebhookEndpoint.DisabledReason reason, Instant now) {
    return c.change(
            "update webhook_endpoint set state = 'disabled', disabled_reason = $2, updated_at = $3,"
                + " version = version + 1 where id = $1 and state = 'enabled'",
            id,
            reason.text(),
            utc(now))
        .map(changed -> changed == 1);
  }

  /** Deletes an endpoint with its deliveries. */
  Future<Void> delete(TenantConnection c, UUID id) {
    return c.change("delete from webhook_endpoint where id = $1", id).mapEmpty();
  }

  private static WebhookEndpoint endpoint(Row row) {
    return new WebhookEndpoint(
        row.getUUID("id"),
        row.getString("url"),
        Optional.ofNullable(row.getString("description")),
        Arrays.asList(row.getArrayOfStrings("event_types")),
        Optional.ofNullable(row.getUUID("company_id")),
        Optional.ofNullable(row.getString("disabled_reason"))
            .map(WebhookEndpoint.DisabledReason::of),
        SecretRef.parse(row.getString("secret_ref")),
        Optional.ofNullable(row.getString("old_secret_ref")).map(SecretRef::parse),
        Optional.ofNullable(instant(row, "old_secret_until")),
        instant(row, "created_at"),
        instant(row, "updated_at"),
        row.getInteger("version"));
  }
}
