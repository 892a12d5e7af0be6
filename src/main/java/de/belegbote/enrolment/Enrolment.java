// Takes a seed in, shows its codes, and takes the confirmation that the portal has it too.
package de.belegbote.enrolment;

import de.belegbote.accounts.Linking;
import de.belegbote.accounts.Login;
import de.belegbote.accounts.LoginStore;
import de.belegbote.accounts.PortalAccountStore;
import de.belegbote.accounts.StepLedger;
import de.belegbote.otp.OtpAuth;
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
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API may create secrets but not read them back, so the codes for the confirmation travel with
 * the person: sealed under the API's own key, bound to login and seed, good for five minutes and
 * five tries (security rules, point 2).
 */
public final class Enrolment {
  private static final Logger LOG = LoggerFactory.getLogger(Enrolment.class);
  private static final int CODES = 10;
  private static final int MOST_TRIES = 5;

  /**
   * What a person gets after the seed was stored.
   *
   * @param codes the next codes in order, the first is good now
   * @param confirmToken to be sent back with a typed code
   */
  public record Answer(
      Login login, String issuer, String account, List<Totp.Code> codes, String confirmToken) {
    public JsonObject json() {
      var list = new JsonArray();
      codes.forEach(
          code ->
              list.add(
                  new JsonObject()
                      .put("code", code.code().reveal())
                      .put("validFrom", code.validFrom().toString())
                      .put("validUntil", code.validUntil().toString())));
      var json =
          new JsonObject()
              .put("secondFactor", login.factor().json())
              .put("codes", list)
              .put("confirmToken", confirmToken)
              .put("warnings", new JsonArray());
      if (login.factor().issuer() != null) {
        json.put("issuer", login.factor().issuer());
      }
      if (login.factor().account() != null) {
        json.put("account", login.factor().account());
      }
      return json;
    }

    @Override
    public String toString() {
      return "Answer[" + login.id() + "]";
    }
  }

  private final LoginStore logins;
  private final PortalAccountStore accounts;
  private final StepLedger steps;
  private final Linking linking;
  private final SecretStore secrets;
  private final ConfirmToken tokens;
  private final PrintKey prints;
  private final Database db;
  private final TimeSource time;
  private final Outbox outbox;
  private final String publicUrl;

  public Enrolment(
      LoginStore logins,
      PortalAccountStore accounts,
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
    this.secrets = secrets;
    this.tokens = new ConfirmToken(tokens);
    this.prints = prints;
    this.db = db;
    this.time = time;
    this.outbox = outbox;
    this.publicUrl = publicUrl;
  }

  /** A login with the state of its second factor; fails with NOT_FOUND. */
  public Future<Login> login(TenantId tenant, UUID loginId) {
    return db.inTenant(tenant, c -> logins.get(c, loginId));
  }

  /**
   * Stores a seed; an earlier one is destroyed.
   *
   * @param with what else has to succeed in the same transaction, such as using a link up
   */
  public Future<Answer> store(
      TenantId tenant, UUID loginId, OtpAuth auth, Function<TenantConnection, Future<Void>> with) {
    Instant now = time.now();
    return db.inTenant(tenant, c -> logins.get(c, loginId))
        .compose(there -> secrets.create(tenant, "login", "seed", auth.toSecret()))
        .compose(
            ref ->
                db.inTenant(tenant, c -> point(c, loginId, ref, auth, now, with))
                    .onFailure(failed -> forget(tenant, ref))
                    .compose(
                        old -> {
                          old.ifPresent(replaced -> forget(tenant, replaced));
                          return login(tenant, loginId);
                        })
                    .map(login -> answer(login, ref, auth, now)));
  }

  private Future<Optional<SecretRef>> point(
      TenantConnection c,
      UUID loginId,
      SecretRef ref,
      OtpAuth auth,
      Instant now,
      Function<TenantConnection, Future<Void>> with) {
    var print = prints.print("seed", auth.seed().reveal());
    return logins
        .lock(c, loginId)
        .compose(
            login ->
                with.apply(c)
                    .compose(done -> logins.seed(c, loginId, ref, print, auth, now))
                    .map(login.seed()));
  }

  private Answer answer(Login login, SecretRef ref, OtpAuth auth, Instant now) {
    List<Totp.Code> codes = Totp.next(auth, now, CODES);
    return new Answer(
        login,
        auth.issuer(),
        auth.account(),
        codes,
        tokens.seal(login.id(), ref, auth, codes, now));
  }

  /**
   * The codes that were shown with a stored seed and have not ended.
   *
   * @param confirmToken as {@link Answer} gave it; any other gives no codes
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
    return db.inTenant(
            tenant,
            c ->
                logins
                    .lock(c, loginId)
                    .compose(
                        login ->
                            logins
                                .noSeed(c, loginId, time.now())
                                .compose(gone -> with.apply(c, loginId))
                                .map(login.seed())))
        .map(
            seed -> {
              seed.ifPresent(ref -> forget(tenant, ref));
              return null;
            });
  }

  private void forget(TenantId tenant, SecretRef ref) {
    secrets
        .destroy(tenant, ref)
        .onFailure(later -> LOG.warn("a replaced seed is left to the sweep", later));
  }
}
