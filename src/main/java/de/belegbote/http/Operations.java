// Binds the contract's operations to the features' handlers.
package de.belegbote.http;

import de.belegbote.audit.AuditLog;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.SealingKey;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.tenancy.ApiKeyStore;
import de.belegbote.platform.tenancy.TenantFiles;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.RequestValidator;
import io.vertx.openapi.validation.ValidatedRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One place per operation: its id, looked up in the contract. Order of a request: id, operation,
 * who asks, quota, body, the contract's checks, the handler, the diary, the answer. Start-up fails
 * when an operation has no handler or a handler no operation.
 */
public final class Operations {
  /** The collaborators that every operation shares. */
  public record Parts(
      Database db,
      TenantFiles tenants,
      ApiKeyStore apiKeys,
      AuditLog audit,
      SealingKey cursors,
      AccessTokens tokens,
      TimeSource time) {}

  private static final Logger LOG = LoggerFactory.getLogger(Operations.class);

  private final Map<String, Function<Call, Future<Reply>>> handlers = new HashMap<>();
  private final Map<Context, JwtVerifier> verifiers = new ConcurrentHashMap<>();
  private final Contract contract;
  private final Parts parts;

  public Operations(Contract contract, Parts parts) {
    this.contract = contract;
    this.parts = parts;
  }

  /** Binds an operation of the contract. */
  @com.google.errorprone.annotations.CanIgnoreReturnValue
  public Operations operation(String id, Function<Call, Future<Reply>> handler) {
    if (handlers.put(id, handler) != null) {
      throw new IllegalStateException("operation " + id + " is bound twice");
    }
    return this;
  }

  /**
   * Makes a router for one event loop, to be mounted at /v1.
   *
   * @param limits of this event loop
   * @throws IllegalStateException naming operations without handler and handlers without operation
   */
  Router router(Vertx vertx, RateLimits limits) {
    checkComplete();
    var auth = new TenantAuth(parts, verifier(vertx));
    var entrance = new Entrance(contract.api(), auth, parts.tenants, limits);
    var sending = new Sending(vertx);
    var builder = RouterBuilder.create(vertx, contract.routed(), new PlainTexts());
    builder.rootHandler(entrance::letIn);
    builder.rootHandler(entrance::readBody);
    for (var route : builder.getRoutes()) {
      Operation operation = route.getOperation();
      var handler = handlers.get(operation.getOperationId());
      boolean upload = Entrance.isUpload(operation);
      Set<String> query =
          operation.getParameters().stream()
              .filter(p -> p.getIn() == Location.QUERY)
              .map(p -> p.getName())
              .collect(Collectors.toUnmodifiableSet());
      route.setDoValidation(!upload);
      route.addHandler(ctx -> run(ctx, operation, query, handler, sending));
    }
    return builder.createRouter();
  }

  /** Signs people in who then ask on this event loop. */
  public IssuerSignIn issuerSignIn(Vertx vertx) {
    return new IssuerSignIn(vertx, verifier(vertx));
  }

  // One for each event loop: an issuer is asked for its keys once, for the API and for pages.
  private JwtVerifier verifier(Vertx vertx) {
    return verifiers.computeIfAbsent(
        vertx.getOrCreateContext(), loop -> new JwtVerifier(vertx, parts.tenants, parts.time));
  }

  /** The endpoint for tokens, which is no operation of the router's. */
  TokenEndpoint tokenEndpoint(RateLimits limits) {
    return new TokenEndpoint(parts, limits);
  }

  TimeSource time() {
    return parts.time;
  }

  private void checkComplete() {
    var inContract =
        contract.api().operations().stream()
            .map(Operation::getOperationId)
            .collect(Collectors.toCollection(TreeSet::new));
    var bound = new TreeSet<>(handlers.keySet());
    var missing = new TreeSet<>(inContract);
    missing.removeAll(bound);
    bound.removeAll(inContract);
    if (!missing.isEmpty() || !bound.isEmpty()) {
      throw new IllegalStateException(
          "operations without handler: " + missing + ", handlers without operation: " + bound);
    }
  }

  private void run(
      RoutingContext ctx,
      Operation operation,
      Set<String> query,
      Function<Call, Future<Reply>> handler,
      Sending sending) {
    var caller = Entrance.caller(ctx, operation);
    if (caller.isEmpty()) {
      ctx.fail(404);
      return;
    }
    run(ctx, operation, query, handler, sending, caller.get());
  }

  private void run(
      RoutingContext ctx,
      Operation operation,
      Set<String> query,
      Function<Call, Future<Reply>> handler,
      Sending sending,
      Call.Caller caller) {
    MDC.put("requestId", caller.requestId());
    MDC.put("tenantId", caller.tenant().id().toString());
    try {
      refuseUnknown(ctx, query);
      ValidatedRequest request = ctx.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
      var call = new Call(new Asked.OverHttp(ctx), operation, request, caller, parts.cursors);
      answer(call, operation, handler)
          .onSuccess(reply -> send(ctx, reply, sending))
          .onFailure(ctx::fail);
    } catch (RuntimeException failure) {
      ctx.fail(failure);
    } finally {
      MDC.clear();
    }
  }

  private Future<Reply> answer(
      Call call, Operation operation, Function<Call, Future<Reply>> handler) {
    return handler
        .apply(call)
        .compose(reply -> noted(call, operation, reply))
        .recover(
            failure ->
                noteFailure(call, operation, failure)
                    .transform(noted -> Future.failedFuture(failure)));
  }

  /**
   * Lets pages ask the operations, without HTTP between them: the same scopes, checks, handlers and
   * lines in the diary.
   *
   * @param vertx for the contract's checks
   */
  public Questions questions(Vertx vertx) {
    var validator = RequestValidator.create(vertx, contract.routed());
    return new Questions(
        contract.api(),
        validator,
        parts.tenants,
        (asked, operation, request, caller) ->
            answer(
                new Call(asked, operation, request, caller, parts.cursors),
                operation,
                handlers.get(operation.getOperationId())));
  }

  private static void refuseUnknown(RoutingContext ctx, Set<String> known) {
    List<Failure.Item> unknown = new ArrayList<>();
    for (String name : ctx.queryParams().names()) {
      if (!known.contains(name)) {
        unknown.add(
            new Failure.Item("/query/" + name.replaceAll("[^A-Za-z0-9_.-]", "?"), "is unknown"));
      }
    }
    if (!unknown.isEmpty()) {
      throw new Failure(
          Problem.INVALID_REQUEST,
          "Known are: " + String.join(", ", new TreeSet<>(known)),
          unknown);
    }
  }

  private Future<Reply> noted(Call call, Operation operation, Reply reply) {
    return note(call, operation, reply.status()).map(reply).onFailure(unnoted -> reply.close());
  }

  private Future<Void> noteFailure(Call call, Operation operation, Throwable failure) {
    int status = failure instanceof Failure known ? known.problem().status() : 500;
    return note(call, operation, status)
        .onFailure(
            lost ->
                LOG.atError()
                    .setCause(lost)
                    .addKeyValue("requestId", call.requestId())
                    .addKeyValue("tenantId", call.tenant())
                    .log("no diary line for {}", operation.getOperationId()));
  }

  // Plain reads leave no line, except of what the diary itself and documents hold.
  private Future<Void> note(Call call, Operation operation, int status) {
    boolean read = operation.getHttpMethod().equals(HttpMethod.GET);
    if (read && !operation.getOperationId().equals("getInvoiceDocument")) {
      return Future.succeededFuture();
    }
    return parts.db.inTenant(
        call.tenant(),
        c ->
            parts.audit.write(
                c,
                parts.time.now(),
                call.principal(),
                operation.getOperationId(),
                target(call, operation),
                status,
                call.requestId()));
  }

  private static String target(Call call, Operation operation) {
    var path = operation.getParameters().stream().filter(p -> p.getIn() == Location.PATH).toList();
    return path.isEmpty() ? null : call.path(path.get(path.size() - 1).getName());
  }

  private static void send(RoutingContext ctx, Reply reply, Sending sending) {
    var response = ctx.response().setStatusCode(reply.status());
    response.putHeader("Cache-Control", "no-store");
    response.putHeader("X-Content-Type-Options", "nosniff");
    reply.headers().forEach(response::putHeader);
    if (reply.file() != null) {
      var unused = sending.send(ctx, reply.file()).onComplete(sent -> reply.close());
    } else if (reply.json() != null) {
      response.putHeader("Content-Type", "application/json");
      var unused = response.end(reply.json().toBuffer());
    } else {
      var unused = response.end();
    }
  }
}
