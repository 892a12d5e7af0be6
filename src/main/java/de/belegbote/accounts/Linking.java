// Links a portal to a company, changes the credentials, and ends it again.
package de.belegbote.accounts;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.portals.Portal;
import de.belegbote.secrets.SecretRef;
import de.belegbote.secrets.SecretStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order that loses nothing: a secret is written under a fresh reference, then the row that
 * names it commits, then the old secret is destroyed. What fails in between is swept up later.
 */
public final class Linking {
  private static final Logger LOG = LoggerFactory.getLogger(Linking.class);

  /** What a link is made of; no {@code login} where user name and password are given. */
  record Wish(
      UUID company,
      Portal portal,
      Optional<UUID> login,
      String username,
      SecretRef password,
      Optional<String> label,
      JsonObject settings,
      Schedule schedule,
      LocalDate since,
      PortalAccount.Consent consent) {}

  /** A link that was made, and the password it replaced, if there was one. */
  record Linked(PortalAccount account, Optional<SecretRef> replaced) {}

  private final LoginStore logins;
  private final PortalAccountStore accounts;
  private final FetchOrderQueue orders;
  private final SecretStore secrets;
  private final Database db;
  private final TimeSource time;

  public Linking(
      LoginStore logins,
      PortalAccountStore accounts,
      FetchOrderQueue orders,
      SecretStore secrets,
      Database db,
      TimeSource time) {
    this.logins = logins;
    this.accounts = accounts;
    this.orders = orders;
    this.secrets = secrets;
    this.db = db;
    this.time = time;
  }

  /** Writes a password under a fresh reference that no row names yet. */
  Future<SecretRef> keep(TenantId tenant, String password) {
    return secrets.create(tenant, "login", "password", new Secret(password));
  }

  /** Destroys a secret that no row names (any more); the sweep gets what this cannot. */
  void forget(TenantId tenant, SecretRef ref) {
    secrets
        .destroy(tenant, ref)
        .onFailure(later -> LOG.warn("a replaced secret is left to the sweep", later));
  }

  Future<Linked> link(TenantConnection c, Wish wish) {
    Instant now = time.now();
    return logins
        .company(c, wish.company)
        .compose(there -> wish.login.isPresent() ? existing(c, wish) : joined(c, wish, now))
        .compose(
            login -> {
              var account = account(wish, login.id, now);
              return accounts
                  .create(c, account)
                  .compose(made -> start(c, account, login, now))
                  .compose(started -> accounts.get(c, account.id()))
                  .map(stored -> new Linked(stored, login.replaced));
            });
  }

  private record Joined(UUID id, Optional<SecretRef> replaced, boolean ready) {}

  private Future<Joined> existing(TenantConnection c, Wish wish) {
    return logins
        .lock(c, wish.login.orElseThrow())
        .map(
            login -> {
              if (!login.companyId().equals(wish.company)) {
                throw new Failure(Problem.NOT_FOUND, "The company has no login of this id.");
              }
              if (!login.realm().equals(wish.portal.realm())) {
                throw new Failure(
                    Problem.CONFLICT,
                    "This login belongs to the sign-in " + login.realm() + "; give credentials.");
              }
              return new Joined(login.id(), Optional.empty(), isReady(login));
            });
  }

  private Future<Joined> joined(TenantConnection c, Wish wish, Instant now) {
    return logins
        .byName(c, wish.company, wish.portal.realm(), wish.username)
        .compose(
            found ->
                found.isPresent()
                    ? logins
                        .credentials(c, found.get().id(), null, wish.password, now)
                        .map(
                            new Joined(
                                found.get().id(), replaced(c, found.get()), isReady(found.get())))
                    : logins
                        .create(
                            c, wish.company, wish.portal.realm(), wish.username, wish.password, now)
                        .map(id -> new Joined(id, Optional.empty(), false)));
  }

  // What was reached with the old password goes with it.
  private Optional<SecretRef> replaced(TenantConnection c, Login login) {
    login.session().ifPresent(ref -> c.afterCommit(() -> forget(c.tenant(), ref)));
    return login.password();
  }

  // A login whose second factor is settled serves a further portal at once.
  private static boolean isReady(Login login) {
    return switch (login.factor().state()) {
      case CONFIRMED, PROVEN, NOT_ASKED_YET -> true;
      case NONE, SEED_STORED -> false;
    };
  }

  private static PortalAccount account(Wish wish, UUID login, Instant now) {
    return new PortalAccount(
        Ids.next(),
        wish.company,
        wish.portal.id(),
        login,
        wish.label,
        wish.settings,
        PortalAccount.State.NEW,
        Optional.empty(),
        wish.schedule,
        wish.since,
        wish.consent,
        Optional.empty(),
        Optional.empty(),
        now,
        now,
        1);
  }

  private Future<Void> start(TenantConnection c, PortalAccount account, Joined login, Instant now) {
    return login.ready
        ? verify(c, account, FetchOrderQueue.Trigger.CONFIRMATION, now)
        : Future.succeededFuture();
  }

  /** Orders a fetch whose end decides about the account's state. */
  public Future<Void> verify(
      TenantConnection c, PortalAccount account, FetchOrderQueue.Trigger why, Instant now) {
    return accounts
        .state(c, account.id(), PortalAccount.State.VERIFYING, null, now)
        .compose(verifying -> orders.now(c, account, why, now))
        .mapEmpty();
  }

  /** Orders fetches for all accounts of a login that are not paused. */
  public Future<Void> verifyAll(TenantConnection c, UUID login, Instant now) {
    return accounts
        .ofLogin(c, login)
        .compose(
            all -> {
              Future<Void> each = Future.succeededFuture();
              for (PortalAccount account : all) {
                if (account.state() != PortalAccount.State.PAUSED) {
                  each =
                      each.compose(
                          before -> verify(c, account, FetchOrderQueue.Trigger.CONFIRMATION, now));
                }
              }
              return each;
            });
  }

  /**
   * Points a login to new credentials; every account that uses it is verified again.
   *
   * @return the password that is to be destroyed after the commit
   */
  Future<Optional<SecretRef>> credentials(
      TenantConnection c, UUID loginId, String username, SecretRef password, Instant now) {
    return logins
        .lock(c, loginId)
        .compose(
            login ->
                logins
                    .credentials(c, loginId, username, password, now)
                    .compose(
                        written ->
                            isReady(login) || login.closedBy().isPresent()
                                ? verifyAll(c, loginId, now)
                                : Future.succeededFuture())
                    .map(replaced(c, login)));
  }

  /**
   * Locks an account behind its login: everybody who wants both locks the login first, so that two
   * never wait for each other.
   */
  Future<PortalAccount> lock(TenantConnection c, UUID accountId) {
    return accounts
        .get(c, accountId)
        .compose(account -> logins.lock(c, account.loginId()))
        .compose(login -> accounts.lock(c, accountId));
  }

  /** Ends an account; with the last one of a login the login goes too. */
  Future<Void> end(
      TenantId tenant, UUID accountId, java.util.function.Consumer<PortalAccount> check) {
    Instant now = time.now();
    return db.inTenant(
            tenant,
            c ->
                lock(c, accountId)
                    .compose(
                        account -> {
                          check.accept(account);
                          return close(c, account, now)
                              .compose(closed -> accounts.ofLogin(c, account.loginId()))
                              .compose(
                                  left ->
                                      left.isEmpty()
                                          ? endLogin(c, account.loginId(), now)
                                          : Future.succeededFuture(List.<SecretRef>of()));
                        }))
        .map(refs -> destroyed(tenant, refs));
  }

  /** Ends a login and every account that uses it. */
  Future<Void> endLogin(TenantId tenant, UUID loginId) {
    Instant now = time.now();
    return db.inTenant(
            tenant,
            c ->
                logins
                    .lock(c, loginId)
                    .compose(login -> accounts.ofLogin(c, loginId))
                    .compose(
                        all -> {
                          Future<Void> each = Future.succeededFuture();
                          for (PortalAccount account : all) {
                            each = each.compose(before -> close(c, account, now));
                          }
                          return each;
                        })
                    .compose(closed -> endLogin(c, loginId, now)))
        .map(refs -> destroyed(tenant, refs));
  }

  private Future<Void> close(TenantConnection c, PortalAccount account, Instant now) {
    return orders
        .cancel(c, account.id(), now)
        .compose(cancelled -> accounts.delete(c, account.id(), now));
  }

  private Future<List<SecretRef>> endLogin(TenantConnection c, UUID loginId, Instant now) {
    return logins
        .lock(c, loginId)
        .compose(
            login -> {
              var refs = new ArrayList<SecretRef>();
              login.password().ifPresent(refs::add);
              login.seed().ifPresent(refs::add);
              login.session().ifPresent(refs::add);
              return logins.delete(c, loginId, now).<List<SecretRef>>map(refs);
            });
  }

  private Void destroyed(TenantId tenant, List<SecretRef> refs) {
    refs.forEach(ref -> forget(tenant, ref));
    return null;
  }
}
