// The hosted wizard behind the address of a connect session.
package de.belegbote.pages;

import de.belegbote.audit.AuditLog;
import de.belegbote.connect.ConnectVisits;
import de.belegbote.enrolment.BrowserCookie;
import de.belegbote.enrolment.DeskEnrolment;
import de.belegbote.enrolment.Enrolment;
import de.belegbote.http.Ending;
import de.belegbote.http.PhotoUpload;
import de.belegbote.http.ProblemHandler;
import de.belegbote.http.RequestId;
import de.belegbote.pages.Entrance.Visit;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.Tokens;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.tenancy.TenantFiles;
import de.belegbote.portals.PortalCatalogue;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One address, {@code /c/<token>}, as the upload page has it (ADR 0011): GET shows where the
 * customer stands and changes nothing that matters, POST takes one step and leads back to it. The
 * first step binds the session to the cookie that GET set; every other browser is told so.
 */
public final class ConnectPage implements Consumer<Router> {
  /** What it works with. */
  public record Parts(
      ConnectVisits visits,
      DeskEnrolment desk,
      Enrolment enrolment,
      TenantFiles tenants,
      PortalCatalogue catalogue,
      AuditLog audit,
      Database db,
      TimeSource time,
      boolean secure) {}

  /** What partners load into their own pages. */
  private static final String EMBED = Templates.read("embed.js");

  private final Parts parts;
  private final Entrance entrance;
  private final ConnectView view;
  private final ConnectSteps steps;
  private final LiveStream live;
  private final BrandAssets brands;

  public ConnectPage(Parts parts) {
    this.parts = parts;
    this.entrance =
        new Entrance(parts.visits::find, parts.tenants, BrowserCookie.CONNECT, parts.secure);
    this.brands = new BrandAssets(parts.tenants);
    this.view = new ConnectView(new Assets(), brands, parts.catalogue, parts.desk, parts.time);
    this.steps = new ConnectSteps(parts);
    this.live = new LiveStream(parts.visits, view);
  }

  @Override
  public void accept(Router router) {
    brands.accept(router);
    router.get("/connect.js").handler(ConnectPage::script);
    router.get("/portals").handler(this::list);
    router.get("/c/:token").handler(this::show);
    router.head("/c/:token").handler(this::show);
    router.post("/c/:token").handler(this::take);
    router.get("/c/:token/live").handler(this::follow);
  }

  private static void script(RoutingContext ctx) {
    ctx.response()
        .putHeader("Content-Type", "text/javascript; charset=utf-8")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Cross-Origin-Resource-Policy", "cross-origin")
        .putHeader("Cache-Control", "public, max-age=300");
    var unused = Ending.end(ctx.request(), Buffer.buffer(EMBED));
  }

  private void list(RoutingContext ctx) {
    String unused = RequestId.of(ctx);
    var language = PageLanguage.of(ctx, PageLanguage.ALL, PageLanguage.ALL.get(0));
    var unusedReply =
        PageReply.send(ctx, 200, language, view.list(language, PortalPicker.Search.of(ctx)));
  }

  private void show(RoutingContext ctx) {
    var unused =
        entrance
            .visit(ctx)
            .compose(visit -> looked(ctx, visit))
            .recover(failed -> notice(ctx, known(ctx, failed)));
  }

  private Future<Void> looked(RoutingContext ctx, Visit visit) {
    return look(ctx, visit)
        .compose(opened -> completed(visit, opened))
        .compose(
            opened ->
                send(ctx, visit, opened, Optional.empty(), MultiMap.caseInsensitiveMultiMap()));
  }

  // From here on every answer knows who may frame it.
  private Future<ConnectVisits.Opened> look(RoutingContext ctx, Visit visit) {
    return parts
        .visits
        .look(visit.tenant().id(), visit.link())
        .onSuccess(
            opened -> opened.session().origin().ifPresent(one -> ctx.put(PageReply.FRAME, one)));
  }

  // Once the account works, the session has reached its goal, whether or not anybody presses more.
  private Future<ConnectVisits.Opened> completed(Visit visit, ConnectVisits.Opened opened) {
    boolean now =
        opened.session().state().equals("opened")
            && opened.session().isOf(visit.browser())
            && ConnectStage.of(opened) == ConnectStage.DONE;
    return now
        ? parts.visits.complete(visit.tenant().id(), opened.session()).map(opened)
        : Future.succeededFuture(opened);
  }

  private Future<Void> send(
      RoutingContext ctx,
      Visit visit,
      ConnectVisits.Opened opened,
      Optional<Failure> wrong,
      MultiMap entered) {
    var stage = ConnectStage.of(opened, visit.browser());
    if (stage == ConnectStage.WELCOME && visit.browser().isEmpty()) {
      String browser = Tokens.random(24);
      ConnectSteps.setCookie(ctx, BrowserCookie.CONNECT.set(browser, parts.secure));
    }
    var language = language(ctx, visit, opened);
    var codes =
        opened.login().stream()
            .flatMap(
                login ->
                    entrance.cookie(ctx, BrowserCookie.CODES).stream()
                        .flatMap(token -> parts.enrolment.codes(login, token).stream()))
            .toList();
    var scene =
        new ConnectView.Scene(
            language,
            visit.tenant(),
            opened,
            stage,
            codes,
            entrance.cookie(ctx, BrowserCookie.PHONE),
            PortalPicker.Search.of(ctx),
            wrong,
            entered);
    int status = wrong.map(failure -> failure.problem().status()).orElse(200);
    return PageReply.send(ctx, status, language, view.page(scene));
  }

  private static PageLanguage language(
      RoutingContext ctx, Visit visit, ConnectVisits.Opened opened) {
    var offered = visit.tenant().languages();
    String wish = ctx.queryParams().get("lang");
    // The partner knows its customer's language better than the browser does.
    return wish != null && offered.contains(wish)
        ? PageLanguage.of(ctx, offered, wish)
        : PageLanguage.fixed(opened.session().language(), offered);
  }

  private void take(RoutingContext ctx) {
    ctx.request().pause();
    var unused =
        entrance
            .visit(ctx)
            .compose(visit -> take(ctx, visit))
            .recover(failed -> notice(ctx, known(ctx, failed)));
  }

  private Future<Void> take(RoutingContext ctx, Visit visit) {
    var entered = MultiMap.caseInsensitiveMultiMap();
    return look(ctx, visit)
        .compose(opened -> taken(ctx, visit, opened, entered))
        .compose(done -> PageReply.back(ctx, PageLanguage.of(ctx, PageLanguage.ALL, "de")))
        .recover(failed -> refuse(ctx, visit, known(ctx, failed), entered));
  }

  private Future<Void> taken(
      RoutingContext ctx, Visit visit, ConnectVisits.Opened opened, MultiMap entered) {
    if (visit.browser().isEmpty()) {
      throw new Failure(Problem.INVALID_REQUEST, "no-cookie", "Allow cookies for this page.");
    }
    var stage = ConnectStage.of(opened, visit.browser());
    String type = Optional.ofNullable(ctx.request().getHeader("Content-Type")).orElse("");
    if (type.startsWith("multipart/form-data")) {
      return stage == ConnectStage.WAYS || stage == ConnectStage.CHOICE
          ? PhotoUpload.read(ctx.request())
              .compose(picture -> steps.photo(ctx, visit, opened, picture))
          : PageReply.drained(ctx);
    }
    return PageForm.read(ctx)
        .compose(
            form -> {
              entered.addAll(form.fields());
              return steps.take(ctx, visit, opened, stage, form);
            });
  }

  // The page again with what went wrong and what was entered.
  private Future<Void> refuse(RoutingContext ctx, Visit visit, Failure failure, MultiMap entered) {
    if (failure.problem() == Problem.LINK_UNKNOWN || failure.problem() == Problem.LINK_USED) {
      return Future.failedFuture(failure);
    }
    return PageReply.drained(ctx)
        .compose(quiet -> look(ctx, visit))
        .compose(opened -> send(ctx, visit, opened, Optional.of(failure), entered));
  }

  private void follow(RoutingContext ctx) {
    var unused =
        entrance
            .visit(ctx)
            .compose(
                visit ->
                    look(ctx, visit)
                        .compose(
                            opened -> {
                              // Only to the browser that may see the page.
                              var unused2 = ConnectStage.of(opened, visit.browser());
                              return live.open(ctx, visit, language(ctx, visit, opened));
                            }))
            .recover(failed -> LiveStream.refuse(ctx, known(ctx, failed)));
  }

  private Future<Void> notice(RoutingContext ctx, Failure failure) {
    var neutral = PageLanguage.of(ctx, PageLanguage.ALL, PageLanguage.ALL.get(0));
    return PageReply.drained(ctx)
        .compose(
            quiet ->
                ctx.response().headWritten() || ctx.response().closed()
                    ? Future.succeededFuture()
                    : PageReply.send(
                        ctx, failure.problem().status(), neutral, view.notice(neutral, failure)));
  }

  private static Failure known(RoutingContext ctx, Throwable failed) {
    var failure =
        failed instanceof Failure known
            ? known
            : new Failure(Problem.INTERNAL_ERROR, "Something failed on our side.", failed);
    ProblemHandler.report(ctx, failure);
    return failure;
  }
}
