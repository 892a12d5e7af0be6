// SQL of the console's sessions.
package de.belegbote.pages;

import static de.belegbote.platform.db.Times.instant;
import static de.belegbote.platform.db.Times.utc;

import de.belegbote.platform.Ids;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.platform.tenancy.Principal;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Found by the hash of their token, within the tenant that the cookie names. */
final class ConsoleSessionStore {
  /** Notes a sign-in, and forgets the tenant's sessions that are over. */
  Future<Void> create(
      TenantConnection c,
      Buffer tokenHash,
      Principal who,
      String name,
      String issuer,
      Instant now) {
    return c.change("delete from console_session where expires_at <= $1", utc(now))
        .compose(
            swept ->
                c.change(
                    "insert into console_session (tenant_id, id, token_hash, subject, name, scopes,"
                        + " issuer, created_at, last_used_at, expires_at)"
                        + " values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)",
                    c.tenant().value(),
                    Ids.next(),
                    tokenHash,
                    who.id(),
                    name,
                    who.scopes().stream().sorted().toArray(String[]::new),
                    issuer,
                    utc(now),
                    utc(now.plus(ConsoleSession.LONGEST))))
        .mapEmpty();
  }

  Future<Optional<ConsoleSession>> find(TenantConnection c, Buffer tokenHash) {
    return c.first("select * from console_session where token_hash = $1", tokenHash)
        .map(row -> row.map(found -> session(c, found)));
  }

  private static ConsoleSession session(TenantConnection c, Row row) {
    return new ConsoleSession(
        row.getUUID("id"),
        new Principal(
            c.tenant(),
            Principal.Kind.USER,
            row.getString("subject"),
            Set.of(row.getArrayOfStrings("scopes"))),
        row.getString("name"),
        row.getString("issuer"),
        Optional.ofNullable(row.getString("language")),
        instant(row, "last_used_at"),
        instant(row, "expires_at"));
  }

  Future<Void> used(TenantConnection c, UUID id, Instant now) {
    return c.change("update console_session set last_used_at = $2 where id = $1", id, utc(now))
        .mapEmpty();
  }

  Future<Void> speaks(TenantConnection c, UUID id, String language) {
    return c.change("update console_session set language = $2 where id = $1", id, language)
        .mapEmpty();
  }

  Future<Void> end(TenantConnection c, Buffer tokenHash) {
    return c.change("delete from console_session where token_hash = $1", tokenHash).mapEmpty();
  }
}
