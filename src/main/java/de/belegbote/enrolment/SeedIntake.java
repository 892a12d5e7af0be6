// Takes seeds in: the one of a set-up code, or those of an export until one is chosen.
package de.belegbote.enrolment;

import de.belegbote.accounts.Login;
import de.belegbote.accounts.LoginStore;
import de.belegbote.accounts.PortalAccount;
import de.belegbote.accounts.PortalAccountStore;
import de.belegbote.enrolment.barcode.DecodedBarcode;
import de.belegbote.otp.OtpAuth;
import de.belegbote.otp.Totp;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.PrintKey;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.portals.PortalCatalogue;
import de.belegbote.secrets.SecretRef;
import de.belegbote.secrets.SecretStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A seed is written under a fresh reference first, then the row that names it commits, then what it
 * replaces is destroyed (security rules, point 2).
 */
public final class SeedIntake {
  private static final Logger LOG = LoggerFactory.getLogger(SeedIntake.class);
  static final int CODES = 10;

  private final LoginStore logins;
  private final PortalAccountStore accounts;
  private final PortalCatalogue catalogue;
  private final SecretStore secrets;
  private final ConfirmToken tokens;
  private final PrintKey prints;
  private final Database db;
  private final TimeSource time;
  private final ExportIntake exports;

  SeedIntake(
      LoginStore logins,
      PortalAccountStore accounts,
      PortalCatalogue catalogue,
      SecretStore secrets,
      ConfirmToken tokens,
      PrintKey prints,
      Database db,
      TimeSource time) {
    this.logins = logins;
    this.accounts = accounts;
    this.catalogue = catalogue;
    this.secrets = secrets;
    this.tokens = tokens;
    this.prints = prints;
    this.db = db;
    this.time = time;
    this.exports = new ExportIntake(this, logins, secrets, tokens, db, time);
  }

  /**
   * Stores what a picture held.
   *
   * @param link over which it came, if over one
   * @param with what else has to succeed in the same transaction, such as using the link up
   */
  Future<Intake> take(
      TenantId tenant,
      UUID loginId,
      DecodedBarcode code,
      Optional<UUID> link,
      Function<TenantConnection, Future<Void>> with) {
    return code.single().isPresent()
        ? store(tenant, loginId, code.auth(), with).map(done -> done.seen(code.seen()))
        : exports
            .offer(tenant, loginId, code.exports(), link, with)
            .map(done -> done.seen(code.seen()));
  }

  /** Whether it is the next code of the export that waits to be chosen from. */
  Future<Boolean> addsCode(TenantConnection c, UUID loginId, DecodedBarcode code, UUID link) {
    return exports.addsCode(c, loginId, Optional.of(link), code.exports());
  }

  /** Stores a seed; an earlier one is destroyed, and so is what waited to be chosen from. */
  Future<Enrolled> store(
      TenantId tenant, UUID loginId, OtpAuth auth, Function<TenantConnection, Future<Void>> with) {
    Instant now = time.now();
    return db.inTenant(tenant, c -> logins.get(c, loginId))
        .compose(there -> secrets.create(tenant, "login", "seed", auth.toSecret()))
        .compose(
            ref ->
                db.inTenant(tenant, c -> point(c, loginId, seed(ref, auth), with))
                    .onFailure(failed -> forget(tenant, List.of(ref)))
                    .onSuccess(old -> forget(tenant, old))
                    .compose(
                        old ->
                            enrolled(
                                tenant, loginId, ref, auth.period(), Totp.next(auth, now, CODES))));
  }

  private LoginStore.Seed seed(SecretRef ref, OtpAuth auth) {
    return new LoginStore.Seed(ref, print(auth), auth.period(), auth.issuer(), auth.account());
  }

  Buffer print(OtpAuth auth) {
    return prints.print("seed", auth.seed().reveal());
  }

  // Gives what is replaced by it. The time is taken last: a link was used before its seed was
  // stored, by which a seed of this link is told from an older one.
  private Future<List<SecretRef>> point(
      TenantConnection c,
      UUID loginId,
      LoginStore.Seed seed,
      Function<TenantConnection, Future<Void>> with) {
    return logins
        .lock(c, loginId)
        .compose(
            login ->
                with.apply(c)
                    .compose(done -> logins.seed(c, loginId, seed, time.now()))
                    .compose(done -> exports.end(c, loginId))
                    .map(waiting -> without(seed.ref(), waiting, login)));
  }

  static List<SecretRef> without(SecretRef kept, List<SecretRef> waiting, Login former) {
    var all = new ArrayList<>(waiting);
    former.seed().ifPresent(all::add);
    former.session().ifPresent(all::add);
    all.remove(kept);
    return all;
  }

  Future<Enrolled> enrolled(
      TenantId tenant, UUID loginId, SecretRef ref, int period, List<Totp.Code> codes) {
    Instant now = time.now();
    return db.inTenant(
        tenant,
        c ->
            logins
                .get(c, loginId)
                .compose(
                    login ->
                        stranger(c, login)
                            .map(
                                who ->
                                    new Enrolled(
                                        login,
                                        codes,
                                        tokens.seal(loginId, ref, period, codes, now),
                                        who,
                                        Optional.empty()))));
  }

  private Future<Optional<String>> stranger(TenantConnection c, Login login) {
    return accounts
        .ofLogin(c, login.id())
        .map(all -> all.stream().map(PortalAccount::portalId).collect(Collectors.toSet()))
        .map(
            ids ->
                IssuerCheck.stranger(
                    login.factor().issuer(),
                    catalogue.all().stream().filter(portal -> ids.contains(portal.id())).toList()));
  }

  /**
   * Takes one of the accounts of an export; the others are destroyed.
   *
   * @param link over which the export came, if over one
   * @return fails with NOT_FOUND, also when the ten minutes are over; UNUSABLE_BARCODE
   */
  public Future<Enrolled> choose(
      TenantId tenant, UUID loginId, UUID candidate, Optional<UUID> link) {
    return exports.choose(tenant, loginId, candidate, link);
  }

  /** What waits to be chosen from, if it came over that link, or over none. */
  Future<Optional<SeedChoice>> choice(TenantConnection c, UUID loginId, Optional<UUID> link) {
    return exports.choice(c, loginId, link);
  }

  /** Ends a choice; gives what has to be destroyed after the commit. */
  Future<List<SecretRef>> endChoice(TenantConnection c, UUID loginId) {
    return exports.end(c, loginId);
  }

  void forget(TenantId tenant, List<SecretRef> refs) {
    refs.forEach(
        ref ->
            secrets
                .destroy(tenant, ref)
                .onFailure(later -> LOG.warn("a replaced seed is left to the sweep", later)));
  }
}
