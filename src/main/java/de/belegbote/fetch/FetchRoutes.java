// Operations of the fetches.
package de.belegbote.fetch;

import de.belegbote.accounts.FetchOrderQueue;
import de.belegbote.accounts.LoginStore;
import de.belegbote.accounts.PortalAccount;
import de.belegbote.accounts.PortalAccountStore;
import de.belegbote.http.Call;
import de.belegbote.http.Idempotency;
import de.belegbote.http.Operations;
import de.belegbote.http.Reply;
import de.belegbote.http.Routes;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import io.vertx.core.Future;
import java.time.Instant;

/** Start one now, list them, look at one. */
public final class FetchRoutes implements Routes {
  private final FetchStore fetches;
  private final PortalAccountStore accounts;
  private final LoginStore logins;
  private final FetchOrderQueue orders;
  private final Idempotency idempotency;
  private final Database db;
  private final TimeSource time;

  public FetchRoutes(
      FetchStore fetches,
      PortalAccountStore accounts,
      LoginStore logins,
      FetchOrderQueue orders,
      Idempotency idempotency,
      Database db,
      TimeSource time) {
    this.fetches = fetches;
    this.accounts = accounts;
    this.logins = logins;
    this.orders = orders;
    this.idempotency = idempotency;
    this.db = db;
    this.time = time;
  }

  @Override
  public void bind(Operations on) {
    var unused =
        on.operation("startFetch", this::start)
            .operation("listFetches", this::list)
            .operation("getFetch", this::get);
  }

  private Future<Reply> start(Call call) {
    Instant now = time.now();
    return idempotency.once(
        call,
        c ->
            accounts
                .lock(c, call.id("portalAccountId"))
                .compose(account -> checkOpen(c, account).map(account))
                .compose(account -> order(c, account, now))
                .compose(id -> fetches.get(c, id, call.language()))
                .map(
                    fetch ->
                        Reply.accepted(fetch)
                            .header("Location", "/v1/fetches/" + fetch.getString("id"))));
  }

  private Future<Void> checkOpen(TenantConnection c, PortalAccount account) {
    if (account.state() == PortalAccount.State.PAUSED) {
      throw new Failure(Problem.CONFLICT, "The account is paused; set paused to false first.");
    }
    return logins
        .get(c, account.loginId())
        .map(
            login -> {
              if (login.closedBy().isPresent()) {
                throw new Failure(
                    Problem.CONFLICT,
                    "The last sign-in ended in "
                        + login.closedBy().get()
                        + "; correct the credentials or the second factor first.");
              }
              return null;
            });
  }

  // An account that never worked is being verified by its first fetch.
  private Future<java.util.UUID> order(TenantConnection c, PortalAccount account, Instant now) {
    boolean first =
        account.state() == PortalAccount.State.NEW
            || account.state() == PortalAccount.State.NEEDS_ATTENTION;
    Future<Void> state =
        first
            ? accounts.state(c, account.id(), PortalAccount.State.VERIFYING, null, now)
            : Future.succeededFuture();
    return state.compose(set -> orders.now(c, account, FetchOrderQueue.Trigger.REQUEST, now));
  }

  private Future<Reply> list(Call call) {
    var filter =
        new FetchStore.Filter(
            call.queryId("companyId").orElse(null),
            call.queryId("portalAccountId").orElse(null),
            call.query("state").orElse(null),
            call.query("outcome").orElse(null));
    var page = call.page();
    return db.inTenant(
            call.tenant(), c -> fetches.list(c, filter, page.rows(), page.after(), call.language()))
        .map(rows -> Reply.page(call, rows));
  }

  private Future<Reply> get(Call call) {
    return db.inTenant(call.tenant(), c -> fetches.get(c, call.id("fetchId"), call.language()))
        .map(Reply::ok);
  }
}
