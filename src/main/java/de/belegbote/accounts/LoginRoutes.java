// Operations of the logins.
package de.belegbote.accounts;

import de.belegbote.http.Call;
import de.belegbote.http.Operations;
import de.belegbote.http.Reply;
import de.belegbote.http.Routes;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** List, read and end logins; their secrets are never shown. */
public final class LoginRoutes implements Routes {
  private final LoginStore logins;
  private final PortalAccountStore accounts;
  private final Linking linking;
  private final Database db;

  public LoginRoutes(LoginStore logins, PortalAccountStore accounts, Linking linking, Database db) {
    this.logins = logins;
    this.accounts = accounts;
    this.linking = linking;
    this.db = db;
  }

  @Override
  public void bind(Operations on) {
    var unused =
        on.operation("listLogins", this::list)
            .operation("getLogin", this::get)
            .operation("deleteLogin", this::delete);
  }

  private Future<Reply> list(Call call) {
    var page = call.page();
    var company = call.queryId("companyId").orElse(null);
    return db.inTenant(
            call.tenant(),
            c ->
                logins
                    .list(c, company, page.rows(), page.after())
                    .compose(
                        found ->
                            Future.all(found.stream().map(login -> json(c, login)).toList())
                                .map(all -> all.<JsonObject>list())))
        .map(rows -> Reply.page(call, List.copyOf(rows)));
  }

  private Future<Reply> get(Call call) {
    return db.inTenant(
            call.tenant(), c -> logins.get(c, call.id("loginId")).compose(login -> json(c, login)))
        .map(Reply::ok);
  }

  private Future<JsonObject> json(TenantConnection c, Login login) {
    return accounts
        .ofLogin(c, login.id())
        .map(all -> login.json(all.stream().map(PortalAccount::id).toList()));
  }

  private Future<Reply> delete(Call call) {
    return linking.endLogin(call.tenant(), call.id("loginId")).map(Reply.empty());
  }
}
