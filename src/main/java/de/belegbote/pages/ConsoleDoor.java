// Who comes to the console with which session, before anything is shown or done.
package de.belegbote.pages;

import de.belegbote.enrolment.BrowserCookie;
import de.belegbote.http.IssuerSignIn;
import de.belegbote.http.Questions;
import de.belegbote.http.RateLimits;
import de.belegbote.http.RequestId;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.Tokens;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.tenancy.Tenant;
import de.belegbote.platform.tenancy.TenantFiles;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The cookie holds the tenant's id and the session's token, in one word. The id only says where to
 * look: a row of that tenant with the token's hash has to be there.
 */
final class ConsoleDoor {
  private static final int ID_LENGTH = 36;
  private static final Duration NOTED = Duration.ofMinutes(1);

  /** What the cookie says, before anything of it is believed. */
  private record Ticket(TenantId tenant, String token) {
    @Override
    public String toString() {
      return "Ticket[" + tenant + "]";
    }
  }

  private final Database db;
  private final TenantFiles tenants;
  private final Questions questions;
  private final TimeSource time;
  private final boolean secure;
  private final RateLimits limits = new RateLimits();
  private final ConsoleSessionStore sessions = new ConsoleSessionStore();

  ConsoleDoor(
      Database db, TenantFiles tenants, Questions questions, TimeSource time, boolean secure) {
    this.db = db;
    this.tenants = tenants;
    this.questions = questions;
    this.time = time;
    this.secure = secure;
  }

  /** Lets a person in under a fresh token, whatever the browser held before. */
  Future<Void> letIn(RoutingContext ctx, IssuerSignIn.Person person) {
    String token = Tokens.random(ConsoleSession.TOKEN_BYTES);
    TenantId tenant = person.who().tenant();
    return ended(ctx)
        .compose(
            left ->
                db.inTenant(
                    tenant,
                    c ->
                        sessions.create(
                            c,
                            Tokens.hash(token),
                            person.who(),
                            person.name(),
                            person.issuer(),
                            time.now())))
        .onSuccess(
            there ->
                ConnectSteps.setCookie(ctx, BrowserCookie.CONSOLE.set(tenant + token, secure)));
  }

  /** Ends the session of this browser, if it has one, and makes the browser forget it. */
  Future<Void> leave(RoutingContext ctx) {
    ConnectSteps.setCookie(ctx, BrowserCookie.CONSOLE.forget(secure));
    return ended(ctx);
  }

  private Future<Void> ended(RoutingContext ctx) {
    return ticket(ctx)
        .filter(ticket -> tenants.byId(ticket.tenant).isPresent())
        .map(ticket -> db.inTenant(ticket.tenant, c -> sessions.end(c, Tokens.hash(ticket.token))))
        .orElseGet(Future::succeededFuture);
  }

  /** Which tenant's page this browser used, good for choosing where to sign in again. */
  Optional<TenantId> tenantBefore(RoutingContext ctx) {
    return ticket(ctx).map(Ticket::tenant);
  }

  /** Fails with UNAUTHENTICATED when nobody is signed in (any more), or with QUOTA_EXCEEDED. */
  Future<ConsoleVisit> visit(RoutingContext ctx) {
    // Before anything is answered, so that the name is in the head of the answer.
    String request = RequestId.of(ctx);
    var ticket = ticket(ctx);
    var tenant = ticket.flatMap(shown -> tenants.byId(shown.tenant));
    if (tenant.isEmpty()) {
      return Future.failedFuture(nobody());
    }
    String wish = ctx.queryParams().get("lang");
    boolean switched = wish != null && PageLanguage.ALL.contains(wish);
    return db.inTenant(tenant.get().id(), c -> sessions.find(c, Tokens.hash(ticket.get().token)))
        .compose(found -> stillGood(found, tenant.get()))
        .compose(session -> noted(session, switched ? Optional.of(wish) : Optional.empty()))
        .map(session -> visit(ctx, request, tenant.get(), session, ticket.get().token));
  }

  private Future<ConsoleSession> stillGood(Optional<ConsoleSession> found, Tenant tenant) {
    Instant now = time.now();
    return found
        .filter(session -> !session.isOver(now))
        .filter(
            session -> tenant.issuers().stream().anyMatch(i -> i.issuer().equals(session.issuer())))
        .map(Future::succeededFuture)
        .orElseGet(() -> Future.failedFuture(nobody()));
  }

  private Future<ConsoleSession> noted(ConsoleSession session, Optional<String> language) {
    Instant now = time.now();
    boolean fresh = session.lastUsed().plus(NOTED).isAfter(now);
    if (fresh && language.isEmpty()) {
      return Future.succeededFuture(session);
    }
    return db.inTenant(
            session.who().tenant(),
            c ->
                sessions
                    .used(c, session.id(), now)
                    .compose(
                        used ->
                            language.isEmpty()
                                ? Future.succeededFuture()
                                : sessions.speaks(c, session.id(), language.get())))
        .map(session);
  }

  private ConsoleVisit visit(
      RoutingContext ctx, String request, Tenant tenant, ConsoleSession session, String token) {
    var usedUp = limits.take(session.who(), tenant, ctx.response());
    if (usedUp.isPresent()) {
      throw usedUp.get();
    }
    var language =
        PageLanguage.of(
            ctx, PageLanguage.ALL, session.language().orElse(tenant.languages().get(0)));
    var spoken =
        language.chosen() || session.language().isEmpty()
            ? language
            : PageLanguage.fixed(Locale.forLanguageTag(session.language().get()), PageLanguage.ALL);
    return new ConsoleVisit(
        ctx, request, tenant, session, spoken, ConsoleSession.formToken(token), questions);
  }

  /**
   * Refuses what another site's page could make this browser send: the form has to bring the
   * session's own word, and where the browser says from where it comes, from here.
   */
  void checkForm(RoutingContext ctx, PageForm form) {
    boolean ours =
        isFromHere(ctx)
            && ticket(ctx)
                .filter(ticket -> ConsoleSession.isFormToken(ticket.token, form.text("form")))
                .isPresent();
    if (!ours) {
      throw new Failure(
          Problem.FORBIDDEN, "foreign-form", "The form did not come from a page of this session.");
    }
  }

  /** Whether the browser says that one of our own pages sent it; some say nothing. */
  static boolean isFromHere(RoutingContext ctx) {
    String site = ctx.request().getHeader("Sec-Fetch-Site");
    return site == null || site.equals("same-origin");
  }

  private Optional<Ticket> ticket(RoutingContext ctx) {
    return Optional.ofNullable(ctx.request().getHeader("Cookie"))
        .flatMap(header -> BrowserCookie.CONSOLE.find(header, secure))
        .flatMap(ConsoleDoor::ticket);
  }

  private static Optional<Ticket> ticket(String value) {
    try {
      return Optional.of(
          new Ticket(
              new TenantId(UUID.fromString(value.substring(0, ID_LENGTH))),
              value.substring(ID_LENGTH)));
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException garbage) {
      return Optional.empty();
    }
  }

  private static Failure nobody() {
    return new Failure(Problem.UNAUTHENTICATED, "Sign in to the console.");
  }
}
