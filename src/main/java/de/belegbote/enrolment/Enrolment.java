// Takes a seed in, shows its codes, and takes the confirmation that the portal has it too.
package de.belegbote.enrolment;

import de.belegbote.accounts.Linking;
import de.belegbote.accounts.Login;
import de.belegbote.accounts.LoginStore;
import de.belegbote.accounts.PortalAccountStore;
import de.belegbote.accounts.StepLedger;
import de.belegbote.otp.Totp;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.PrintKey;
import de.belegbote.platform.crypto.SealingKey;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.platform.events.Outbox;
import de.belegbote.portals.PortalCatalogue;
import de.belegbote.secrets.SecretRef;
import de.belegbote.secrets.SecretStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * The API may create secrets but not read them back, so the codes for the confirmation travel with
 * the person: sealed under the API's own key, bound to login and seed, good for five minutes and
 * five tries (security rules, point 2).
 */
public final class Enrolment {
  private static final int MOST_TRIES = 5;

  private final LoginStore logins;
  private final PortalAccountStore accounts;
  private final StepLedger steps;
  private final Linking linking;
  private final ConfirmToken tokens;
  private final Database db;
  private final TimeSource time;
  private final Outbox outbox;
  private final String publicUrl;
  private final SeedIntake intake;

  public Enrolment(
      LoginStore logins,
      PortalAccountStore accounts,
      PortalCatalogue catalogue,
      StepLedger steps,
      Linking linking,
      SecretStore secrets,
      SealingKey tokens,
      PrintKey prints,
      Database db,
      TimeSource time,
      Outbox outbox,
      String publicUrl) {
    this.logins = logins;
    this.accounts = accounts;
    this.steps = steps;
    this.linking = linking;
    this.tokens = new ConfirmToken(tokens);
    this.db = db;
    this.time = time;
    this.outbox = outbox;
    this.publicUrl = publicUrl;
    this.intake =
        new SeedIntake(logins, accounts, catalogue, secrets, this.tokens, prints, db, time);
  }

  /** A login with the state of its second factor; fails with NOT_FOUND. */
  public Future<Login> login(TenantId tenant, UUID loginId) {
    return db.inTenant(tenant, c -> logins.get(c, loginId));
  }

  /** How seeds come in. */
  public SeedIntake intake() {
    return intake;
  }

  /**
   * The codes that were shown with a stored seed and have not ended.
   *
   * @param confirmToken as {@link Enrolled} gave it; any other gives no codes
   */
  public List<Totp.Code> codes(Login login, String confirmToken) {
    return tokens.codes(login, confirmToken, time.now());
  }

  /**
   * The portal has the second factor on. With a code, it must be one of the seed's; the first fetch
   * starts at once.
   *
   * @param code what was typed, with the token it was shown with; empty when the person only says
   *     so
   * @return the second factor; fails with WRONG_CODE, or SECOND_FACTOR_STATE when nothing is stored
   */
  public Future<Login> confirm(TenantId tenant, UUID loginId, Optional<Typed> code) {
    return db.inTenant(tenant, c -> tried(c, loginId, code.isPresent()))
        .map(login -> new Checked(login, code.map(typed -> tokens.step(login, typed, time.now()))))
        .compose(
            checked ->
                db.inTenant(tenant, c -> confirmed(c, checked))
                    .compose(done -> login(tenant, loginId)));
  }

  /** A code and the token it was shown with. */
  public record Typed(Secret code, String token) {}

  private record Checked(Login login, Optional<Long> step) {}

  // Counted in a transaction of its own: a wrong code must leave its trace.
  private Future<Login> tried(TenantConnection c, UUID loginId, boolean withCode) {
    return logins
        .lock(c, loginId)
        .compose(
            login -> {
              if (login.seed().isEmpty()) {
                throw new Failure(
                    Problem.SECOND_FACTOR_STATE,
                    "no-seed",
                    "Send the barcode first; no seed is stored.");
              }
              return withCode
                  ? logins.confirmTry(c, loginId).map(tries -> limited(login, tries))
                  : Future.succeededFuture(login);
            });
  }

  private static Login limited(Login login, int tries) {
    if (tries > MOST_TRIES) {
      throw new Failure(
          Problem.SECOND_FACTOR_STATE,
          "confirm-too-often",
          "Too many wrong codes. Send the barcode again.");
    }
    return login;
  }

  // A code counts as shown once its time has begun; whatever was typed into the portal is among
  // them.
  private Future<Void> confirmed(TenantConnection c, Checked checked) {
    Instant now = time.now();
    Login login = checked.login;
    return logins
        .seedPeriod(c, login.id())
        .compose(
            period -> {
              long current = Math.floorDiv(now.getEpochSecond(), period);
              long last = Math.max(current, checked.step.orElse(current));
              return steps.shown(c, login, last, now);
            })
        .compose(shown -> logins.confirmed(c, login.id(), now))
        .compose(confirmed -> linking.verifyAll(c, login.id(), now))
        .compose(ordered -> tell(c, login));
  }

  private Future<Void> tell(TenantConnection c, Login login) {
    return accounts
        .ofLogin(c, login.id())
        .compose(
            all -> {
              var ids = new JsonArray();
              all.forEach(account -> ids.add(account.id().toString()));
              var data =
                  new JsonObject()
                      .put("loginId", login.id().toString())
                      .put("companyId", login.companyId().toString())
                      .put("portalAccountIds", ids)
                      .put("link", publicUrl + "/v1/logins/" + login.id());
              return outbox.append(c, "second_factor.enrolled", login.companyId(), null, data);
            })
        .mapEmpty();
  }

  /**
   * Destroys the seed; the accounts go on without one.
   *
   * @param with what else belongs to it in the same transaction
   */
  public Future<Void> remove(
      TenantId tenant, UUID loginId, BiFunction<TenantConnection, UUID, Future<Void>> with) {
    return db.inTenant(tenant, c -> removed(c, loginId, with))
        .map(
            refs -> {
              intake.forget(tenant, refs);
              return null;
            });
  }

  private Future<List<SecretRef>> removed(
      TenantConnection c, UUID loginId, BiFunction<TenantConnection, UUID, Future<Void>> with) {
    return logins
        .lock(c, loginId)
        .compose(
            login ->
                logins
                    .noSeed(c, loginId, time.now())
                    .compose(gone -> with.apply(c, loginId))
                    .compose(done -> intake.endChoice(c, loginId))
                    .map(waiting -> SeedIntake.without(null, waiting, login)));
  }
}
