// The steps of the wizard, as its forms send them.
package de.belegbote.pages;

import de.belegbote.connect.ConnectVisits;
import de.belegbote.enrolment.BrowserCookie;
import de.belegbote.enrolment.Enrolled;
import de.belegbote.enrolment.Intake;
import de.belegbote.http.RequestId;
import de.belegbote.pages.Entrance.Visit;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A step that the stage does not offer was sent twice, or long ago; it does nothing. */
final class ConnectSteps {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectSteps.class);

  /** Of the two boxes; a new text gets a new number. */
  static final String CONSENT_TEXT = "connect-1-";

  private static final Set<ConnectStage> AFTER_FAILURE =
      Set.of(ConnectStage.FAILED, ConnectStage.REPAIR);

  private static final Map<String, Set<ConnectStage>> OFFERED =
      Map.ofEntries(
          Map.entry("start", Set.of(ConnectStage.WELCOME)),
          Map.entry("portal", Set.of(ConnectStage.PORTALS)),
          Map.entry("back", Set.of(ConnectStage.CONSENT, ConnectStage.CREDENTIALS)),
          Map.entry("consent", Set.of(ConnectStage.CONSENT)),
          Map.entry("link", Set.of(ConnectStage.CREDENTIALS)),
          Map.entry(
              "app",
              Set.of(
                  ConnectStage.QUESTION,
                  ConnectStage.CODES,
                  ConnectStage.FAILED,
                  ConnectStage.REPAIR)),
          Map.entry("sms", Set.of(ConnectStage.WAYS)),
          Map.entry("qr", Set.of(ConnectStage.WAYS)),
          Map.entry("key", Set.of(ConnectStage.WAYS)),
          Map.entry("choose", Set.of(ConnectStage.CHOICE)),
          Map.entry("activated", Set.of(ConnectStage.CODES)),
          Map.entry("code", Set.of(ConnectStage.CODES)),
          Map.entry("password", AFTER_FAILURE),
          Map.entry("settings", AFTER_FAILURE),
          Map.entry("retry", AFTER_FAILURE),
          Map.entry("finish", Set.of(ConnectStage.RUNNING, ConnectStage.FAILED)));

  private final ConnectPage.Parts parts;

  ConnectSteps(ConnectPage.Parts parts) {
    this.parts = parts;
  }

  static void setCookie(RoutingContext ctx, String field) {
    boolean framed = ctx.get(PageReply.FRAME) != null;
    ctx.response().headers().add("Set-Cookie", framed ? BrowserCookie.framed(field) : field);
  }

  Future<Void> take(
      RoutingContext ctx,
      Visit visit,
      ConnectVisits.Opened opened,
      ConnectStage stage,
      PageForm form) {
    String how = form.text("how");
    boolean offered =
        switch (how) {
          case "exit" -> stage != ConnectStage.END && stage != ConnectStage.DONE;
          case "withdraw" -> opened.progress().isPresent();
          default -> OFFERED.getOrDefault(how, Set.of()).contains(stage);
        };
    if (!offered) {
      return Future.succeededFuture();
    }
    return Future.succeededFuture()
        .compose(go -> step(ctx, visit, opened, how, form))
        .transform(
            done ->
                note(ctx, visit, how, status(done.cause()))
                    .transform(
                        noted ->
                            done.succeeded()
                                ? Future.<Void>succeededFuture()
                                : Future.<Void>failedFuture(done.cause())));
  }

  private static int status(Throwable failed) {
    if (failed == null) {
      return 200;
    }
    return failed instanceof Failure known ? known.problem().status() : 500;
  }

  private Future<Void> note(RoutingContext ctx, Visit visit, String how, int status) {
    String operation = "connect." + how;
    return parts
        .db()
        .inTenant(
            visit.tenant().id(),
            c ->
                parts
                    .audit()
                    .write(
                        c,
                        parts.time().now(),
                        visit.who(),
                        operation,
                        null,
                        status,
                        RequestId.of(ctx)))
        .onFailure(lost -> LOG.error("no diary line for {}", operation, lost));
  }

  private Future<Void> step(
      RoutingContext ctx, Visit visit, ConnectVisits.Opened opened, String how, PageForm form) {
    var visits = parts.visits();
    var session = opened.session();
    var tenant = visit.tenant();
    return switch (how) {
      case "start" -> visits.start(tenant.id(), session.id(), visit.browser().orElseThrow());
      case "portal" -> visits.portal(tenant, session, Optional.of(form.text("portal")));
      case "back" ->
          session.portals().size() == 1
              ? Future.succeededFuture()
              : visits.portal(tenant, session, Optional.empty());
      case "consent" -> {
        if (form.text("holds").isEmpty() || form.text("allows").isEmpty()) {
          throw new Failure(Problem.INVALID_REQUEST, "tick-both", "Tick both boxes.");
        }
        yield visits.consent(tenant.id(), session, CONSENT_TEXT + session.language().getLanguage());
      }
      case "link" ->
          visits.link(
              tenant,
              session,
              username(form),
              password(form),
              settings(parts.catalogue().get(session.portal().orElseThrow()).json(), form));
      case "password" -> visits.password(tenant.id(), session, username(form), password(form));
      case "settings" ->
          visits.settings(
              tenant.id(),
              session,
              settings(parts.catalogue().get(session.portal().orElseThrow()).json(), form));
      case "retry" -> visits.check(tenant.id(), session);
      case "app" -> answer(ctx, visit, opened, form.text("app"));
      case "sms" ->
          parts.desk().bySms(tenant, login(opened), session.language(), form.text("number"));
      case "qr" -> onScreen(ctx, visit, opened);
      case "key" ->
          parts
              .desk()
              .key(tenant.id(), login(opened), form.text("key"))
              .map(enrolled -> keep(ctx, enrolled));
      case "choose" ->
          parts
              .desk()
              .choose(tenant.id(), login(opened), form.candidate())
              .map(enrolled -> keep(ctx, enrolled));
      case "activated", "code" -> confirm(ctx, visit, opened, form);
      case "finish" -> visits.complete(tenant.id(), session);
      case "withdraw" -> visits.withdraw(tenant.id(), session);
      default -> visits.exit(tenant.id(), session, form.text("reason"));
    };
  }

  private static UUID login(ConnectVisits.Opened opened) {
    return opened.progress().orElseThrow().login();
  }

  private static String username(PageForm form) {
    String name = form.text("username").trim();
    if (name.isEmpty() || name.length() > 320 || hasControls(name)) {
      throw new Failure(Problem.INVALID_REQUEST, "username-missing", "Enter the user name.");
    }
    return name;
  }

  private static Secret password(PageForm form) {
    String password = form.text("password");
    if (password.isEmpty() || password.length() > 1000 || hasControls(password)) {
      throw new Failure(Problem.INVALID_REQUEST, "password-missing", "Enter the password.");
    }
    return new Secret(password);
  }

  private static boolean hasControls(String text) {
    return text.codePoints().anyMatch(Character::isISOControl);
  }

  /** Each setting as a list of one; those left out are left out. */
  private static JsonObject settings(JsonObject portal, PageForm form) {
    var settings = new JsonObject();
    for (Object entry : portal.getJsonArray("settings", new JsonArray())) {
      var setting = (JsonObject) entry;
      String value = form.text("setting." + setting.getString("name")).trim();
      if (value.isEmpty() && !setting.getBoolean("optional", false)) {
        throw new Failure(Problem.INVALID_REQUEST, "setting-missing", "Fill in every field.");
      }
      var only = setting.getJsonArray("oneOf", new JsonArray());
      boolean wrong = !value.isEmpty() && !only.isEmpty() && !only.contains(value);
      if (wrong || value.length() > 200 || hasControls(value)) {
        throw new Failure(Problem.INVALID_REQUEST, "setting-wrong", "Correct the fields.");
      }
      if (!value.isEmpty()) {
        settings.put(setting.getString("name"), new JsonArray().add(value));
      }
    }
    return settings;
  }

  private Future<Void> answer(
      RoutingContext ctx, Visit visit, ConnectVisits.Opened opened, String answer) {
    var tenant = visit.tenant().id();
    return switch (answer.toLowerCase(Locale.ROOT)) {
      case "none" -> parts.visits().check(tenant, opened.session());
      case "yes", "no" ->
          parts
              .visits()
              .hasApp(tenant, opened.session(), answer.equals("yes"))
              .compose(answered -> onScreen(ctx, visit, opened));
      default -> throw new Failure(Problem.INVALID_REQUEST, "answer-missing", "Choose an answer.");
    };
  }

  // The browser keeps the token for the QR code; we keep its hash.
  private Future<Void> onScreen(RoutingContext ctx, Visit visit, ConnectVisits.Opened opened) {
    return parts
        .desk()
        .onScreen(visit.tenant(), login(opened), opened.session().language())
        .map(
            token -> {
              setCookie(ctx, BrowserCookie.PHONE.set(token, parts.secure()));
              return null;
            });
  }

  /** A screenshot, or another picture of an export. */
  Future<Void> photo(RoutingContext ctx, Visit visit, ConnectVisits.Opened opened, Buffer picture) {
    return parts
        .desk()
        .screenshot(visit.tenant().id(), login(opened), picture)
        .map(taken -> keep(ctx, taken))
        .transform(
            done ->
                note(ctx, visit, "screenshot", status(done.cause()))
                    .transform(
                        noted ->
                            done.succeeded()
                                ? Future.<Void>succeededFuture()
                                : Future.<Void>failedFuture(done.cause())));
  }

  private Void keep(RoutingContext ctx, Intake taken) {
    if (taken instanceof Enrolled enrolled) {
      setCookie(ctx, BrowserCookie.CODES.set(enrolled.confirmToken(), parts.secure()));
    }
    return null;
  }

  private Future<Void> confirm(
      RoutingContext ctx, Visit visit, ConnectVisits.Opened opened, PageForm form) {
    Optional<String> token =
        Optional.ofNullable(ctx.request().getHeader("Cookie"))
            .flatMap(header -> BrowserCookie.CODES.find(header, parts.secure()));
    return parts
        .enrolment()
        .confirm(visit.tenant().id(), login(opened), form.typed(token))
        .map(
            confirmed -> {
              setCookie(ctx, BrowserCookie.CODES.forget(parts.secure()));
              setCookie(ctx, BrowserCookie.PHONE.forget(parts.secure()));
              return null;
            });
  }
}
