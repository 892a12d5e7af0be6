// Keeps the accounts of an export until one is chosen.
package de.belegbote.enrolment;

import de.belegbote.accounts.Login;
import de.belegbote.accounts.LoginStore;
import de.belegbote.enrolment.PendingSeedStore.Found;
import de.belegbote.enrolment.PendingSeedStore.Pending;
import de.belegbote.otp.OtpAuth;
import de.belegbote.otp.OtpExport;
import de.belegbote.otp.Totp;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.secrets.SecretRef;
import de.belegbote.secrets.SecretStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Each account is stored under a reference of its own; the choice moves a pointer, and the rest is
 * destroyed at once, or after ten minutes by the sweep (security rules, point 2). What was read of
 * an export that is split over several codes is kept until then too.
 */
final class ExportIntake {
  private static final Duration CHOICE = Duration.ofMinutes(10);

  private final PendingSeedStore pendings = new PendingSeedStore();
  private final SeedIntake seeds;
  private final LoginStore logins;
  private final SecretStore secrets;
  private final ConfirmToken tokens;
  private final Database db;
  private final TimeSource time;

  ExportIntake(
      SeedIntake seeds,
      LoginStore logins,
      SecretStore secrets,
      ConfirmToken tokens,
      Database db,
      TimeSource time) {
    this.seeds = seeds;
    this.logins = logins;
    this.secrets = secrets;
    this.tokens = tokens;
    this.db = db;
    this.time = time;
  }

  /**
   * Stores all accounts of an export and offers them.
   *
   * @param link over which it came, if over one
   * @param with what else has to succeed in the same transaction
   */
  Future<SeedChoice> offer(
      TenantId tenant,
      UUID loginId,
      List<OtpExport> exports,
      Optional<UUID> link,
      Function<TenantConnection, Future<Void>> with) {
    var fresh = new ArrayList<Pending>();
    Future<Void> all = db.inTenant(tenant, c -> logins.get(c, loginId)).mapEmpty();
    for (OtpExport export : exports) {
      for (int place = 0; place < export.entries().size(); place++) {
        int at = place;
        all = all.compose(done -> prepared(tenant, loginId, export, at)).map(fresh::add).mapEmpty();
      }
    }
    return all.compose(
            done ->
                db.inTenant(
                    tenant,
                    c ->
                        logins
                            .lock(c, loginId)
                            .compose(login -> with.apply(c))
                            .compose(used -> insert(c, loginId, link, fresh))))
        .onFailure(failed -> seeds.forget(tenant, refs(fresh)))
        .onSuccess(superfluous -> seeds.forget(tenant, superfluous))
        .compose(done -> db.inTenant(tenant, c -> choice(c, loginId, link)))
        .map(Optional::orElseThrow);
  }

  private Future<Pending> prepared(TenantId tenant, UUID loginId, OtpExport export, int place) {
    var entry = export.entries().get(place);
    if (entry.auth().isEmpty()) {
      return Future.succeededFuture(
          new Pending(Ids.next(), export, export.part(), place, entry, Optional.empty()));
    }
    OtpAuth auth = entry.auth().get();
    // As many as are needed when the choice is made in the last moment.
    int codes = SeedIntake.CODES + (int) (CHOICE.toSeconds() / auth.period());
    return secrets
        .create(tenant, "login", "seed", auth.toSecret())
        .map(
            ref ->
                new PendingSeedStore.Seed(
                    ref,
                    seeds.print(auth),
                    auth.period(),
                    tokens.keep(loginId, ref, auth, Totp.next(auth, time.now(), codes))))
        .map(
            seed ->
                new Pending(Ids.next(), export, export.part(), place, entry, Optional.of(seed)));
  }

  private static List<SecretRef> refs(List<Pending> pendings) {
    return pendings.stream()
        .flatMap(pending -> pending.seed().stream())
        .map(PendingSeedStore.Seed::ref)
        .toList();
  }

  // A further code of the same export joins what was read, one that was read already is for the
  // sweep; another export replaces it.
  private Future<List<SecretRef>> insert(
      TenantConnection c, UUID loginId, Optional<UUID> link, List<Pending> fresh) {
    Instant now = time.now();
    return pendings
        .open(c, loginId, now)
        .compose(
            there -> {
              boolean joins =
                  there.stream().anyMatch(found -> same(found, fresh.get(0).export(), link));
              return joins
                  ? join(c, loginId, link, fresh, there)
                  : pendings
                      .end(c, loginId, now)
                      .compose(
                          old -> insertAll(c, loginId, link, fresh, now.plus(CHOICE)).map(old));
            });
  }

  /** Whether a picture brings a code that is missing of the export that waits. */
  Future<Boolean> addsCode(
      TenantConnection c, UUID loginId, Optional<UUID> link, List<OtpExport> exports) {
    return pendings
        .open(c, loginId, time.now())
        .map(
            there ->
                exports.stream()
                    .anyMatch(
                        export ->
                            there.stream().anyMatch(found -> same(found, export, link))
                                && there.stream().noneMatch(f -> f.part() == export.part())));
  }

  private static boolean same(Found found, OtpExport export, Optional<UUID> link) {
    return found.link().equals(link)
        && found.batch() == export.batch()
        && found.parts() == export.parts();
  }

  private Future<List<SecretRef>> join(
      TenantConnection c,
      UUID loginId,
      Optional<UUID> link,
      List<Pending> fresh,
      List<Found> there) {
    var known = there.stream().map(Found::part).distinct().toList();
    var again = fresh.stream().filter(one -> known.contains(one.part())).toList();
    var added = fresh.stream().filter(one -> !known.contains(one.part())).toList();
    return insertAll(c, loginId, link, added, there.get(0).expiresAt())
        .compose(done -> insertAll(c, loginId, link, again, time.now()))
        .map(refs(again));
  }

  private Future<Void> insertAll(
      TenantConnection c, UUID loginId, Optional<UUID> link, List<Pending> all, Instant expiresAt) {
    Future<Void> each = Future.succeededFuture();
    for (Pending one : all) {
      each = each.compose(before -> pendings.insert(c, loginId, link, one, expiresAt));
    }
    return each;
  }

  /** What waits to be chosen from, if it came over that link, or over none. */
  Future<Optional<SeedChoice>> choice(TenantConnection c, UUID loginId, Optional<UUID> link) {
    return pendings.open(c, loginId, time.now()).map(all -> choice(all, link));
  }

  private static Optional<SeedChoice> choice(List<Found> all, Optional<UUID> link) {
    var ours = all.stream().filter(found -> found.link().equals(link)).toList();
    return ours.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new SeedChoice(
                ours.stream().map(Found::candidate).toList(),
                ours.stream().map(found -> found.part() + 1).distinct().sorted().toList(),
                ours.get(0).parts(),
                ours.get(0).expiresAt(),
                Optional.empty()));
  }

  /** Takes one of the accounts; see {@link SeedIntake#choose}. */
  Future<Enrolled> choose(TenantId tenant, UUID loginId, UUID candidate, Optional<UUID> link) {
    return db.inTenant(
            tenant,
            c -> logins.lock(c, loginId).compose(login -> choose(c, login, candidate, link)))
        .onSuccess(chosen -> seeds.forget(tenant, chosen.rest))
        .compose(
            chosen ->
                seeds.enrolled(
                    tenant,
                    loginId,
                    chosen.seed.ref(),
                    chosen.seed.period(),
                    codes(loginId, chosen.seed)));
  }

  private record Chosen(PendingSeedStore.Seed seed, List<SecretRef> rest) {}

  // All in one transaction: a second choice at the same time must not destroy what this one takes.
  private Future<Chosen> choose(
      TenantConnection c, Login login, UUID candidate, Optional<UUID> link) {
    return pendings
        .open(c, login.id(), time.now())
        .map(all -> choosable(all, candidate, link))
        .compose(
            found ->
                pendings
                    .take(c, candidate)
                    .compose(
                        taken -> taken ? Future.succeededFuture() : Future.failedFuture(gone()))
                    .compose(taken -> logins.seed(c, login.id(), seed(found), time.now()))
                    .compose(done -> pendings.end(c, login.id(), time.now()))
                    .map(
                        waiting ->
                            new Chosen(
                                found.seed().orElseThrow(),
                                SeedIntake.without(
                                    found.seed().orElseThrow().ref(), waiting, login))));
  }

  private List<Totp.Code> codes(UUID loginId, PendingSeedStore.Seed seed) {
    return tokens.kept(loginId, seed.ref(), seed.codes(), time.now()).stream()
        .limit(SeedIntake.CODES)
        .toList();
  }

  private static LoginStore.Seed seed(Found found) {
    var seed = found.seed().orElseThrow();
    return new LoginStore.Seed(
        seed.ref(),
        seed.print(),
        seed.period(),
        found.candidate().issuer(),
        found.candidate().account());
  }

  private static Found choosable(List<Found> all, UUID candidate, Optional<UUID> link) {
    var found =
        all.stream()
            .filter(one -> one.candidate().id().equals(candidate))
            .filter(one -> link.isEmpty() || one.link().equals(link))
            .findFirst()
            .orElseThrow(ExportIntake::gone);
    if (found.seed().isEmpty()) {
      throw new Failure(
          Problem.UNUSABLE_BARCODE,
          found.candidate().refusal().orElse(null),
          "No one-time codes can be made of this account. Choose another one.");
    }
    return found;
  }

  private static Failure gone() {
    return new Failure(
        Problem.NOT_FOUND,
        "There is no such account to choose. After ten minutes the picture has to be sent again.");
  }

  /** Ends a choice with the second factor itself; gives what has to be destroyed. */
  Future<List<SecretRef>> end(TenantConnection c, UUID loginId) {
    return pendings.end(c, loginId, time.now());
  }
}
