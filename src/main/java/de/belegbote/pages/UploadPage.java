// The phone's page behind an upload link: photo in, codes out, confirmation.
package de.belegbote.pages;

import de.belegbote.accounts.Login;
import de.belegbote.audit.AuditLog;
import de.belegbote.enrolment.BrowserCookie;
import de.belegbote.enrolment.Enrolled;
import de.belegbote.enrolment.Enrolment;
import de.belegbote.enrolment.Intake;
import de.belegbote.enrolment.LinkVisits;
import de.belegbote.http.PhotoUpload;
import de.belegbote.http.ProblemHandler;
import de.belegbote.http.RequestId;
import de.belegbote.otp.Totp;
import de.belegbote.pages.Entrance.Visit;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.Tokens;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.tenancy.TenantFiles;
import de.belegbote.portals.PortalCatalogue;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One address, {@code /u/<token>}: GET shows where the person stands, POST takes the photo
 * (multipart) or the confirmation. The token stands in that address only (ADR 0011): forms name no
 * target and redirects lead to "?". GET changes nothing that matters. POST is refused without the
 * cookie that GET set; the first good photo binds the link to it.
 */
public final class UploadPage implements Consumer<Router> {
  /** What it works with. */
  public record Parts(
      LinkVisits visits,
      Enrolment enrolment,
      TenantFiles tenants,
      PortalCatalogue catalogue,
      AuditLog audit,
      Database db,
      TimeSource time,
      boolean secure) {}

  private static final Logger LOG = LoggerFactory.getLogger(UploadPage.class);

  private final Parts parts;
  private final Assets assets = new Assets();
  private final Entrance entrance;
  private final UploadView view;

  public UploadPage(Parts parts) {
    this.parts = parts;
    this.entrance = new Entrance(parts);
    this.view = new UploadView(assets, parts.catalogue, parts.time);
  }

  @Override
  public void accept(Router router) {
    assets.accept(router);
    router.get("/u/:token").handler(this::show);
    router.head("/u/:token").handler(this::show);
    router.post("/u/:token").handler(this::take);
  }

  private void show(RoutingContext ctx) {
    var unused =
        entrance
            .visit(ctx)
            .compose(visit -> show(ctx, visit))
            .recover(failed -> notice(ctx, known(ctx, failed)));
  }

  private Future<Void> show(RoutingContext ctx, Visit visit) {
    return parts
        .visits
        .open(visit.tenant().id(), visit.link())
        .compose(opened -> send(ctx, visit, opened, Optional.empty()));
  }

  private void setCookie(RoutingContext ctx, String field) {
    ctx.response().headers().add("Set-Cookie", field);
  }

  private Future<Void> send(
      RoutingContext ctx, Visit visit, LinkVisits.Opened opened, Optional<Failure> wrong) {
    var stage = stage(visit, opened);
    if (stage == UploadView.Stage.START && visit.browser().isEmpty()) {
      setCookie(ctx, BrowserCookie.UPLOAD.set(Tokens.random(24), parts.secure));
    }
    List<Totp.Code> codes =
        stage == UploadView.Stage.CODES ? codes(ctx, opened) : List.<Totp.Code>of();
    var language =
        PageLanguage.of(ctx, visit.tenant().languages(), opened.link().language().getLanguage());
    int status = wrong.map(failure -> failure.problem().status()).orElse(200);
    return PageReply.send(
        ctx, status, language, view.page(language, visit.tenant(), opened, stage, codes, wrong));
  }

  private List<Totp.Code> codes(RoutingContext ctx, LinkVisits.Opened opened) {
    return entrance
        .cookie(ctx, BrowserCookie.CODES)
        .map(token -> parts.enrolment.codes(opened.login(), token))
        .orElse(List.of());
  }

  private static UploadView.Stage stage(Visit visit, LinkVisits.Opened opened) {
    if (opened.link().state().equals("open")) {
      return UploadView.Stage.START;
    }
    if (!opened.link().isOf(visit.browser())) {
      throw used();
    }
    if (opened.choice().isPresent()) {
      return UploadView.Stage.CHOICE;
    }
    Login.State factor = opened.login().factor().state();
    // A second factor that was taken away since, or an export of which nothing was chosen in time,
    // leaves nothing to do here either.
    if (factor == Login.State.NONE || !storedOverIt(opened)) {
      throw used();
    }
    return factor == Login.State.SEED_STORED ? UploadView.Stage.CODES : UploadView.Stage.DONE;
  }

  private static Failure used() {
    return new Failure(Problem.LINK_USED, "This link was used. Ask for a new one.");
  }

  private static boolean storedOverIt(LinkVisits.Opened opened) {
    var stored = opened.login().factor().storedAt();
    return stored != null
        && opened.link().usedAt().map(used -> !stored.isBefore(used)).orElse(false);
  }

  private void take(RoutingContext ctx) {
    // The body waits until it is known whose it is.
    ctx.request().pause();
    var unused =
        entrance
            .visit(ctx)
            .compose(visit -> take(ctx, visit))
            .recover(failed -> notice(ctx, known(ctx, failed)));
  }

  private Future<Void> take(RoutingContext ctx, Visit visit) {
    return parts
        .visits
        .look(visit.tenant().id(), visit.link())
        .compose(opened -> act(ctx, visit, opened))
        .compose(done -> back(ctx), failed -> refuse(ctx, visit, known(ctx, failed)));
  }

  private Future<Void> act(RoutingContext ctx, Visit visit, LinkVisits.Opened opened) {
    var stage = stage(visit, opened);
    String browser =
        visit
            .browser()
            .orElseThrow(
                () -> new Failure(Problem.FORBIDDEN, "no-cookie", "The page's cookie is missing."));
    String type = Optional.ofNullable(ctx.request().getHeader("Content-Type")).orElse("");
    if (type.startsWith("multipart/form-data")) {
      // Sent once more by the same browser: what it wanted is there already.
      return stage == UploadView.Stage.START || stage == UploadView.Stage.CHOICE
          ? photo(ctx, visit, browser)
          : PageReply.drained(ctx);
    }
    if (!type.startsWith("application/x-www-form-urlencoded")) {
      throw new Failure(Problem.INVALID_REQUEST, "Send what the page's forms send.");
    }
    return stage == UploadView.Stage.DONE
        ? PageReply.drained(ctx)
        : PageForm.read(ctx).compose(form -> sent(ctx, visit, stage, form));
  }

  private Future<Void> photo(RoutingContext ctx, Visit visit, String browser) {
    return PhotoUpload.read(ctx.request())
        .compose(picture -> parts.visits.photo(visit.tenant().id(), visit.link(), picture, browser))
        .recover(failed -> noteFailure(ctx, visit, "uploadPhoto", failed))
        .compose(
            answer -> {
              setCookie(ctx, BrowserCookie.UPLOAD.set(browser, parts.secure));
              keepCodes(ctx, answer);
              answer.seen().ifPresent(spot -> ctx.put(PageReply.SEEN, spot));
              return note(ctx, visit, "uploadPhoto", answer instanceof Enrolled ? 200 : 202);
            });
  }

  private void keepCodes(RoutingContext ctx, Intake answer) {
    if (answer instanceof Enrolled enrolled) {
      setCookie(ctx, BrowserCookie.CODES.set(enrolled.confirmToken(), parts.secure));
    }
  }

  private Future<Void> sent(
      RoutingContext ctx, Visit visit, UploadView.Stage stage, PageForm form) {
    if (form.chooses()) {
      // Chosen twice by the same browser: it is taken already.
      return stage == UploadView.Stage.CHOICE ? choose(ctx, visit, form) : Future.succeededFuture();
    }
    return confirm(ctx, visit, form);
  }

  private Future<Void> choose(RoutingContext ctx, Visit visit, PageForm form) {
    return parts
        .visits
        .choose(visit.tenant().id(), visit.link(), visit.browser(), form.candidate())
        .recover(failed -> noteFailure(ctx, visit, "chooseOverUploadLink", failed))
        .compose(
            enrolled -> {
              keepCodes(ctx, enrolled);
              return note(ctx, visit, "chooseOverUploadLink", 200);
            });
  }

  private Future<Void> confirm(RoutingContext ctx, Visit visit, PageForm form) {
    var typed = form.typed(entrance.cookie(ctx, BrowserCookie.CODES));
    return parts
        .visits
        .confirm(visit.tenant().id(), visit.link(), visit.browser(), typed)
        .recover(failed -> noteFailure(ctx, visit, "confirmUploadLink", failed))
        .compose(
            login -> {
              setCookie(ctx, BrowserCookie.CODES.forget(parts.secure));
              return note(ctx, visit, "confirmUploadLink", 200);
            });
  }

  private Future<Void> note(RoutingContext ctx, Visit visit, String operation, int status) {
    return parts.db.inTenant(
        visit.tenant().id(),
        c ->
            parts.audit.write(
                c, parts.time.now(), visit.who(), operation, null, status, RequestId.of(ctx)));
  }

  private <T> Future<T> noteFailure(
      RoutingContext ctx, Visit visit, String operation, Throwable failed) {
    int status = failed instanceof Failure known ? known.problem().status() : 500;
    return note(ctx, visit, operation, status)
        .onFailure(lost -> LOG.error("no diary line for {}", operation, lost))
        .transform(noted -> Future.failedFuture(failed));
  }

  // The page again with what went wrong, so that the person can try once more at once.
  private Future<Void> refuse(RoutingContext ctx, Visit visit, Failure failure) {
    return PageReply.drained(ctx)
        .compose(quiet -> parts.visits.look(visit.tenant().id(), visit.link()))
        .compose(opened -> again(ctx, visit, opened, failure));
  }

  private Future<Void> again(
      RoutingContext ctx, Visit visit, LinkVisits.Opened opened, Failure failure) {
    boolean sentTwice =
        failure.problem() == Problem.LINK_USED && stage(visit, opened) != UploadView.Stage.START;
    return sentTwice ? back(ctx) : send(ctx, visit, opened, Optional.of(failure));
  }

  private static Future<Void> back(RoutingContext ctx) {
    return PageReply.back(ctx, neutral(ctx));
  }

  private Future<Void> notice(RoutingContext ctx, Failure failure) {
    return PageReply.drained(ctx)
        .compose(
            quiet ->
                ctx.response().headWritten() || ctx.response().closed()
                    ? Future.succeededFuture()
                    : PageReply.send(
                        ctx,
                        failure.problem().status(),
                        neutral(ctx),
                        view.notice(neutral(ctx), failure)));
  }

  // Of a link that leads nowhere nothing may show, not even its tenant's languages.
  private static PageLanguage neutral(RoutingContext ctx) {
    return PageLanguage.of(ctx, PageLanguage.ALL, PageLanguage.ALL.get(0));
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
