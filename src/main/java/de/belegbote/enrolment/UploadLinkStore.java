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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** One open link per login; a new one ends the old. */
final class UploadLinkStore {
  /** Most messages: per number in 10 minutes, per login in a day, per tenant in an hour. */
  private static final int NUMBER = 3;

  private static final int LOGIN = 5;
  private static final int TENANT = 60;

  Future<Void> create(TenantConnection c, UploadLink link, Buffer tokenHash, Buffer smsPrint) {
    return c.change(
            "update upload_link set state = 'revoked' where login_id = $1 and state = 'open'",
            link.loginId())
        .compose(
            ended ->
                c.change(
                    "insert into upload_link (tenant_id, id, login_id, delivery, token_hash, state, language,"
                        + " expires_at, sms_state, sms_to, sms_print, created_at)"
                        + " values ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9, $10, $11)",
                    c.tenant().value(),
                    link.id(),
                    link.loginId(),
                    link.delivery(),
                    tokenHash,
                    link.language().getLanguage(),
                    utc(link.expiresAt()),
                    link.smsState().orElse(null),
                    link.smsTo().orElse(null),
                    smsPrint,
                    utc(link.createdAt())))
        .mapEmpty();
  }

  /** Fails with QUOTA_EXCEEDED when the number, login or tenant got too many messages lately. */
  Future<Void> checkQuota(TenantConnection c, UUID login, Buffer smsPrint, Instant now) {
    return c.first(
            "select count(*) filter (where sms_print = $1 and created_at > $2) as number,"
                + " count(*) filter (where login_id = $3 and created_at > $4) as login,"
                + " count(*) filter (where created_at > $5) as tenant"
                + " from upload_link where sms_state is not null and created_at > $4",
            smsPrint,
            utc(now.minus(Duration.ofMinutes(10))),
            login,
            utc(now.minus(Duration.ofDays(1))),
            utc(now.minus(Duration.ofHours(1))))
        .map(
            row -> {
              Row counts = row.orElseThrow();
              usedUp(counts, "login", LOGIN, Duration.ofDays(1));
              usedUp(counts, "tenant", TENANT, Duration.ofHours(1));
              usedUp(counts, "number", NUMBER, Duration.ofMinutes(10));
              return null;
            });
  }

  // The whole window is told as wait: after it there is room for certain.
  private static void usedUp(Row counts, String what, int most, Duration window) {
    if (counts.getLong(what) >= most) {
      throw Failure.quota(
          "Too many messages lately. Wait, or show the link on the screen (delivery: link).",
          window,
          List.of("sms-" + what));
    }
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
            "update upload_link set opens = opens + 1, opened_at = coalesce(opened_at, $2) where id = $1",
            id,
            utc(now))
        .mapEmpty();
  }

  Future<Void> failedTry(TenantConnection c, UUID id) {
    return c.change("update upload_link set tries = tries + 1 where id = $1", id).mapEmpty();
  }

  /** Uses the link up for one browser; false when somebody was faster. The number's print goes. */
  Future<Boolean> use(TenantConnection c, UUID id, Buffer browser, Instant now) {
    return c.change(
            "update upload_link set state = 'used', used_at = $2, browser_hash = $3"
                + " where id = $1 and state = 'open' and expires_at > $2 and tries < $4",
            id,
            utc(now),
            browser,
            UploadLink.MOST_TRIES)
        .map(used -> used == 1);
  }

  Future<Void> sms(TenantConnection c, UUID id, String state) {
    return c.change("update upload_link set sms_state = $2 where id = $1", id, state).mapEmpty();
  }

  Future<Void> revoke(TenantConnection c, UUID id) {
    return c.change("update upload_link set state = 'revoked' where id = $1 and state = 'open'", id)
        .mapEmpty();
  }

  Future<Void> revokeAll(TenantConnection c, UUID login) {
    return c.change(
            "update upload_link set state = 'revoked' where login_id = $1 and state = 'open'",
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
        Optional.ofNullable(row.getString("sms_state")),
        Optional.ofNullable(row.getString("sms_to")),
        instant(row, "created_at"));
  }
}
