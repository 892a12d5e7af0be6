// SQL of the accounts that wait to be chosen from.
package de.belegbote.enrolment;

import static de.belegbote.platform.db.Times.instant;
import static de.belegbote.platform.db.Times.utc;

import de.belegbote.otp.KeyRefusal;
import de.belegbote.otp.OtpExport;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.secrets.SecretRef;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** At most one choice per login: a new export ends the one before. */
final class PendingSeedStore {
  /**
   * One account.
   *
   * @param part which code of the export it stood in, 0 for the first
   * @param place within that code
   * @param seed where the seed is and what is known of it; none when it cannot be chosen
   */
  record Pending(
      UUID id, OtpExport export, int part, int place, OtpExport.Entry entry, Optional<Seed> seed) {}

  /**
   * What a row tells of a seed.
   *
   * @param codes of the next minutes, sealed
   */
  record Seed(SecretRef ref, Buffer print, int period, String codes) {}

  /** A row as it is read back. */
  record Found(
      SeedChoice.Candidate candidate,
      Optional<UUID> link,
      int batch,
      int part,
      int parts,
      Optional<Seed> seed,
      Instant expiresAt) {}

  Future<Void> insert(
      TenantConnection c, UUID login, Optional<UUID> link, Pending pending, Instant expiresAt) {
    var entry = pending.entry;
    return c.change(
            "insert into pending_seed (tenant_id, id, login_id, link_id, batch, part, parts, place,"
                + " issuer, account, refusal, secret_ref, seed_print, period, codes, expires_at)"
                + " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
            c.tenant().value(),
            pending.id,
            login,
            link.orElse(null),
            pending.export.batch(),
            pending.part,
            pending.export.parts(),
            pending.place,
            entry.issuer(),
            entry.account(),
            entry.refusal().map(KeyRefusal::slug).orElse(null),
            pending.seed.map(seed -> seed.ref.toString()).orElse(null),
            pending.seed.map(Seed::print).orElse(null),
            pending.seed.map(Seed::period).orElse(null),
            pending.seed.map(Seed::codes).orElse(null),
            utc(expiresAt))
        .mapEmpty();
  }

  /** What can be chosen from at this time, in the order of the export. */
  Future<List<Found>> open(TenantConnection c, UUID login, Instant now) {
    return c.query(
            "select * from pending_seed where login_id = $1 and expires_at > $2"
                + " order by part, place",
            login,
            utc(now))
        .map(rows -> rows.stream().map(PendingSeedStore::found).toList());
  }

  /**
   * Takes one out, so that no sweep can destroy it any more.
   *
   * @return whether it was still there
   */
  Future<Boolean> take(TenantConnection c, UUID id) {
    return c.change("delete from pending_seed where id = $1", id).map(rows -> rows == 1);
  }

  /**
   * Ends the choice of a login; gives the secrets that were to be chosen from. The rows stay for
   * the sweep of the fetch role, because the API may not be able to destroy.
   */
  Future<List<SecretRef>> end(TenantConnection c, UUID login, Instant now) {
    return c.query(
            "update pending_seed set expires_at = least(expires_at, $2), codes = null"
                + " where login_id = $1 returning secret_ref",
            login,
            utc(now))
        .map(
            rows ->
                rows.stream()
                    .map(row -> row.getString("secret_ref"))
                    .filter(Objects::nonNull)
                    .map(SecretRef::parse)
                    .toList());
  }

  private static Found found(Row row) {
    Optional<Seed> seed =
        Optional.ofNullable(row.getString("secret_ref"))
            .map(
                ref ->
                    new Seed(
                        SecretRef.parse(ref),
                        row.getBuffer("seed_print"),
                        row.getInteger("period"),
                        row.getString("codes")));
    return new Found(
        new SeedChoice.Candidate(
            row.getUUID("id"),
            row.getString("issuer"),
            row.getString("account"),
            Optional.ofNullable(row.getString("refusal"))),
        Optional.ofNullable(row.getUUID("link_id")),
        row.getInteger("batch"),
        row.getInteger("part"),
        row.getInteger("parts"),
        seed,
        instant(row, "expires_at"));
  }
}
