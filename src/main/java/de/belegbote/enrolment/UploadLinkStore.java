// SQL of the upload links.
package de.belegbote.enrolment;

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

/** One open link per login; a new one ends the old. */
final class UploadLinkStore {
  Future<Void> create(TenantConnection c, UploadLink link, Buffer tokenHash) {
    return revokeAll(c, link.loginId())
        .compose(
            ended ->
                c.change(
                    "insert into upload_link (tenant_id, id, login_id, delivery, token_hash, state,"
                        + " language, expires_at, created_at) values ($1, $2, $3, $4, $5, 'open',"
                        + " $6, $7, $8)",
                    c.tenant().value(),
                    link.id(),
                    link.loginId(),
                    link.delivery(),
                    tokenHash,
                    link.language().getLanguage(),
                    utc(link.expiresAt()),
                    utc(link.createdAt())))
        .mapEmpty();
  }

  /** A link; fails with NOT_FOUND. */
  Future<UploadLink> get(TenantConnection c, UUID id) {
    return c.first("select * from upload_link where id = $1", id)
        .map(
            row ->
                row.map(UploadLinkStore::link)
                    .orElseThrow(
                        () -> new Failure(Problem.NOT_FOUND, "There is no link of this id.")));
  }

  /** Newest first, those before {@code after}. */
  Future<List<UploadLink>> ofLogin(TenantConnection c, UUID login, int limit, UUID after) {
    return c.query(
            "select * from upload_link where login_id = $1 and ($2::uuid is null or id < $2)"
                + " order by id desc limit $3",
            login,
            after,
            limit)
        .map(rows -> rows.stream().map(UploadLinkStore::link).toList());
  }

  Future<Void> opened(TenantConnection c, UUID id, Instant now) {
    return c.change(
            "update upload_link set opens = opens + 1, opened_at = coalesce(opened_at, $2) where id"
                + " = $1",
            id,
            utc(now))
        .mapEmpty();
  }

  /** Counts a picture that could not be used, or one that replaces what was read before. */
  Future<Void> failedTry(TenantConnection c, UUID id) {
    return c.change("update upload_link set tries = tries + 1 where id = $1", id).mapEmpty();
  }

  /** Uses the link up for one browser; false when somebody was faster. The number goes. */
  Future<Boolean> use(TenantConnection c, UUID id, Buffer browser, Instant now) {
    return c.change(
            "update upload_link set state = 'used', used_at = $2, browser_hash = $3, sms_sealed ="
                + " null where id = $1 and state = 'open' and expires_at > $2 and tries < $4",
            id,
            utc(now),
            browser,
            UploadLink.MOST_TRIES)
        .map(used -> used == 1);
  }

  Future<Void> revoke(TenantConnection c, UUID id) {
    return c.change(
            "update upload_link set state = 'revoked', sms_sealed = null"
                + " where id = $1 and state = 'open'",
            id)
        .mapEmpty();
  }

  Future<Void> revokeAll(TenantConnection c, UUID login) {
    return c.change(
            "update upload_link set state = 'revoked', sms_sealed = null"
                + " where login_id = $1 and state = 'open'",
            login)
        .mapEmpty();
  }

  private static UploadLink link(Row row) {
    return new UploadLink(
        row.getUUID("id"),
        row.getUUID("login_id"),
        row.getString("delivery"),
        row.getString("state"),
        Locale.forLanguageTag(row.getString("language")),
        row.getInteger("tries"),
        instant(row, "expires_at"),
        Optional.ofNullable(instant(row, "opened_at")),
        Optional.ofNullable(instant(row, "used_at")),
        Optional.ofNullable(row.getBuffer("browser_hash")),
        Optional.ofNullable(row.getString("sms_state")).map(state -> sms(row, state)),
        instant(row, "created_at"));
  }

  private static UploadLink.Sms sms(Row row, String state) {
    return new UploadLink.Sms(
        state,
        row.getString("sms_to"),
        Optional.ofNullable(row.getString("sms_reason")),
        Optional.ofNullable(instant(row, "sms_at")).orElseGet(() -> instant(row, "created_at")));
  }
}
