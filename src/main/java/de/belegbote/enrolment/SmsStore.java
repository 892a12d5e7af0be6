// SQL of text messages: what was sent lately, and what became of it.
package de.belegbote.enrolment;

import static de.belegbote.platform.db.Times.utc;

import de.belegbote.platform.Failure;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.platform.tenancy.Tenant;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The guard against sending too much (security rules, point 6): counted in the database before
 * anything goes out, one transaction of a tenant after the other, so that two processes cannot both
 * take the last message of a limit. Attempts count, whatever became of them.
 */
final class SmsStore {
  /** The limit that an operator has to hear of: somebody may be pumping messages. */
  static final String UNOPENED = "sms-unopened";

  /** Most messages to a number in ten minutes and in a day, for a login in a day. */
  private static final int NUMBER = 3;

  private static final int NUMBER_A_DAY = 5;
  private static final int LOGIN_A_DAY = 5;

  /** Most messages in a day to one country code, but for those at home (DE, AT, CH). */
  private static final int ABROAD_A_DAY = 50;

  private static final Set<Integer> HOME = Set.of(49, 43, 41);

  /** When so many links of an hour were sent, at least so many percent must have been opened. */
  private static final int JUDGED = 20;

  private static final int OPENED_PERCENT = 30;

  /** People need a while to look at their phone. */
  private static final Duration GRACE = Duration.ofMinutes(10);

  private static final Duration KEPT = Duration.ofDays(30);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMinutes(10);

  /**
   * One attempt to send, as it is written down before.
   *
   * @param print keyed HMAC of the number
   * @param kept sealed number and token, to send the same link again
   */
  record Attempt(
      UUID id,
      UUID link,
      UUID login,
      Buffer callbackHash,
      Buffer print,
      PhoneNumber to,
      Buffer kept) {}

  /** Fails with QUOTA_EXCEEDED, naming the limit; holds the tenant's turn until the commit. */
  Future<Void> allow(TenantConnection c, Attempt attempt, Tenant.Sms limits, Instant now) {
    long turn = c.tenant().value().getMostSignificantBits() ^ "sms_message".hashCode();
    return c.query("select pg_advisory_xact_lock($1)", turn)
        .compose(mine -> counts(c, attempt, now))
        .map(row -> check(row.orElseThrow(), attempt, limits))
        .compose(enough -> opened(c, now))
        .map(row -> checkOpened(row.orElseThrow()));
  }

  private static Future<Optional<Row>> counts(TenantConnection c, Attempt attempt, Instant now) {
    return c.first(
        "select count(*) as day, count(*) filter (where created_at > $1) as hour,"
            + " count(*) filter (where number_print = $2 and created_at > $3) as number,"
            + " count(*) filter (where number_print = $2) as number_day,"
            + " count(*) filter (where login_id = $4) as login,"
            + " count(*) filter (where dial_code = $5) as country"
            + " from sms_message where created_at > $6",
        utc(now.minus(HOUR)),
        attempt.print(),
        utc(now.minus(SHORT)),
        attempt.login(),
        attempt.to().dialCode(),
        utc(now.minus(DAY)));
  }

  private static Void check(Row counts, Attempt attempt, Tenant.Sms limits) {
    usedUp(counts, "day", "sms-budget", limits.perDay(), DAY);
    usedUp(counts, "number_day", "sms-number", NUMBER_A_DAY, DAY);
    usedUp(counts, "login", "sms-login", LOGIN_A_DAY, DAY);
    if (!HOME.contains(attempt.to().dialCode())) {
      usedUp(counts, "country", "sms-country", ABROAD_A_DAY, DAY);
    }
    usedUp(counts, "hour", "sms-tenant", limits.perHour(), HOUR);
    usedUp(counts, "number", "sms-number", NUMBER, SHORT);
    return null;
  }

  // The whole window is told as wait: after it there is room for certain.
  private static void usedUp(Row counts, String column, String policy, int most, Duration window) {
    if (counts.getLong(column) >= most) {
      throw Failure.quota(
          "Too many messages lately. Wait, or show the link on the screen (delivery: link).",
          window,
          List.of(policy));
    }
  }

  private static Future<Optional<Row>> opened(TenantConnection c, Instant now) {
    return c.first(
        "select count(*) as sent, count(l.opened_at) as opened from"
            + " (select distinct upload_link_id as id from sms_message"
            + " where created_at > $1 and created_at <= $2 and state <> 'failed') m"
            + " left join upload_link l on l.id = m.id",
        utc(now.minus(GRACE).minus(HOUR)),
        utc(now.minus(GRACE)));
  }

  private static Void checkOpened(Row row) {
    long sent = row.getLong("sent");
    if (sent >= JUDGED && row.getLong("opened") * 100 < sent * OPENED_PERCENT) {
      throw Failure.quota(
          "Of the messages of the last hour hardly one was opened, so no more go out for now. Show"
              + " the link on the screen (delivery: link), and tell the operator.",
          HOUR,
          List.of(UNOPENED));
    }
    return null;
  }

  /** Writes the attempt down; it is unknown until somebody answers. */
  Future<Void> write(TenantConnection c, Attempt attempt, Instant now) {
    return c.change(
            "insert into sms_message (tenant_id, id, upload_link_id, login_id, callback_hash,"
                + " number_print, dial_code, state, created_at, changed_at)"
                + " values ($1, $2, $3, $4, $5, $6, $7, 'unknown', $8, $8)",
            c.tenant().value(),
            attempt.id(),
            attempt.link(),
            attempt.login(),
            attempt.callbackHash(),
            attempt.print(),
            attempt.to().dialCode(),
            utc(now))
        .compose(
            written ->
                c.change(
                    "update upload_link set sms_id = $2, sms_at = $3, sms_state = 'unknown',"
                        + " sms_reason = null, sms_to = $4, sms_sealed = $5 where id = $1",
                    attempt.link(),
                    attempt.id(),
                    utc(now),
                    attempt.to().masked(),
                    attempt.kept()))
        .mapEmpty();
  }

  /** Moves a message on, never back; its link shows the state of its newest message. */
  Future<Void> note(TenantConnection c, UUID id, SmsSender.Result result, Instant now) {
    return c.change(
            "update sms_message set state = $2, reference = coalesce($3, reference),"
                + " error_code = $4, changed_at = $5 where id = $1 and state = any($6)",
            id,
            result.state().word(),
            result.reference().orElse(null),
            result.code().orElse(null),
            utc(now),
            result.state().earlier().toArray(String[]::new))
        .compose(
            moved ->
                moved == 0
                    ? Future.succeededFuture(0)
                    : c.change(
                        "update upload_link set sms_state = $2, sms_reason = $3 where sms_id = $1",
                        id,
                        result.state().word(),
                        result.reason().map(SmsReason::word).orElse(null)))
        .mapEmpty();
  }

  /** The carrier's name for a message; empty while it is not known, or for an unknown message. */
  Future<Optional<String>> reference(TenantConnection c, UUID id) {
    return c.first("select reference from sms_message where id = $1", id)
        .map(row -> row.map(there -> there.getString("reference")));
  }

  /** Sealed number and token of an open link; empty when they are gone. */
  Future<Optional<Buffer>> kept(TenantConnection c, UUID link) {
    return c.first("select sms_sealed from upload_link where id = $1", link)
        .map(row -> row.map(there -> there.getBuffer("sms_sealed")));
  }

  /** Erases the numbers of links that are over, and old messages. */
  Future<Void> forget(TenantConnection c, Instant now) {
    return c.change(
            "update upload_link set sms_sealed = null where sms_sealed is not null"
                + " and (state <> 'open' or expires_at <= $1 or tries >= $2)",
            utc(now),
            UploadLink.MOST_TRIES)
        .compose(
            done -> c.change("delete from sms_message where created_at < $1", utc(now.minus(KEPT))))
        .mapEmpty();
  }
}
