// Operations of the connect sessions.
package de.belegbote.connect;

import de.belegbote.accounts.LoginStore;
import de.belegbote.accounts.PortalAccount;
import de.belegbote.accounts.PortalAccountStore;
import de.belegbote.http.Call;
import de.belegbote.http.Idempotency;
import de.belegbote.http.Operations;
import de.belegbote.http.Reply;
import de.belegbote.http.Routes;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.Tokens;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.portals.PortalCatalogue;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Create, read and cancel; each session has an address that is told once. */
public final class ConnectRoutes implements Routes {
  private final ConnectSessionStore sessions = new ConnectSessionStore();
  private final LoginStore logins;
  private final PortalAccountStore accounts;
  private final PortalCatalogue portals;
  private final Idempotency idempotency;
  private final Database db;
  private final TimeSource time;
  private final String publicUrl;

  /**
   * Binds the operations.
   *
   * @param publicUrl how browsers reach us; never taken from a request
   */
  public ConnectRoutes(
      LoginStore logins,
      PortalAccountStore accounts,
      PortalCatalogue portals,
      Idempotency idempotency,
      Database db,
      TimeSource time,
      String publicUrl) {
    this.logins = logins;
    this.accounts = accounts;
    this.portals = portals;
    this.idempotency = idempotency;
    this.db = db;
    this.time = time;
    this.publicUrl = publicUrl;
  }

  @Override
  public void bind(Operations on) {
    var unused =
        on.operation("createConnectSession", this::create)
            .operation("getConnectSession", this::get)
            .operation("cancelConnectSession", this::cancel);
  }

  private Future<Reply> create(Call call) {
    JsonObject body = call.body();
    Optional<String> returnUrl = Optional.ofNullable(body.getString("returnUrl"));
    returnUrl.ifPresent(url -> checkReturn(url, call.tenantFile().connect().returnOrigins()));
    Optional<String> origin = Optional.ofNullable(body.getString("origin"));
    origin.ifPresent(one -> checkOrigin(one, call.tenantFile().connect().embedOrigins()));
    List<String> offered =
        body.getJsonArray("portalIds", new JsonArray()).stream().map(String::valueOf).toList();
    offered.forEach(id -> allow(call, id));
    Instant now = time.now();
    var wish =
        new ConnectSession(
            Ids.next(),
            UUID.fromString(body.getString("companyId")),
            offered,
            Optional.ofNullable(body.getString("portalAccountId")).map(UUID::fromString),
            body.containsKey("portalAccountId"),
            Optional.ofNullable(body.getString("language"))
                .filter(call.tenantFile().languages()::contains)
                .map(Locale::forLanguageTag)
                .orElseGet(call::language),
            returnUrl,
            origin,
            "created",
            Optional.empty(),
            Optional.empty(),
            offered.size() == 1 ? Optional.of(offered.get(0)) : Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            now.plus(Duration.ofMinutes(call.tenantFile().connect().sessionMinutes())),
            now,
            Optional.empty(),
            Optional.empty());
    String token = Tokens.random(24);
    return idempotency.once(call, c -> insert(c, wish, token));
  }

  private void allow(Call call, String portal) {
    var unused = portals.allowed(portal, call.tenantFile());
  }

  /** Refuses what leads anywhere but to an origin that the tenant's file names (security, 14). */
  private static void checkReturn(String url, List<String> origins) {
    String origin = "";
    try {
      var address = new URI(url);
      if (address.getRawUserInfo() == null && address.getHost() != null) {
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        origin = (address.getScheme() + "://" + address.getHost() + port).toLowerCase(Locale.ROOT);
      }
    } catch (URISyntaxException broken) {
      origin = "";
    }
    if (!origins.contains(origin)) {
      throw wrong("/returnUrl", "its origin is not among connect.return_origins");
    }
  }

  private static void checkOrigin(String origin, List<String> origins) {
    if (!origins.contains(origin)) {
      throw wrong("/origin", "it is not among connect.embed_origins");
    }
  }

  private static Failure wrong(String pointer, String what) {
    return new Failure(
        Problem.INVALID_REQUEST,
        "Correct what errors lists.",
        List.of(new Failure.Item(pointer, what + " of your tenant's file")));
  }

  private Future<Reply> insert(TenantConnection c, ConnectSession wish, String token) {
    return logins
        .company(c, wish.company())
        .compose(there -> account(c, wish))
        .map(account -> account.map(one -> repairing(wish, one)).orElse(wish))
        .compose(session -> sessions.create(c, session, Tokens.hash(token)).map(session))
        .map(session -> created(session, token));
  }

  private Future<Optional<PortalAccount>> account(TenantConnection c, ConnectSession wish) {
    return wish.account().isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : accounts.get(c, wish.account().get()).map(account -> Optional.of(of(wish, account)));
  }

  private static PortalAccount of(ConnectSession wish, PortalAccount account) {
    if (!account.companyId().equals(wish.company())) {
      throw new Failure(Problem.NOT_FOUND, "There is no portal account of this id.");
    }
    return account;
  }

  private static ConnectSession repairing(ConnectSession wish, PortalAccount account) {
    return new ConnectSession(
        wish.id(),
        wish.company(),
        wish.portals(),
        wish.account(),
        true,
        wish.language(),
        wish.returnUrl(),
        wish.origin(),
        wish.state(),
        wish.exitReason(),
        wish.browser(),
        Optional.of(account.portalId()),
        wish.consent(),
        wish.hasApp(),
        wish.answeredAt(),
        wish.expiresAt(),
        wish.createdAt(),
        wish.openedAt(),
        wish.endedAt());
  }

  private Reply created(ConnectSession session, String token) {
    JsonObject json = session.json(time.now());
    return Reply.created(json.copy().put("url", publicUrl + "/c/" + token).put("shown", true))
        .repeat(json.copy().put("shown", false))
        .header("Location", "/v1/connect-sessions/" + session.id());
  }

  private Future<Reply> get(Call call) {
    return db.inTenant(call.tenant(), c -> sessions.get(c, call.id("connectSessionId")))
        .map(session -> Reply.ok(session.json(time.now())));
  }

  private Future<Reply> cancel(Call call) {
    return db.inTenant(
            call.tenant(),
            c ->
                sessions
                    .get(c, call.id("connectSessionId"))
                    .compose(
                        session ->
                            sessions.end(c, session.id(), "exited", "cancelled", time.now())))
        .map(Reply.empty());
  }
}
