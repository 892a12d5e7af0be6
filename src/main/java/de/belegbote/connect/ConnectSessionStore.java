// SQL of the connect sessions.
package de.belegbote.connect;

import static de.belegbote.platform.db.Times.instant;
import static de.belegbote.platform.db.Times.utc;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.db.TenantConnection;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Reads and writes sessions; what is over is changed no more. */
final class ConnectSessionStore {
  private static final String UNDER_WAY =
      " where id = $1 and state in ('created', 'opened') and expires_at > $2";

  Future<Void> create(TenantConnection c, ConnectSession session, Buffer tokenHash) {
    return c.change(
            "insert into connect_session (tenant_id, id, company_id, portals, portal_account_id,"
                + " repair, language, return_url, token_hash, state, portal_id, expires_at,"
                + " created_at, origin) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'created',"
                + " $10, $11, $12, $13)",
            c.tenant().value(),
            session.id(),
            session.company(),
            session.portals().toArray(String[]::new),
            session.account().orElse(null),
            session.repair(),
            session.language().getLanguage(),
            session.returnUrl().orElse(null),
            tokenHash,
            session.portal().orElse(null),
            utc(session.expiresAt()),
            utc(session.createdAt()),
            session.origin().orElse(null))
        .mapEmpty();
  }

  /** A session; fails with NOT_FOUND. */
  Future<ConnectSession> get(TenantConnection c, UUID id) {
    return one(c, "select * from connect_session where id = $1", id);
  }

  /** A session, locked until the transaction ends; fails with NOT_FOUND. */
  Future<ConnectSession> lock(TenantConnection c, UUID id) {
    return one(c, "select * from connect_session where id = $1 for update", id);
  }

  private static Future<ConnectSession> one(TenantConnection c, String sql, UUID id) {
    return c.first(sql, id)
        .map(
            row ->
                row.map(ConnectSessionStore::session)
                    .orElseThrow(
                        () ->
                            new Failure(
                                Problem.NOT_FOUND, "There is no connect session of this id.")));
  }

  /** Binds the session to its first browser; false when another was faster or it is over. */
  Future<Boolean> open(TenantConnection c, UUID id, Buffer browser, Instant now) {
    return c.change(
            "update connect_session set state = 'opened', browser_hash = $3, opened_at = $2,"
                + " expires_at = $4 where id = $1 and state = 'created' and expires_at > $2",
            id,
            utc(now),
            browser,
            utc(now.plus(ConnectSession.ONCE_OPENED)))
        .map(opened -> opened == 1);
  }

  /** Ends it; nothing happens to one that is over. */
  Future<Void> end(TenantConnection c, UUID id, String state, String reason, Instant now) {
    return c.change(
            "update connect_session set state = $3, exit_reason = $4, ended_at = $2" + UNDER_WAY,
            id,
            utc(now),
            state,
            reason)
        .mapEmpty();
  }

  /** The portal that is to be linked, or null; the consent was for another and goes. */
  Future<Void> portal(TenantConnection c, UUID id, String portal, Instant now) {
    return c.change(
            "update connect_session set portal_id = $3, consent_text = null, consent_at = null"
                + UNDER_WAY
                + " and portal_account_id is null",
            id,
            utc(now),
            portal)
        .mapEmpty();
  }

  Future<Void> consent(TenantConnection c, UUID id, String text, Instant now) {
    return c.change(
            "update connect_session set consent_text = $3, consent_at = $2" + UNDER_WAY,
            id,
            utc(now),
            text)
        .mapEmpty();
  }

  Future<Void> account(TenantConnection c, UUID id, UUID account, Instant now) {
    return c.change(
            "update connect_session set portal_account_id = $3" + UNDER_WAY, id, utc(now), account)
        .mapEmpty();
  }

  /** Takes the consent back, also when the session is over already. */
  Future<Void> withdrawn(TenantConnection c, UUID id, Instant now) {
    return c.change(
            "update connect_session set state = 'exited', exit_reason = 'consent_withdrawn',"
                + " ended_at = $2 where id = $1",
            id,
            utc(now))
        .mapEmpty();
  }

  /** The answer to the question of the app. */
  Future<Void> hasApp(TenantConnection c, UUID id, boolean hasApp, Instant now) {
    return c.change(
            "update connect_session set has_app = $3, answered_at = $2" + UNDER_WAY,
            id,
            utc(now),
            hasApp)
        .mapEmpty();
  }

  /** Deletes those whose time ended before. */
  Future<Void> forget(TenantConnection c, Instant before) {
    return c.change("delete from connect_session where expires_at < $1", utc(before)).mapEmpty();
  }

  private static ConnectSession session(Row row) {
    String consent = row.getString("consent_text");
    return new ConnectSession(
        row.getUUID("id"),
        row.getUUID("company_id"),
        List.of(row.getArrayOfStrings("portals")),
        Optional.ofNullable(row.getUUID("portal_account_id")),
        row.getBoolean("repair"),
        Locale.forLanguageTag(row.getString("language")),
        Optional.ofNullable(row.getString("return_url")),
        Optional.ofNullable(row.getString("origin")),
        row.getString("state"),
        Optional.ofNullable(row.getString("exit_reason")),
        Optional.ofNullable(row.getBuffer("browser_hash")),
        Optional.ofNullable(row.getString("portal_id")),
        Optional.ofNullable(consent)
            .map(text -> new ConnectSession.Consent(text, instant(row, "consent_at"))),
        Optional.ofNullable(row.getBoolean("has_app")),
        Optional.ofNullable(instant(row, "answered_at")),
        instant(row, "expires_at"),
        instant(row, "created_at"),
        Optional.ofNullable(instant(row, "opened_at")),
        Optional.ofNullable(instant(row, "ended_at")));
  }
}
