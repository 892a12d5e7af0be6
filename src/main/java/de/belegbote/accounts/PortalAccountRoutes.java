// Operations of the portal accounts.
package de.belegbote.accounts;

import de.belegbote.http.Call;
import de.belegbote.http.Idempotency;
import de.belegbote.http.Operations;
import de.belegbote.http.Reply;
import de.belegbote.http.Routes;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.portals.PortalCatalogue;
import de.belegbote.secrets.SecretRef;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/** Create, read, change and end portal accounts. */
public final class PortalAccountRoutes implements Routes {
  private final Linking linking;
  private final PortalAccountStore accounts;
  private final PortalCatalogue portals;
  private final Idempotency idempotency;
  private final Database db;
  private final TimeSource time;
  private final PortalAccountView views;
  private final PortalAccountUpdate update;

  /**
   * Binds the operations.
   *
   * @param attention says what an outcome means and what to do, in a language
   */
  public PortalAccountRoutes(
      Linking linking,
      PortalAccountStore accounts,
      FetchOrderQueue orders,
      PortalCatalogue portals,
      Idempotency idempotency,
      Database db,
      TimeSource time,
      BiFunction<String, Locale, JsonObject> attention) {
    this.linking = linking;
    this.accounts = accounts;
    this.portals = portals;
    this.idempotency = idempotency;
    this.db = db;
    this.time = time;
    this.views = new PortalAccountView(attention);
    this.update = new PortalAccountUpdate(linking, accounts, orders, db, time, views);
  }

  @Override
  public void bind(Operations on) {
    var unused =
        on.operation("listPortalAccounts", this::list)
            .operation("createPortalAccount", this::create)
            .operation("getPortalAccount", this::get)
            .operation("updatePortalAccount", update::update)
            .operation("deletePortalAccount", this::delete);
  }

  private Future<Reply> list(Call call) {
    var filter =
        new PortalAccountStore.Filter(
            call.queryId("companyId").orElse(null),
            call.query("portalId").orElse(null),
            call.query("state").orElse(null));
    var page = call.page();
    return db.inTenant(call.tenant(), c -> accounts.list(c, filter, page.rows(), page.after()))
        .map(
            rows ->
                Reply.page(
                    call, rows.stream().map(row -> views.json(row, call.language())).toList()));
  }

  private Future<Reply> get(Call call) {
    return db.inTenant(call.tenant(), c -> accounts.get(c, call.id("portalAccountId")))
        .map(account -> views.reply(Reply::ok, account, call));
  }

  private Future<Reply> create(Call call) {
    JsonObject body = call.body();
    JsonObject credentials = body.getJsonObject("credentials");
    // Everything else is checked before a secret is written.
    var wish = wish(call, body, null);
    if (credentials == null) {
      return idempotency.once(call, c -> linked(c, call, wish));
    }
    return idempotency.once(
        call,
        () -> linking.keep(call.tenant(), credentials.getString("password")),
        password -> linking.forget(call.tenant(), password),
        (c, password) -> linked(c, call, wish(call, body, password)));
  }

  private Future<Reply> linked(TenantConnection c, Call call, Linking.Wish wish) {
    return linking
        .link(c, wish)
        .map(
            linked -> {
              linked
                  .replaced()
                  .ifPresent(old -> c.afterCommit(() -> linking.forget(call.tenant(), old)));
              var account = linked.account();
              return views
                  .reply(Reply::created, account, call)
                  .header("Location", "/v1/portal-accounts/" + account.id());
            });
  }

  private Linking.Wish wish(Call call, JsonObject body, SecretRef password) {
    var portal = portals.allowed(body.getString("portalId"), call.tenantFile());
    var credentials = body.getJsonObject("credentials", new JsonObject());
    return new Linking.Wish(
        UUID.fromString(body.getString("companyId")),
        portal,
        Optional.ofNullable(body.getString("loginId")).map(UUID::fromString),
        credentials.getString("username"),
        password,
        Optional.ofNullable(body.getString("label")),
        body.getJsonObject("settings", new JsonObject()),
        PortalAccountView.schedule(body.getJsonObject("schedule", new JsonObject())),
        Optional.ofNullable(body.getString("since"))
            .map(LocalDate::parse)
            .orElseGet(() -> firstOfLastMonth()),
        consent(body.getJsonObject("consent")));
  }

  private LocalDate firstOfLastMonth() {
    return LocalDate.ofInstant(time.now(), java.time.ZoneOffset.UTC)
        .minusMonths(1)
        .withDayOfMonth(1);
  }

  private PortalAccount.Consent consent(JsonObject json) {
    Instant accepted = OffsetDateTime.parse(json.getString("acceptedAt")).toInstant();
    // A minute of difference between two clocks is no lie.
    if (accepted.isAfter(time.now().plusSeconds(60))) {
      throw PortalAccountView.invalid("/consent/acceptedAt", "lies in the future");
    }
    return new PortalAccount.Consent(
        json.getString("textVersion"), accepted, json.getString("acceptedBy"));
  }

  private Future<Reply> delete(Call call) {
    return linking
        .end(
            call.tenant(),
            call.id("portalAccountId"),
            account -> PortalAccountView.checkMatch(call, account))
        .map(Reply.empty());
  }
}
