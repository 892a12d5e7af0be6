// The practice portal's addresses and what happens behind them.
package de.belegbote.sandbox;

import static de.belegbote.sandbox.PracticeSession.Stage.CODE;
import static de.belegbote.sandbox.PracticeSession.Stage.EMAIL_CODE;
import static de.belegbote.sandbox.PracticeSession.Stage.SIGNED_IN;

import de.belegbote.otp.OtpAuth;
import de.belegbote.platform.OutsideText;
import de.belegbote.platform.TimeSource;
import de.belegbote.sandbox.PracticeAccount.Checked;
import de.belegbote.sandbox.PracticeAccount.Verdict;
import de.belegbote.sandbox.PracticePages.Member;
import de.belegbote.sandbox.PracticePages.Notice;
import de.belegbote.sandbox.PracticeSession.Stage;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A portal with sign-in, authenticator, invoices and sessions that behaves like a real one. Who may
 * sign in and what happens then is said by {@link Script}; every password is {@link #PASSWORD}.
 */
public final class PracticePortal {
  /** The name the fetcher knows it by; never in public DNS (RFC 6761 reserves {@code .test}). */
  public static final String HOST = "practice.belegbote.test";

  /** The password of every scripted user but {@code wrong-password}. Opens nothing else. */
  public static final String PASSWORD = "practice-2026";

  /** The code that {@code email-code} users are asked for; no e-mail is sent. */
  public static final String EMAIL_CODE_SENT = "246810";

  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final String ISSUER = "Belegbote Practice";
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * What the portal is started with. It listens on the loopback address only.
   *
   * @param httpPort for people's browsers; 0 takes any free port
   * @param httpsPort for the fetcher; 0 takes any free port
   * @param certificate for {@link #HOST}; null leaves the HTTPS listener out
   * @param stateFile keeps the accounts over restarts; its folder is made if it is missing
   * @param time decides codes, sessions, locks and which invoices there are
   */
  public record Settings(
      int httpPort, int httpsPort, KeyCertOptions certificate, Path stateFile, TimeSource time) {}

  private final PracticeAccounts accounts;
  private final TimeSource time;
  private final WorkerExecutor worker;

  PracticePortal(PracticeAccounts accounts, TimeSource time, WorkerExecutor worker) {
    this.accounts = accounts;
    this.time = time;
    this.worker = worker;
  }

  /** Adds the pages; the doorway (limits, headers, session, forged requests) is on the router. */
  void bind(Router router) {
    on(router.get("/"), this::start);
    on(router.post("/sign-in"), this::signIn);
    on(router.post("/sign-out"), this::signOut);
    on(router.get("/code"), at(CODE, (ctx, s) -> codePage(ctx, s, Notice.NONE)));
    on(router.post("/code"), at(CODE, this::code));
    on(router.get("/email-code"), at(EMAIL_CODE, (ctx, s) -> emailPage(ctx, s, Notice.NONE)));
    on(router.post("/email-code"), at(EMAIL_CODE, this::emailCode));
    on(router.get("/invoices"), at(SIGNED_IN, this::invoices));
    on(router.get("/invoices/:file"), at(SIGNED_IN, this::document));
    on(router.get("/security"), at(SIGNED_IN, (ctx, s) -> security(ctx, s, Notice.NONE)));
    on(router.get("/security/qr.png"), at(SIGNED_IN, this::qr));
    on(router.post("/security/activate"), at(SIGNED_IN, this::activate));
    on(router.post("/security/deactivate"), at(SIGNED_IN, this::deactivate));
  }

  private Future<Void> start(RoutingContext ctx) {
    PracticeSession session = Doorway.session(ctx);
    return session.stage() == SIGNED_IN
        ? Doorway.redirect(ctx, "/invoices")
        : Doorway.html(ctx, Doorway.pages(ctx).signIn(session.csrf(), "", Notice.NONE));
  }

  private Future<Void> signIn(RoutingContext ctx) {
    PracticeSession session = Doorway.session(ctx);
    String typed = OutsideText.clean(typed(ctx, "username"));
    String username = Script.canonical(typed);
    var script = Script.of(username).filter(s -> s.accepts(typed(ctx, "password")));
    if (script.isEmpty()) {
      return Doorway.html(
          ctx, Doorway.pages(ctx).signIn(session.csrf(), typed, Notice.WRONG_PASSWORD));
    }
    if (script.get() == Script.LOCKED) {
      return Doorway.html(ctx, Doorway.pages(ctx).locked());
    }
    PracticeAccount account = accounts.get(username, time.now());
    Stage next =
        switch (script.get()) {
          case EMAIL_CODE -> EMAIL_CODE;
          case NO_FACTOR -> SIGNED_IN;
          default -> account.active() ? CODE : SIGNED_IN;
        };
    return accounts.put(username, account).compose(saved -> enter(ctx, username, next));
  }

  private Future<Void> enter(RoutingContext ctx, String username, Stage stage) {
    Doorway.session(ctx).enter(username, stage);
    return Doorway.redirect(
        ctx,
        switch (stage) {
          case SIGN_IN -> "/";
          case CODE -> "/code";
          case EMAIL_CODE -> "/email-code";
          case SIGNED_IN -> "/invoices";
        });
  }

  private Future<Void> signOut(RoutingContext ctx) {
    Doorway.session(ctx).forget();
    return Doorway.redirect(ctx, "/");
  }

  private Future<Void> codePage(RoutingContext ctx, PracticeSession session, Notice notice) {
    return Doorway.html(ctx, Doorway.pages(ctx).code(session.csrf(), notice));
  }

  private Future<Void> emailPage(RoutingContext ctx, PracticeSession session, Notice notice) {
    return Doorway.html(ctx, Doorway.pages(ctx).emailCode(session.csrf(), notice));
  }

  private Future<Void> code(RoutingContext ctx, PracticeSession session) {
    PracticeAccount account = account(session);
    if (!account.active()) {
      // Switched off from another browser in between.
      session.forget();
      return Doorway.redirect(ctx, "/");
    }
    Checked checked = account.check(typed(ctx, "code"), time.now());
    return accounts
        .put(session.username(), checked.after())
        .compose(
            saved ->
                checked.verdict() == Verdict.RIGHT
                    ? enter(ctx, session.username(), SIGNED_IN)
                    : codePage(ctx, session, notice(checked.verdict())));
  }

  private Future<Void> emailCode(RoutingContext ctx, PracticeSession session) {
    Checked checked = account(session).checkMailed(typed(ctx, "code"), time.now());
    return accounts
        .put(session.username(), checked.after())
        .compose(
            saved ->
                checked.verdict() == Verdict.RIGHT
                    ? enter(ctx, session.username(), SIGNED_IN)
                    : emailPage(ctx, session, notice(checked.verdict())));
  }

  private Future<Void> invoices(RoutingContext ctx, PracticeSession session) {
    String page = ctx.request().getParam("page", "1");
    int number = page.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(page) : 1;
    return Doorway.html(ctx, Doorway.pages(ctx).invoices(member(session), listOf(session), number));
  }

  private Future<Void> document(RoutingContext ctx, PracticeSession session) {
    String file = ctx.pathParam("file");
    var invoice =
        listOf(session).stream().filter(i -> file.equals(i.number() + ".pdf")).findFirst();
    if (invoice.isEmpty()) {
      ctx.fail(404);
      return Future.succeededFuture();
    }
    return worker
        .executeBlocking(() -> PracticePdf.of(invoice.get(), session.username()), false)
        .compose(
            bytes ->
                ctx.response()
                    .putHeader("Content-Type", "application/pdf")
                    .putHeader("Content-Disposition", "attachment; filename=\"" + file + "\"")
                    .end(Buffer.buffer(bytes)));
  }

  private Future<Void> security(RoutingContext ctx, PracticeSession session, Notice notice) {
    PracticeAccount account = account(session);
    PracticeAccount shown = account.authenticator() == null ? withSeed(account, session) : account;
    return accounts
        .put(session.username(), shown)
        .compose(
            saved ->
                Doorway.html(
                    ctx,
                    Doorway.pages(ctx)
                        .security(
                            member(session),
                            shown.authenticator().seed().reveal(),
                            shown.active(),
                            notice)));
  }

  private static PracticeAccount withSeed(PracticeAccount account, PracticeSession session) {
    byte[] seed = new byte[20];
    RANDOM.nextBytes(seed);
    return account.with(OtpAuth.ofSeed(seed, ISSUER, session.username()));
  }

  private Future<Void> qr(RoutingContext ctx, PracticeSession session) {
    PracticeAccount account = account(session);
    if (account.authenticator() == null || account.active()) {
      ctx.fail(404);
      return Future.succeededFuture();
    }
    String uri = account.authenticator().toSecret().reveal();
    return worker
        .executeBlocking(() -> QrPicture.png(uri), false)
        .compose(
            bytes ->
                ctx.response().putHeader("Content-Type", "image/png").end(Buffer.buffer(bytes)));
  }

  private Future<Void> activate(RoutingContext ctx, PracticeSession session) {
    PracticeAccount account = account(session);
    if (account.authenticator() == null || account.active()) {
      return Doorway.redirect(ctx, "/security");
    }
    Checked checked = account.check(typed(ctx, "code"), time.now());
    boolean right = checked.verdict() == Verdict.RIGHT;
    return accounts
        .put(session.username(), right ? checked.after().switchedOn() : checked.after())
        .compose(
            saved ->
                right
                    ? Doorway.redirect(ctx, "/security")
                    : security(ctx, session, notice(checked.verdict())));
  }

  private Future<Void> deactivate(RoutingContext ctx, PracticeSession session) {
    return accounts
        .put(session.username(), account(session).with(null))
        .compose(saved -> Doorway.redirect(ctx, "/security"));
  }

  private static Notice notice(Verdict verdict) {
    return switch (verdict) {
      case RIGHT -> Notice.NONE;
      case WRONG -> Notice.WRONG_CODE;
      case LOCKED -> Notice.CODES_LOCKED;
    };
  }

  private PracticeAccount account(PracticeSession session) {
    return accounts.get(session.username(), time.now());
  }

  private List<PracticeInvoice> listOf(PracticeSession session) {
    return PracticeInvoice.of(
        session.username(),
        Script.of(session.username()).orElseThrow(),
        LocalDate.ofInstant(account(session).created(), ZONE),
        LocalDate.ofInstant(time.now(), ZONE));
  }

  private static Member member(PracticeSession session) {
    return new Member(session.username(), session.csrf());
  }

  private static String typed(RoutingContext ctx, String field) {
    String value = ctx.request().getFormAttribute(field);
    return value == null ? "" : value;
  }

  /** A page for browsers at that stage; any other goes to the start. */
  private static Function<RoutingContext, Future<Void>> at(
      Stage stage, BiFunction<RoutingContext, PracticeSession, Future<Void>> page) {
    return ctx -> {
      PracticeSession session = Doorway.session(ctx);
      return session.stage() == stage ? page.apply(ctx, session) : Doorway.redirect(ctx, "/");
    };
  }

  private static void on(Route route, Function<RoutingContext, Future<Void>> page) {
    route.handler(ctx -> page.apply(ctx).onFailure(ctx::fail));
  }
}
