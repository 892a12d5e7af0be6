// The console's door: sign-in at the tenant's issuer, in a trial by a token, and sign-out.
package de.belegbote.pages;

import de.belegbote.enrolment.BrowserCookie;
import de.belegbote.http.IssuerSignIn;
import de.belegbote.http.RequestId;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.tenancy.Tenant;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * State, nonce and the verifier of PKCE wait in a sealed cookie of the browser that began; so does
 * where it wanted to go. Only a page of the console may stand there.
 */
final class ConsoleSignIn {
  private static final String HOME = "companies";

  /**
   * Addresses within the console: no scheme, no slash, nothing a browser takes for another host.
   */
  private static final Pattern WITHIN =
      Pattern.compile("[a-z]{1,20}(\\?[A-Za-z0-9=&%._~+-]{0,500})?");

  private final ConsolePage.Parts parts;
  private final ConsoleDoor door;
  private final ConsoleFrame frame;
  private final IssuerSignIn issuers;

  ConsoleSignIn(
      ConsolePage.Parts parts, ConsoleDoor door, ConsoleFrame frame, IssuerSignIn issuers) {
    this.parts = parts;
    this.door = door;
    this.frame = frame;
    this.issuers = issuers;
  }

  void bind(Router router) {
    router.get("/console/sign-in").handler(this::ask);
    router.post("/console/sign-in").handler(this::takeToken);
    router.get("/console/issuer").handler(this::send);
    router.get("/console/callback").handler(this::takeCode);
    router.post("/console/sign-out").handler(this::leave);
  }

  /** Where somebody who is not signed in goes, and comes back from to the page they wanted. */
  String address(RoutingContext ctx, String wanted) {
    String tenant = door.tenantBefore(ctx).map(id -> "tenant=" + id + "&").orElse("");
    return "sign-in?" + tenant + "to=" + URLEncoder.encode(within(wanted), StandardCharsets.UTF_8);
  }

  static String within(String wanted) {
    return WITHIN.matcher(wanted).matches() ? wanted : HOME;
  }

  private static String word(RoutingContext ctx, String name) {
    return Optional.ofNullable(ctx.queryParams().get(name)).orElse("");
  }

  private Optional<Tenant> tenant(String id) {
    try {
      return parts.tenants().byId(new TenantId(UUID.fromString(id)));
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  private void ask(RoutingContext ctx) {
    ConsolePage.answer(ctx, this::fail, () -> ask(ctx, 200, ""));
  }

  private Future<Void> ask(RoutingContext ctx, int status, String wrong) {
    var tenant = tenant(word(ctx, "tenant"));
    var language = language(ctx, tenant);
    String to = within(word(ctx, "to"));
    var buttons = new ArrayList<Map<String, Object>>();
    for (var issuer : tenant.map(Tenant::issuers).orElse(List.of())) {
      issuer.console().ifPresent(at -> buttons.add(button(tenant.get(), issuer, at, language, to)));
    }
    var values =
        Map.<String, Object>of(
            "issuers", buttons, "trial", parts.trial(), "to", to, "wrong", wrong);
    String title = frame.texts().get(language.locale(), "signInTitle");
    String here = "sign-in?" + tenant.map(t -> "tenant=" + t.id() + "&").orElse("");
    return PageReply.send(
        ctx,
        status,
        language,
        frame.open(language, tenant, here, "console-sign-in", title, values));
  }

  private Map<String, Object> button(
      Tenant tenant, Tenant.Issuer issuer, Tenant.SignIn at, PageLanguage language, String to) {
    String name = at.name().orElseGet(() -> URI.create(at.authorization()).getHost());
    String address =
        "issuer?tenant=%s&issuer=%d&lang=%s&to=%s"
            .formatted(
                tenant.id(),
                tenant.issuers().indexOf(issuer),
                language.tag(),
                URLEncoder.encode(to, StandardCharsets.UTF_8));
    return Map.of(
        "href", address, "text", frame.texts().get(language.locale(), "signInWith", name));
  }

  private PageLanguage language(RoutingContext ctx, Optional<Tenant> tenant) {
    String first = tenant.map(t -> t.languages().get(0)).orElse(PageLanguage.ALL.get(0));
    return PageLanguage.of(ctx, PageLanguage.ALL, first);
  }

  // Begins a sign-in: nobody is signed in by it but whoever proves it to the issuer.
  private void send(RoutingContext ctx) {
    ConsolePage.answer(
        ctx,
        this::fail,
        () -> {
          var tenant = tenant(word(ctx, "tenant"));
          var issuer = tenant.flatMap(t -> issuer(t, word(ctx, "issuer")));
          if (issuer.isEmpty()) {
            return ask(ctx, 404, "");
          }
          var begun = ConsoleBegun.at(tenant.get(), issuer.get(), within(word(ctx, "to")));
          ConnectSteps.setCookie(
              ctx,
              BrowserCookie.SIGN_IN.set(
                  begun.sealed(parts.sealing(), parts.time().now()), parts.secure()));
          var language = language(ctx, tenant);
          return PageReply.to(
              ctx,
              issuers.address(
                  issuer.get().console().orElseThrow(), begun.tries(), back(), language.locale()));
        });
  }

  private static Optional<Tenant.Issuer> issuer(Tenant tenant, String index) {
    return index.matches("[0-4]") && Integer.parseInt(index) < tenant.issuers().size()
        ? Optional.of(tenant.issuers().get(Integer.parseInt(index)))
            .filter(issuer -> issuer.console().isPresent())
        : Optional.empty();
  }

  private String back() {
    return parts.publicUrl() + "/console/callback";
  }

  private void takeCode(RoutingContext ctx) {
    ConsolePage.answer(
        ctx,
        this::fail,
        () -> {
          var begun = begun(ctx).filter(one -> one.isAnsweredBy(word(ctx, "state")));
          ConnectSteps.setCookie(ctx, BrowserCookie.SIGN_IN.forget(parts.secure()));
          var trust = begun.flatMap(one -> one.trust(parts.tenants()));
          // RFC 9207: an answer that another issuer gave is not mixed up with this one's.
          String named = word(ctx, "iss");
          if (trust.isEmpty()
              || !(named.isEmpty() || named.equals(trust.get().issuer().issuer()))) {
            return lost();
          }
          String code = word(ctx, "code");
          if (code.isEmpty() || code.length() > 4_000) {
            return Future.failedFuture(
                new Failure(
                    Problem.UNAUTHENTICATED, "sign-in-refused", "The issuer gave no code."));
          }
          return issuers
              .finish(
                  trust.get().tenant(),
                  trust.get().issuer(),
                  new Secret(code),
                  begun.get().tries(),
                  back())
              .compose(person -> door.letIn(ctx, person))
              .compose(in -> PageReply.to(ctx, within(begun.get().to())));
        });
  }

  private static <T> Future<T> lost() {
    return Future.failedFuture(
        new Failure(Problem.UNAUTHENTICATED, "sign-in-lost", "Begin the sign-in again."));
  }

  private Optional<ConsoleBegun> begun(RoutingContext ctx) {
    return Optional.ofNullable(ctx.request().getHeader("Cookie"))
        .flatMap(header -> BrowserCookie.SIGN_IN.find(header, parts.secure()))
        .flatMap(text -> ConsoleBegun.open(text, parts.sealing(), parts.time().now()));
  }

  private void takeToken(RoutingContext ctx) {
    ctx.request().pause();
    ConsolePage.answer(
        ctx,
        this::fail,
        () -> {
          // Without --dev there is no such way in.
          if (!parts.trial() || !ConsoleDoor.isFromHere(ctx)) {
            return Future.failedFuture(new Failure(Problem.FORBIDDEN, "Sign in at your issuer."));
          }
          return PageForm.read(ctx)
              .compose(
                  form ->
                      issuers
                          .byToken(form.text("token").trim())
                          .map(who -> who.map(p -> Map.entry(form, p))))
              .compose(
                  who ->
                      who.isEmpty()
                          ? Future.failedFuture(
                              new Failure(Problem.UNAUTHENTICATED, "The token is not good."))
                          : door.letIn(ctx, who.get().getValue())
                              .compose(
                                  in -> PageReply.to(ctx, within(who.get().getKey().text("to")))));
        });
  }

  private void leave(RoutingContext ctx) {
    ctx.request().pause();
    ConsolePage.answer(
        ctx,
        this::fail,
        () ->
            door.visit(ctx)
                .compose(visit -> PageForm.read(ctx).compose(form -> leave(ctx, visit, form))));
  }

  private Future<Void> leave(RoutingContext ctx, ConsoleVisit visit, PageForm form) {
    door.checkForm(ctx, form);
    var elsewhere =
        visit.tenant().issuers().stream()
            .filter(issuer -> issuer.issuer().equals(visit.session().issuer()))
            .flatMap(issuer -> issuer.console().stream())
            .flatMap(at -> at.end().stream().map(end -> end + "?client_id=" + at.client()))
            .findFirst()
            .orElse("");
    return door.leave(ctx)
        .compose(
            left ->
                notice(
                    ctx,
                    200,
                    Optional.of(visit.tenant()),
                    visit.language(),
                    "signedOutTitle",
                    frame.texts().get(visit.locale(), "signedOutText"),
                    elsewhere));
  }

  Future<Void> fail(RoutingContext ctx, Failure failure) {
    var tenant = door.tenantBefore(ctx).flatMap(parts.tenants()::byId);
    var language = language(ctx, tenant);
    String text = frame.text(language.locale(), failure, RequestId.of(ctx));
    return PageReply.drained(ctx)
        .compose(
            quiet ->
                notice(ctx, failure.problem().status(), tenant, language, "wrongTitle", text, ""));
  }

  private Future<Void> notice(
      RoutingContext ctx,
      int status,
      Optional<Tenant> tenant,
      PageLanguage language,
      String heading,
      String text,
      String elsewhere) {
    String title = frame.texts().get(language.locale(), heading);
    String again = "sign-in?" + tenant.map(t -> "tenant=" + t.id()).orElse("");
    return PageReply.send(
        ctx,
        status,
        language,
        frame.open(
            language,
            tenant,
            again + "&",
            "console-notice",
            title,
            Map.of("heading", title, "text", text, "again", again, "elsewhere", elsewhere)));
  }
}
