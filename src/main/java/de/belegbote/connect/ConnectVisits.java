// What a customer's browser does over a connect session.
package de.belegbote.connect;

import de.belegbote.accounts.HostedLinking;
import de.belegbote.accounts.Login;
import de.belegbote.accounts.PortalAccount;
import de.belegbote.enrolment.DeskEnrolment;
import de.belegbote.enrolment.SeedChoice;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.Tokens;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.platform.tenancy.Tenant;
import de.belegbote.portals.Portal;
import de.belegbote.portals.PortalCatalogue;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/**
 * Looking changes nothing; the first press of "start" binds the session to that browser, and every
 * other step asks for it. Whatever a step is given was typed by somebody and is checked here.
 */
public final class ConnectVisits {
  /**
   * What a session leads to.
   *
   * @param progress once there is an account that is not deleted
   * @param login of that account
   * @param choice accounts of an export that wait to be chosen from
   * @param settings of that account, each a list
   */
  public record Opened(
      ConnectSession session,
      Optional<Progress> progress,
      Optional<Login> login,
      Optional<SeedChoice> choice,
      JsonObject settings) {
    private static Opened alone(ConnectSession session, Optional<Progress> progress) {
      return new Opened(session, progress, Optional.empty(), Optional.empty(), new JsonObject());
    }
  }

  private final ConnectSessionStore sessions = new ConnectSessionStore();
  private final ProgressStore progress = new ProgressStore();
  private final HostedLinking linking;
  private final DeskEnrolment desk;
  private final PortalCatalogue catalogue;
  private final Database db;
  private final TimeSource time;

  public ConnectVisits(
      HostedLinking linking,
      DeskEnrolment desk,
      PortalCatalogue catalogue,
      Database db,
      TimeSource time) {
    this.linking = linking;
    this.desk = desk;
    this.catalogue = catalogue;
    this.db = db;
    this.time = time;
  }

  /** Whose session a token is; fails with LINK_UNKNOWN. */
  public Future<Database.Located> find(String token) {
    return db.find(Database.Lookup.CONNECT_SESSION, Tokens.hash(token))
        .map(found -> found.orElseThrow(ConnectVisits::unknown));
  }

  private static Failure unknown() {
    return new Failure(Problem.LINK_UNKNOWN, "Ask for a new link.");
  }

  /** What a session leads to; fails with LINK_UNKNOWN when it expired. */
  public Future<Opened> look(TenantId tenant, UUID id) {
    return db.inTenant(tenant, c -> sessions.get(c, id).compose(session -> opened(c, session)));
  }

  private Future<Opened> opened(TenantConnection c, ConnectSession session) {
    if (session.stateAt(time.now()).equals("expired")) {
      throw unknown();
    }
    return progress(c, session)
        .compose(
            now ->
                now.isEmpty()
                    ? Future.succeededFuture(Opened.alone(session, now))
                    : withLogin(c, session, now));
  }

  private Future<Opened> withLogin(
      TenantConnection c, ConnectSession session, Optional<Progress> now) {
    return linking
        .account(c, session.account().orElseThrow())
        .compose(account -> withLogin(c, session, now, account));
  }

  private Future<Opened> withLogin(
      TenantConnection c, ConnectSession session, Optional<Progress> now, PortalAccount account) {
    return linking
        .login(c, account)
        .compose(
            login ->
                desk.choice(c, login.id())
                    .map(
                        choice ->
                            new Opened(
                                session, now, Optional.of(login), choice, account.settings())));
  }

  private Future<Optional<Progress>> progress(TenantConnection c, ConnectSession session) {
    return session.account().isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : progress.of(c, session.account().get(), session.openedAt().orElse(session.createdAt()));
  }

  /** The same session for a browser that follows it: cheap, and without login and choice. */
  public Future<Opened> follow(TenantId tenant, UUID id) {
    return db.inTenant(
        tenant,
        c ->
            sessions
                .get(c, id)
                .compose(session -> progress(c, session).map(now -> Opened.alone(session, now))));
  }

  /** Starts; fails with LINK_USED when another browser did. */
  public Future<Void> start(TenantId tenant, UUID id, String browser) {
    return db.inTenant(tenant, c -> sessions.open(c, id, Tokens.hash(browser), time.now()))
        .map(
            opened -> {
              if (!opened) {
                throw new Failure(Problem.LINK_USED, "This link was used. Ask for a new one.");
              }
              return null;
            });
  }

  /** Chooses a portal of those that are offered; empty goes back to the choice. */
  public Future<Void> portal(Tenant tenant, ConnectSession session, Optional<String> portal) {
    if (portal.isPresent()) {
      var unused = offered(tenant, session, portal.get());
    }
    return db.inTenant(
        tenant.id(), c -> sessions.portal(c, session.id(), portal.orElse(null), time.now()));
  }

  private Portal offered(Tenant tenant, ConnectSession session, String id) {
    Portal portal = catalogue.allowed(id, tenant);
    if (!session.portals().isEmpty() && !session.portals().contains(id)) {
      throw new Failure(Problem.PORTAL_NOT_ALLOWED, "This portal is not offered here.");
    }
    return portal;
  }

  /** Both boxes are ticked under a text of that version. */
  public Future<Void> consent(TenantId tenant, ConnectSession session, String text) {
    return db.inTenant(tenant, c -> sessions.consent(c, session.id(), text, time.now()));
  }

  /** Links the chosen portal; fails with CONFLICT when the company has it, or without consent. */
  public Future<Void> link(
      Tenant tenant,
      ConnectSession session,
      String username,
      Secret password,
      JsonObject settings) {
    if (session.account().isPresent() || session.consent().isEmpty()) {
      throw new Failure(Problem.CONFLICT, "out-of-turn", "Load the page again.");
    }
    var consent = session.consent().get();
    var order =
        new HostedLinking.Order(
            session.company(),
            offered(tenant, session, session.portal().orElseThrow()),
            username,
            password,
            settings,
            new PortalAccount.Consent(
                consent.text(), consent.at(), "connect-session " + session.id()));
    return linking.link(tenant.id(), order, (c, made) -> joined(c, session, made)).mapEmpty();
  }

  private Future<Void> joined(TenantConnection c, ConnectSession session, PortalAccount made) {
    return sessions
        .lock(c, session.id())
        .compose(
            locked -> {
              // Sent twice at once: only one of them makes an account.
              if (locked.account().isPresent() || !locked.state().equals("opened")) {
                throw new Failure(Problem.CONFLICT, "out-of-turn", "Load the page again.");
              }
              return sessions.account(c, session.id(), made.id(), time.now());
            });
  }

  /** Another password, or another user, for the same account; tried at once. */
  public Future<Void> password(
      TenantId tenant, ConnectSession session, String username, Secret password) {
    return linking.password(tenant, account(session), username, password);
  }

  /** Other values for the portal's settings, for the same account; tried at once. */
  public Future<Void> settings(TenantId tenant, ConnectSession session, JsonObject settings) {
    return linking.settings(tenant, account(session), settings);
  }

  /** Tries again, or for the first time where the portal asks for no second factor. */
  public Future<Void> check(TenantId tenant, ConnectSession session) {
    return linking.check(tenant, account(session));
  }

  private static UUID account(ConnectSession session) {
    return session
        .account()
        .orElseThrow(() -> new Failure(Problem.CONFLICT, "out-of-turn", "Load the page again."));
  }

  /** Whether an authenticator app is in use already; opens the ways to the barcode. */
  public Future<Void> hasApp(TenantId tenant, ConnectSession session, boolean hasApp) {
    return db.inTenant(tenant, c -> sessions.hasApp(c, session.id(), hasApp, time.now()));
  }

  /** Ends well: the account is linked. */
  public Future<Void> complete(TenantId tenant, ConnectSession session) {
    var unused = account(session);
    return db.inTenant(tenant, c -> sessions.end(c, session.id(), "completed", null, time.now()));
  }

  /**
   * The customer leaves.
   *
   * @param reason one of {@link ConnectSession#REASONS}; anything else counts as other
   */
  public Future<Void> exit(TenantId tenant, ConnectSession session, String reason) {
    String known = ConnectSession.REASONS.contains(reason) ? reason : "other";
    return db.inTenant(tenant, c -> sessions.end(c, session.id(), "exited", known, time.now()));
  }

  /** Takes the consent back: the account ends, and with its last account the login. */
  public Future<Void> withdraw(TenantId tenant, ConnectSession session) {
    return linking
        .end(tenant, account(session))
        .compose(
            ended -> db.inTenant(tenant, c -> sessions.withdrawn(c, session.id(), time.now())));
  }
}
