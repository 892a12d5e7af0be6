// What customers do with portal accounts in the hosted wizard.
package de.belegbote.accounts;

import de.belegbote.platform.Secret;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.portals.Portal;
import de.belegbote.secrets.SecretRef;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/** As the API does it, with the usual schedule and start, in the same order of secrets and rows. */
public final class HostedLinking {
  /**
   * What a customer entered.
   *
   * @param settings values of the portal's settings, each a list
   */
  public record Order(
      UUID company,
      Portal portal,
      String username,
      Secret password,
      JsonObject settings,
      PortalAccount.Consent consent) {
    @Override
    public String toString() {
      return "Order[" + company + ", " + portal.id() + "]";
    }
  }

  private final Linking linking;
  private final PortalAccountStore accounts;
  private final LoginStore logins;
  private final Database db;
  private final TimeSource time;

  public HostedLinking(
      Linking linking,
      PortalAccountStore accounts,
      LoginStore logins,
      Database db,
      TimeSource time) {
    this.linking = linking;
    this.accounts = accounts;
    this.logins = logins;
    this.db = db;
    this.time = time;
  }

  /** The account and its login; fails with NOT_FOUND when either is deleted. */
  public Future<PortalAccount> account(TenantConnection c, UUID id) {
    return accounts.get(c, id);
  }

  /** The login of an account; fails with NOT_FOUND. */
  public Future<Login> login(TenantConnection c, PortalAccount account) {
    return logins.get(c, account.loginId());
  }

  /**
   * Makes a portal account.
   *
   * @param with what else belongs into the same transaction
   * @return fails with CONFLICT when the company has it already
   */
  public Future<PortalAccount> link(
      TenantId tenant,
      Order order,
      BiFunction<TenantConnection, PortalAccount, Future<Void>> with) {
    return linking
        .keep(tenant, order.password().reveal())
        .compose(
            ref ->
                db.inTenant(tenant, c -> linked(c, wish(order, ref), with))
                    .onFailure(failed -> linking.forget(tenant, ref)))
        .map(linked -> account(tenant, linked));
  }

  private Future<Linking.Linked> linked(
      TenantConnection c,
      Linking.Wish wish,
      BiFunction<TenantConnection, PortalAccount, Future<Void>> with) {
    return linking.link(c, wish).compose(linked -> with.apply(c, linked.account()).map(linked));
  }

  private PortalAccount account(TenantId tenant, Linking.Linked linked) {
    linked.replaced().ifPresent(old -> linking.forget(tenant, old));
    return linked.account();
  }

  private Linking.Wish wish(Order order, SecretRef password) {
    return new Linking.Wish(
        order.company(),
        order.portal(),
        Optional.empty(),
        order.username(),
        password,
        Optional.empty(),
        order.settings(),
        Schedule.of(new JsonObject()),
        LocalDate.ofInstant(time.now(), ZoneOffset.UTC).minusMonths(1).withDayOfMonth(1),
        order.consent());
  }

  /** Gives an account's login a new password, and tries it at once. */
  public Future<Void> password(TenantId tenant, UUID accountId, String username, Secret password) {
    Instant now = time.now();
    return linking
        .keep(tenant, password.reveal())
        .compose(
            ref ->
                db.inTenant(tenant, c -> replaced(c, accountId, username, ref, now))
                    .onFailure(failed -> linking.forget(tenant, ref)))
        .map(
            old -> {
              old.ifPresent(ref -> linking.forget(tenant, ref));
              return null;
            });
  }

  private Future<Optional<SecretRef>> replaced(
      TenantConnection c, UUID accountId, String username, SecretRef password, Instant now) {
    return linking
        .lock(c, accountId)
        .compose(
            account ->
                linking
                    .credentials(c, account.loginId(), username, password, now)
                    .compose(old -> check(c, account, now).map(old)));
  }

  /** Gives an account other settings beside those that stay, and tries it at once. */
  public Future<Void> settings(TenantId tenant, UUID accountId, JsonObject settings) {
    Instant now = time.now();
    return db.inTenant(
        tenant,
        c ->
            linking
                .lock(c, accountId)
                .compose(
                    account ->
                        accounts
                            .settings(c, accountId, account.settings().mergeIn(settings), now)
                            .compose(written -> check(c, account, now))));
  }

  /** Orders a fetch now; one that waits or runs already is the answer. */
  public Future<Void> check(TenantId tenant, UUID accountId) {
    return db.inTenant(
        tenant, c -> linking.lock(c, accountId).compose(account -> check(c, account, time.now())));
  }

  private Future<Void> check(TenantConnection c, PortalAccount account, Instant now) {
    return linking.verify(c, account, FetchOrderQueue.Trigger.CONFIRMATION, now);
  }

  /** Ends an account, as a withdrawn consent demands; with the last one its login goes too. */
  public Future<Void> end(TenantId tenant, UUID accountId) {
    return linking.end(tenant, accountId, account -> {});
  }
}
