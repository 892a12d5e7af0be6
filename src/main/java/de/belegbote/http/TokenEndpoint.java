// Where a partner gets a short-lived token for an API key.
package de.belegbote.http;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.tenancy.ApiKeyStore;
import de.belegbote.platform.tenancy.Principal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * POST /v1/oauth/token after RFC 6749, section 4.4. Not bound by the contract's router: form in,
 * and errors in the form of section 5.2, which clients of OAuth understand (ADR 0015).
 */
final class TokenEndpoint {
  /** Its address; the contract has it without /v1. */
  static final String PATH = "/v1/oauth/token";

  private static final String READ = "belegbote.form.read";
  private static final String OPERATION = "createToken";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final long MOST_BYTES = 4_096;
  private static final String CHALLENGE = "Basic realm=\"belegbote\", charset=\"UTF-8\"";

  private final Operations.Parts parts;
  private final RateLimits limits;
  private final BodyHandler body = BodyHandler.create(false).setBodyLimit(MOST_BYTES);

  TokenEndpoint(Operations.Parts parts, RateLimits limits) {
    this.parts = parts;
    this.limits = limits;
  }

  void bind(Router root) {
    root.post(PATH)
        .handler(this::readForm)
        .handler(this::answer)
        .failureHandler(TokenEndpoint::refuse);
    root.route(PATH)
        .handler(
            ctx -> {
              ctx.response().putHeader("Allow", "POST");
              ctx.fail(405);
            });
  }

  private void readForm(RoutingContext ctx) {
    String type = ctx.request().getHeader("Content-Type");
    if (type == null
        || !type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT).equals(FORM)) {
      throw TokenRequest.invalid("send a form: " + FORM);
    }
    // Section 2.3.1: the key must not stand in the address, where logs would keep it.
    if (ctx.request().query() != null) {
      throw TokenRequest.invalid("send everything in the body, nothing in the address");
    }
    body.handle(ctx);
  }

  private void answer(RoutingContext ctx) {
    ctx.put(READ, true);
    var request = TokenRequest.of(ctx.request());
    var unused =
        parts
            .apiKeys()
            .authenticate(parts.db(), request.key().reveal(), parts.time().now())
            .compose(
                found ->
                    found
                        .filter(key -> key.principal().id().equals(request.id()))
                        .map(key -> answer(ctx, request, key))
                        .orElseGet(TokenEndpoint::unknown))
            .onFailure(ctx::fail);
  }

  private static <T> Future<T> unknown() {
    return Future.failedFuture(
        TokenRequest.refused("the API key is unknown, has ended, or is not the one of client_id"));
  }

  private Future<Void> answer(RoutingContext ctx, TokenRequest request, ApiKeyStore.InForce key) {
    Principal who = key.principal();
    var tenant = parts.tenants().byId(who.tenant());
    if (tenant.isEmpty()) {
      return unknown();
    }
    Entrance.isFrom(ctx, new Call.Caller(who, tenant.get(), RequestId.of(ctx)));
    var usedUp = limits.take(who, tenant.get(), ctx.response());
    if (usedUp.isPresent()) {
      return Future.failedFuture(usedUp.get());
    }
    Set<String> scopes = request.scopes().orElse(who.scopes());
    var beyond = new TreeSet<>(scopes);
    beyond.removeAll(who.scopes());
    if (!beyond.isEmpty()) {
      var refusal =
          new Failure(
              Problem.INVALID_REQUEST,
              "invalid_scope",
              "the API key has the scopes " + AccessTokens.text(who.scopes()) + " and no others");
      return note(ctx, who, 400).compose(noted -> Future.failedFuture(refusal));
    }
    return note(ctx, who, 200).compose(noted -> send(ctx, key, scopes));
  }

  private Future<Void> note(RoutingContext ctx, Principal who, int status) {
    return parts
        .db()
        .inTenant(
            who.tenant(),
            c ->
                parts
                    .audit()
                    .write(c, parts.time().now(), who, OPERATION, null, status, RequestId.of(ctx)));
  }

  private Future<Void> send(RoutingContext ctx, ApiKeyStore.InForce key, Set<String> scopes) {
    var issued = parts.tokens().issue(key, scopes);
    var body =
        new JsonObject()
            .put("access_token", issued.token())
            .put("token_type", "Bearer")
            .put("expires_in", issued.seconds())
            .put("scope", AccessTokens.text(scopes));
    // Both, as section 5.1 has it.
    return ctx.response()
        .putHeader("Cache-Control", "no-store")
        .putHeader("Pragma", "no-cache")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Content-Type", "application/json")
        .end(body.toBuffer());
  }

  private static void refuse(RoutingContext ctx) {
    if (ctx.response().headWritten()) {
      ctx.next();
      return;
    }
    var unused = RequestId.of(ctx);
    Failure failure = failure(ctx);
    ProblemHandler.report(ctx, failure);
    if (failure.problem() == Problem.UNAUTHENTICATED) {
      ctx.response().putHeader("WWW-Authenticate", CHALLENGE);
    }
    var body =
        new JsonObject()
            .put("error", failure.reason().orElseGet(() -> code(failure.problem())))
            .put("error_description", failure.detail());
    ProblemHandler.write(ctx, failure, "application/json", body);
  }

  // What the library says of a form that it cannot decode is no failure of its own kind.
  private static Failure failure(RoutingContext ctx) {
    Throwable cause = ctx.failure();
    boolean told = cause == null || cause instanceof Failure || cause instanceof HttpException;
    return told || ctx.get(READ) != null
        ? ProblemHandler.failure(ctx)
        : TokenRequest.invalid("the form cannot be read");
  }

  // Section 5.2 has no code for what is not the client's fault; these are those of 4.1.2.1.
  private static String code(Problem problem) {
    if (problem == Problem.QUOTA_EXCEEDED || problem.isOutside()) {
      return "temporarily_unavailable";
    }
    return problem.status() < 500 ? "invalid_request" : "server_error";
  }
}
