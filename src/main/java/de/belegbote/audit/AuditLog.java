// The diary of operations and of uses of secrets; lines are only ever added.
package de.belegbote.audit;

import static de.belegbote.platform.db.Times.instant;
import static de.belegbote.platform.db.Times.utc;

import de.belegbote.platform.Ids;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.platform.tenancy.Principal;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** SQL of the two diaries. */
public final class AuditLog {
  /** An operation somebody asked for, and the status it was answered with. */
  public record Done(
      UUID id,
      Instant at,
      String actorKind,
      String actorId,
      String operation,
      String targetId,
      int status,
      String requestId) {}

  /**
   * A use of a secret.
   *
   * @param secret its name: password, seed, webhook
   * @param purpose why, such as sign_in, sign_webhook, sealed
   * @param actor which part of the service
   * @param fetchId the run it was for; null outside a run
   * @param result allowed, or why not
   */
  public record SecretUse(
      UUID id,
      Instant at,
      UUID loginId,
      String secret,
      String purpose,
      String actor,
      UUID fetchId,
      String result) {}

  public Future<Void> write(
      TenantConnection c,
      Instant at,
      Principal who,
      String operation,
      String target,
      int status,
      String requestId) {
    return c.change(
            "insert into audit_event (tenant_id, id, at, actor_kind, actor_id, operation, target_id,"
                + " status, request_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            c.tenant().value(),
            Ids.next(),
            utc(at),
            who.kind().text(),
            who.id(),
            operation,
            target,
            status,
            requestId)
        .mapEmpty();
  }

  public Future<Void> write(TenantConnection c, SecretUse use) {
    return c.change(
            "insert into secret_use (tenant_id, id, at, login_id, secret, purpose, actor, fetch_id,"
                + " result) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            c.tenant().value(),
            use.id,
            utc(use.at),
            use.loginId,
            use.secret,
            use.purpose,
            use.actor,
            use.fetchId,
            use.result)
        .mapEmpty();
  }

  /** Operations, newest first, those before {@code after}. */
  public Future<List<Done>> operations(TenantConnection c, int limit, UUID after) {
    return c.query(
            "select * from audit_event where ($1::uuid is null or id < $1) order by id desc limit $2",
            after,
            limit)
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new Done(
                                row.getUUID("id"),
                                instant(row, "at"),
                                row.getString("actor_kind"),
                                row.getString("actor_id"),
                                row.getString("operation"),
                                row.getString("target_id"),
                                row.getInteger("status"),
                                row.getString("request_id")))
                    .toList());
  }

  /** Uses of secrets, newest first; of one login only when it is given. */
  public Future<List<SecretUse>> secretUses(TenantConnection c, UUID login, int limit, UUID after) {
    return c.query(
            "select * from secret_use where ($1::uuid is null or id < $1)"
                + " and ($3::uuid is null or login_id = $3) order by id desc limit $2",
            after,
            limit,
            login)
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new SecretUse(
                                row.getUUID("id"),
                                instant(row, "at"),
                                row.getUUID("login_id"),
                                row.getString("secret"),
                                row.getString("purpose"),
                                row.getString("actor"),
                                row.getUUID("fetch_id"),
                                row.getString("result")))
                    .toList());
  }
}
