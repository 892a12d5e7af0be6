// SQL of the logins.
package de.belegbote.accounts;

import static de.belegbote.platform.db.Times.instant;
import static de.belegbote.platform.db.Times.utc;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.secrets.SecretRef;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads and writes logins; a deleted one is not found any more. */
public final class LoginStore {
  private static final String SELECT = "select * from login where deleted_at is null and ";

  /** A login, locked until the transaction ends; fails with NOT_FOUND. */
  public Future<Login> lock(TenantConnection c, UUID id) {
    return one(c, SELECT + "id = $1 for update", id);
  }

  /** A login; fails with NOT_FOUND. */
  public Future<Login> get(TenantConnection c, UUID id) {
    return one(c, SELECT + "id = $1", id);
  }

  private static Future<Login> one(TenantConnection c, String sql, UUID id) {
    return c.first(sql, id)
        .map(
            row ->
                row.map(LoginStore::login)
                    .orElseThrow(
                        () -> new Failure(Problem.NOT_FOUND, "There is no login of this id.")));
  }

  /** That the company is there and stays until the transaction ends; fails with NOT_FOUND. */
  public Future<Void> company(TenantConnection c, UUID id) {
    return c.first("select 1 from company where id = $1 and deleted_at is null for share", id)
        .map(
            row -> {
              if (row.isEmpty()) {
                throw new Failure(Problem.NOT_FOUND, "There is no company of this id.");
              }
              return null;
            });
  }

  Future<Optional<Login>> byName(TenantConnection c, UUID company, String realm, String username) {
    return c.first(
            SELECT + "company_id = $1 and realm = $2 and username = $3 for update",
            company,
            realm,
            username)
        .map(row -> row.map(LoginStore::login));
  }

  /** In the order they were made, those behind {@code after}. */
  Future<List<Login>> list(TenantConnection c, UUID company, int limit, UUID after) {
    return c.query(
            SELECT
                + "($1::uuid is null or id < $1) and ($3::uuid is null or company_id = $3)"
                + " order by id desc limit $2",
            after,
            limit,
            company)
        .map(rows -> rows.stream().map(LoginStore::login).toList());
  }

  Future<UUID> create(
      TenantConnection c,
      UUID company,
      String realm,
      String username,
      SecretRef password,
      Instant now) {
    UUID id = Ids.next();
    return c.change(
            "insert into login (tenant_id, id, company_id, realm, username, password_ref,"
                + " created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $7)",
            c.tenant().value(),
            id,
            company,
            realm,
            username,
            password.toString(),
            utc(now))
        .compose(
            made ->
                c.change(
                    "insert into login_lease (tenant_id, id) values ($1, $2)",
                    c.tenant().value(),
                    id))
        .map(id);
  }

  /**
   * Points to a session of a run, or to none; false, and nothing is changed, when the credentials
   * are not those of the run any more.
   *
   * @param of as it was when the run began
   */
  public Future<Boolean> session(TenantConnection c, Login of, Optional<SecretRef> ref) {
    return c.change(
            "update login set session_ref = $2 where id = $1 and deleted_at is null and username ="
                + " $3 and password_ref is not distinct from $4 and seed_ref is not distinct from"
                + " $5",
            of.id(),
            text(ref),
            of.username(),
            text(of.password()),
            text(of.seed()))
        .map(changed -> changed == 1);
  }

  private static String text(Optional<SecretRef> ref) {
    return ref.map(SecretRef::toString).orElse(null);
  }

  /**
   * Points to a new password (and user name, unless null) and opens the door again; forgets the
   * session.
   */
  Future<Void> credentials(
      TenantConnection c, UUID id, String username, SecretRef password, Instant now) {
    return c.change(
            "update login set password_ref = $2, username = coalesce($3, username), closed_by ="
                + " null, session_ref = null, updated_at = $4 where id = $1",
            id,
            password.toString(),
            username,
            utc(now))
        .<Void>mapEmpty()
        .recover(
            failed ->
                Database.isDuplicate(failed)
                    ? Future.failedFuture(
                        new Failure(
                            Problem.CONFLICT,
                            "Another login of the company has this user name.",
                            failed))
                    : Future.failedFuture(failed));
  }

  /**
   * What a row tells of a seed; the seed itself stands in the secret store.
   *
   * @param print keyed HMAC of the seed
   * @param period seconds of a time step
   */
  public record Seed(SecretRef ref, Buffer print, int period, String issuer, String account) {}

  /**
   * Points to a new seed; the second factor is then stored, neither confirmed nor proven. The
   * session goes, so that the next run proves it.
   */
  public Future<Void> seed(TenantConnection c, UUID id, Seed seed, Instant now) {
    return c.change(
            "update login set seed_ref = $2, seed_print = $3, seed_period = $4, factor ="
                + " 'seed_stored', factor_issuer = $5, factor_label = $6, factor_stored_at = $7,"
                + " factor_confirmed_at = null, factor_proven_at = null, confirm_tries = 0,"
                + " session_ref = null, closed_by = nullif(closed_by, 'CODE_REJECTED'), updated_at"
                + " = $7 where id = $1",
            id,
            seed.ref.toString(),
            seed.print,
            seed.period,
            known(seed.issuer),
            known(seed.account),
            utc(now))
        .mapEmpty();
  }

  /** Forgets the second factor; the seed itself is destroyed by the caller after the commit. */
  public Future<Void> noSeed(TenantConnection c, UUID id, Instant now) {
    return c.change(
            "update login set seed_ref = null, session_ref = null, seed_print = null, seed_period ="
                + " null, factor ="
                + " 'none', factor_issuer = null, factor_label = null, factor_stored_at = null,"
                + " factor_confirmed_at = null, factor_proven_at = null, updated_at = $2 where id ="
                + " $1",
            id,
            utc(now))
        .mapEmpty();
  }

  /** Seconds of a time step of the stored seed, which there must be. */
  public Future<Integer> seedPeriod(TenantConnection c, UUID id) {
    return c.first("select seed_period from login where id = $1", id)
        .map(row -> row.orElseThrow().getInteger("seed_period"));
  }

  /** One try of a confirmation; gives how many there were since the seed was stored. */
  public Future<Integer> confirmTry(TenantConnection c, UUID id) {
    return c.first(
            "update login set confirm_tries = confirm_tries + 1 where id = $1 returning"
                + " confirm_tries",
            id)
        .map(row -> row.orElseThrow().getInteger("confirm_tries"));
  }

  /** The customer says, or shows by a code, that the portal has the second factor on. */
  public Future<Void> confirmed(TenantConnection c, UUID id, Instant now) {
    return c.change(
            "update login set factor = 'confirmed', factor_confirmed_at = $2, updated_at = $2,"
                + " closed_by = nullif(closed_by, 'CODE_REJECTED') where id = $1",
            id,
            utc(now))
        .mapEmpty();
  }

  /** A sign-in showed what the second factor is worth: asked for and accepted, or not asked. */
  public Future<Void> seen(TenantConnection c, UUID id, boolean asked, Instant now) {
    return c.change(
            "update login set factor = case when $2 then 'proven' else 'not_asked_yet' end,"
                + " factor_proven_at = case when $2 then coalesce(factor_proven_at, $3) else"
                + " factor_proven_at end, updated_at = $3 where id = $1"
                + " and factor <> 'proven' and ($2 or factor in ('confirmed', 'none'))",
            id,
            asked,
            utc(now))
        .mapEmpty();
  }

  /** Closes the door after a refusal, for every account that uses the login. */
  public Future<Void> close(TenantConnection c, UUID id, String outcome, Instant now) {
    return c.change(
            "update login set closed_by = $2, updated_at = $3 where id = $1", id, outcome, utc(now))
        .mapEmpty();
  }

  Future<Void> delete(TenantConnection c, UUID id, Instant now) {
    return c.change(
            "update login set deleted_at = $2, password_ref = null, seed_ref = null, session_ref ="
                + " null, seed_print = null where id = $1",
            id,
            utc(now))
        .mapEmpty();
  }

  private static String known(String text) {
    return text == null || text.isBlank() ? null : text;
  }

  private static Login login(Row row) {
    return new Login(
        row.getUUID("id"),
        row.getUUID("company_id"),
        row.getString("realm"),
        row.getString("username"),
        Optional.ofNullable(row.getString("password_ref")).map(SecretRef::parse),
        Optional.ofNullable(row.getString("seed_ref")).map(SecretRef::parse),
        Optional.ofNullable(row.getBuffer("seed_print")),
        Optional.ofNullable(row.getString("session_ref")).map(SecretRef::parse),
        new Login.Factor(
            Login.State.of(row.getString("factor")),
            row.getString("factor_issuer"),
            row.getString("factor_label"),
            instant(row, "factor_stored_at"),
            instant(row, "factor_confirmed_at"),
            instant(row, "factor_proven_at")),
        Optional.ofNullable(row.getString("closed_by")),
        instant(row, "created_at"));
  }
}
