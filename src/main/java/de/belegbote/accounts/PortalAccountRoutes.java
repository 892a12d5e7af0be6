// Operations of the portal accounts.
package de.belegbote.accounts;

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
import de.belegbote.portals.PortalCatalogue;
import de.belegbote.secrets.SecretRef;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/** Create, read, change and end portal accounts. */
public final class PortalAccountRoutes implements Routes {
  private final Linking linking;
  private final PortalAccountStore accounts;
  private final FetchOrderQueue orders;
  private final PortalCatalogue portals;
  private final Idempotency idempotency;
  private final Database db;
  private final TimeSource time;
  private final BiFunction<String, Locale, JsonObject> attention;

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
    this.orders = orders;
    this.portals = portals;
    this.idempotency = idempotency;
    this.db = db;
    this.time = time;
    this.attention = attention;
  }

  @Override
  public void bind(Operations on) {
    var unused =
        on.operation("listPortalAccounts", this::list)
            .operation("createPortalAccount", this::create)
            .operation("getPortalAccount", this::get)
            .operation("updatePortalAccount", this::update)
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
        .map(rows -> Reply.page(call, rows.stream().map(row -> json(row, call)).toList()));
  }

  private Future<Reply> get(Call call) {
    return db.inTenant(call.tenant(), c -> accounts.get(c, call.id("portalAccountId")))
        .map(account -> reply(Reply.ok(json(account, call)), account));
  }

  private Future<Reply> create(Call call) {
    JsonObject body = call.body();
    JsonObject credentials = body.getJsonObject("credentials");
    if (credentials == null) {
      return linked(call, wish(call, body, null)).map(Idempotency.Once::reply);
    }
    // Everything else is checked before a secret is written.
    var unused = wish(call, body, null);
    return linking
        .keep(call.tenant(), credentials.getString("password"))
        .compose(
            password ->
                linked(call, wish(call, body, password))
                    .onFailure(failed -> linking.forget(call.tenant(), password))
                    .onSuccess(
                        once -> {
                          if (once.repeated()) {
                            linking.forget(call.tenant(), password);
                          }
                        }))
        .map(Idempotency.Once::reply);
  }

  private Future<Idempotency.Once> linked(Call call, Linking.Wish wish) {
    return idempotency.tell(
        call,
        c ->
            linking
                .link(c, wish)
                .map(
                    linked -> {
                      linked
                          .replaced()
                          .ifPresent(
                              old -> c.afterCommit(() -> linking.forget(call.tenant(), old)));
                      var account = linked.account();
                      return reply(Reply.created(json(account, call)), account)
                          .header("Location", "/v1/portal-accounts/" + account.id());
                    }));
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
        schedule(body.getJsonObject("schedule", new JsonObject())),
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

  private static Schedule schedule(JsonObject json) {
    try {
      return Schedule.of(json);
    } catch (DateTimeException unknown) {
      throw invalid("/schedule/timeZone", "is no time zone of the IANA list");
    }
  }

  private PortalAccount.Consent consent(JsonObject json) {
    Instant accepted = OffsetDateTime.parse(json.getString("acceptedAt")).toInstant();
    // A minute of difference between two clocks is no lie.
    if (accepted.isAfter(time.now().plusSeconds(60))) {
      throw invalid("/consent/acceptedAt", "lies in the future");
    }
    return new PortalAccount.Consent(
        json.getString("textVersion"), accepted, json.getString("acceptedBy"));
  }

  private static Failure invalid(String pointer, String detail) {
    return new Failure(
        Problem.INVALID_REQUEST,
        "Correct what errors lists.",
        List.of(new Failure.Item(pointer, detail)));
  }

  private Future<Reply> update(Call call) {
    JsonObject credentials = call.body().getJsonObject("credentials");
    if (credentials == null) {
      return patched(call, null);
    }
    return linking
        .keep(call.tenant(), credentials.getString("password"))
        .compose(
            password ->
                patched(call, password)
                    .onFailure(failed -> linking.forget(call.tenant(), password)));
  }

  private Future<Reply> patched(Call call, SecretRef password) {
    Instant now = time.now();
    return db.inTenant(
            call.tenant(),
            c ->
                accounts
                    .lock(c, call.id("portalAccountId"))
                    .compose(account -> patch(c, call, account, now))
                    .compose(account -> credentials(c, call, account, password, now))
                    .compose(account -> accounts.get(c, account.id())))
        .map(account -> reply(Reply.ok(json(account, call)), account));
  }

  private Future<PortalAccount> patch(
      TenantConnection c, Call call, PortalAccount old, Instant now) {
    checkMatch(call, old);
    JsonObject body = call.body();
    var paused = Optional.ofNullable(body.getBoolean("paused"));
    boolean wasPaused = old.state() == PortalAccount.State.PAUSED;
    var state = old.state();
    if (paused.isPresent()) {
      state =
          paused.get()
              ? PortalAccount.State.PAUSED
              : wasPaused ? PortalAccount.State.NEW : old.state();
    }
    var fresh =
        new PortalAccount(
            old.id(),
            old.companyId(),
            old.portalId(),
            old.loginId(),
            body.containsKey("label") ? Optional.ofNullable(body.getString("label")) : old.label(),
            merged(old.settings(), body.getJsonObject("settings", new JsonObject())),
            state,
            state == old.state() ? old.attention() : Optional.empty(),
            schedule(
                merged(old.schedule().json(), body.getJsonObject("schedule", new JsonObject()))),
            old.since(),
            old.consent(),
            old.nextFetchAt(),
            old.lastFetch(),
            old.createdAt(),
            now,
            old.version());
    Future<Void> queue = Future.succeededFuture();
    if (state == PortalAccount.State.PAUSED && !wasPaused) {
      queue = orders.cancel(c, old.id(), now);
    } else if (wasPaused && state != PortalAccount.State.PAUSED) {
      queue = linking.verify(c, old, FetchOrderQueue.Trigger.REQUEST, now);
      fresh = fresh.verifying();
    }
    var written = fresh;
    return queue.compose(queued -> accounts.update(c, written, now)).map(written);
  }

  // RFC 7396: null removes a member, anything else replaces it.
  private static JsonObject merged(JsonObject old, JsonObject patch) {
    var result = old.copy();
    for (var entry : patch) {
      if (entry.getValue() == null) {
        result.remove(entry.getKey());
      } else {
        result.put(entry.getKey(), entry.getValue());
      }
    }
    return result;
  }

  private Future<PortalAccount> credentials(
      TenantConnection c, Call call, PortalAccount account, SecretRef password, Instant now) {
    if (password == null) {
      return Future.succeededFuture(account);
    }
    String username = call.body().getJsonObject("credentials").getString("username");
    return linking
        .credentials(c, account.loginId(), username, password, now)
        .map(
            old -> {
              old.ifPresent(ref -> c.afterCommit(() -> linking.forget(call.tenant(), ref)));
              return account;
            });
  }

  private Future<Reply> delete(Call call) {
    return linking
        .end(call.tenant(), call.id("portalAccountId"), account -> checkMatch(call, account))
        .map(Reply.empty());
  }

  private static void checkMatch(Call call, PortalAccount account) {
    var match = call.header("If-Match");
    if (match.isPresent() && !match.get().equals(etag(account)) && !match.get().equals("*")) {
      throw new Failure(
          Problem.PRECONDITION_FAILED, "Get the account again and repeat the change on it.");
    }
  }

  private static String etag(PortalAccount account) {
    return "\"" + account.version() + "\"";
  }

  private static Reply reply(Reply reply, PortalAccount account) {
    return reply.header("ETag", etag(account));
  }

  private JsonObject json(PortalAccount account, Call call) {
    var json =
        new JsonObject()
            .put("id", account.id().toString())
            .put("companyId", account.companyId().toString())
            .put("portalId", account.portalId())
            .put("loginId", account.loginId().toString())
            .put("state", account.state().text())
            .put("settings", account.settings())
            .put("schedule", account.schedule().json())
            .put("since", account.since().toString())
            .put("consent", account.consent().json())
            .put("createdAt", account.createdAt().toString())
            .put("updatedAt", account.updatedAt().toString());
    account.label().ifPresent(label -> json.put("label", label));
    account.nextFetchAt().ifPresent(next -> json.put("nextFetchAt", next.toString()));
    account.lastFetch().ifPresent(last -> json.put("lastFetch", last));
    if (account.state() == PortalAccount.State.NEEDS_ATTENTION) {
      account
          .attention()
          .ifPresent(outcome -> json.put("attention", attention.apply(outcome, call.language())));
    }
    return json;
  }
}
