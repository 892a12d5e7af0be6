// What a request goes through before the contract's checks: address, who asks, quota, body.
package de.belegbote.http;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.tenancy.Principal;
import de.belegbote.platform.tenancy.Tenant;
import de.belegbote.platform.tenancy.TenantFiles;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Two handlers in front of every operation; no byte of a body is read for a caller not let in. */
final class Entrance {
  private static final long MOST_JSON = 256 * 1024;
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final List<HttpMethod> METHODS =
      List.of(HttpMethod.DELETE, HttpMethod.GET, HttpMethod.PATCH, HttpMethod.POST, HttpMethod.PUT);
  private static final String ASKED = "belegbote.asked";
  private static final String OPERATION = "belegbote.operation";
  private static final String CALLER = "belegbote.caller";

  private final OpenAPIContract api;
  private final TenantAuth auth;
  private final TenantFiles tenants;
  private final RateLimits limits;
  private final BodyHandler body = BodyHandler.create(false).setBodyLimit(MOST_JSON);

  Entrance(OpenAPIContract api, TenantAuth auth, TenantFiles tenants, RateLimits limits) {
    this.api = api;
    this.auth = auth;
    this.tenants = tenants;
    this.limits = limits;
  }

  /**
   * Who was let in, for this operation and no other: the router cleans addresses up (dots, escapes)
   * before it chooses, so what it chose is compared with what was let in.
   */
  static Optional<Call.Caller> caller(RoutingContext ctx, Operation routed) {
    Operation letIn = ctx.get(OPERATION);
    return letIn != null && letIn.getOperationId().equals(routed.getOperationId())
        ? Optional.of(ctx.get(CALLER))
        : Optional.empty();
  }

  /** The template of the operation that was asked for, such as /v1/companies/{companyId}. */
  static Optional<String> route(RoutingContext ctx) {
    Operation asked = ctx.get(ASKED);
    return Optional.ofNullable(asked).map(operation -> "/v1" + operation.getOpenAPIPath());
  }

  /** Notes who asks, for whatever is said of the request later. */
  static void isFrom(RoutingContext ctx, Call.Caller caller) {
    ctx.put(CALLER, caller);
  }

  /** Whose request it is, once that is known. */
  static Optional<TenantId> tenant(RoutingContext ctx) {
    Call.Caller caller = ctx.get(CALLER);
    return Optional.ofNullable(caller).map(known -> known.tenant().id());
  }

  static boolean isUpload(Operation operation) {
    return operation.getRequestBody() != null
        && operation.getRequestBody().getContent().containsKey("multipart/form-data");
  }

  void letIn(RoutingContext ctx) {
    Operation operation = api.findOperation(ctx.request().path(), ctx.request().method());
    if (operation == null) {
      refuseAddress(ctx);
      return;
    }
    ctx.put(ASKED, operation);
    ctx.request().pause();
    auth.authenticate(ctx.request(), operation)
        .onSuccess(
            who -> {
              var tenant = tenants.byId(who.tenant());
              if (tenant.isEmpty()) {
                ctx.fail(new Failure(Problem.UNAUTHENTICATED, "The tenant is not served here."));
              } else {
                admit(ctx, operation, who, tenant.get());
              }
            })
        .onFailure(ctx::fail);
  }

  private void refuseAddress(RoutingContext ctx) {
    var known =
        METHODS.stream()
            .filter(m -> api.findOperation(ctx.request().path(), m) != null)
            .map(HttpMethod::name)
            .toList();
    if (!known.isEmpty()) {
      ctx.response().putHeader("Allow", String.join(", ", known));
    }
    ctx.fail(known.isEmpty() ? 404 : 405);
  }

  private void admit(RoutingContext ctx, Operation operation, Principal who, Tenant tenant) {
    isFrom(ctx, new Call.Caller(who, tenant, RequestId.of(ctx)));
    var usedUp = limits.take(who, tenant, ctx.response());
    if (usedUp.isPresent()) {
      ctx.fail(usedUp.get());
      return;
    }
    ctx.put(OPERATION, operation);
    ctx.next();
  }

  void readBody(RoutingContext ctx) {
    Operation operation = ctx.get(OPERATION);
    if (isUpload(operation)) {
      ctx.next();
      return;
    }
    ctx.request().resume();
    // What comes with an operation that takes no body is let go unread, of whatever type it is.
    if (operation.getRequestBody() == null) {
      ctx.next();
    } else if (isJson(ctx.request(), operation)) {
      body.handle(ctx);
    } else {
      ctx.fail(
          new Failure(
              Problem.UNSUPPORTED_MEDIA_TYPE, "Send application/json as the contract states."));
    }
  }

  // The library knows no merge patch: for its check one counts as the JSON that it is (ADR 0001).
  private static boolean isJson(HttpServerRequest request, Operation operation) {
    String type = request.getHeader("Content-Type");
    if (type == null) {
      return true;
    }
    String media = type.replaceFirst("\\s*;.*", "").toLowerCase(Locale.ROOT);
    if (media.equals(MERGE_PATCH) && operation.getHttpMethod().equals(HttpMethod.PATCH)) {
      request.headers().set("Content-Type", "application/json");
      return true;
    }
    return media.equals("application/json");
  }
}
