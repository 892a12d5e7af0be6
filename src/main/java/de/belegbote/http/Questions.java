// Lets pages ask the operations of the contract for a person who signed in.
package de.belegbote.http;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.tenancy.Principal;
import de.belegbote.platform.tenancy.TenantFiles;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.RequestValidator;
import io.vertx.openapi.validation.ValidatedRequest;
import io.vertx.openapi.validation.impl.RequestParameterImpl;
import io.vertx.openapi.validation.impl.ValidatableRequestImpl;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The way of a page to data: who may ask what, what may be asked, and what is noted of it is the
 * API's, so that a page can never show or change more than a token of the same person could.
 */
public final class Questions {
  /** Hands a checked call to its handler. */
  @FunctionalInterface
  interface Answering {
    Future<Reply> answer(
        Asked asked, Operation operation, ValidatedRequest request, Call.Caller caller);
  }

  private final OpenAPIContract api;
  private final RequestValidator validator;
  private final TenantFiles tenants;
  private final Answering answering;

  Questions(
      OpenAPIContract api, RequestValidator validator, TenantFiles tenants, Answering answering) {
    this.api = api;
    this.validator = validator;
    this.tenants = tenants;
    this.answering = answering;
  }

  /**
   * Asks an operation.
   *
   * @param who the person; the tenant is theirs
   * @param requestId by which the request is found in log and diary
   * @return what the operation answers; fails as it would over HTTP, with FORBIDDEN when a scope is
   *     missing. A file in the answer is the caller's to close.
   */
  public Future<Reply> ask(Principal who, String requestId, Question question) {
    Operation operation = operation(question);
    var tenant = tenants.byId(who.tenant());
    if (tenant.isEmpty()) {
      return Future.failedFuture(
          new Failure(Problem.UNAUTHENTICATED, "The tenant is not served here."));
    }
    var asked = new Asked.ByPage(question);
    var caller = new Call.Caller(who, tenant.get(), requestId);
    return TenantAuth.allowed(who, operation)
        .compose(allowed -> checked(question, operation))
        .compose(request -> answering.answer(asked, operation, request, caller));
  }

  /** Whether the person has the scopes that an operation asks for. */
  public boolean mayAsk(Principal who, String operationId) {
    return TenantAuth.allowed(who, api.operation(operationId)).succeeded();
  }

  private Operation operation(Question question) {
    Operation operation = api.operation(question.operation());
    var known = operation.getParameters().stream().map(parameter -> parameter.getName()).toList();
    if (!known.containsAll(question.query().keySet())) {
      throw new IllegalArgumentException(question.operation() + " knows only " + known);
    }
    return operation;
  }

  private Future<ValidatedRequest> checked(Question question, Operation operation) {
    var headers = new HashMap<String, String>();
    question.key().ifPresent(key -> headers.put("Idempotency-Key", key));
    var body =
        new RequestParameterImpl(
            question.body().map(json -> json.toBuffer()).orElseGet(Buffer::buffer));
    var request =
        new ValidatableRequestImpl(
            Map.of(),
            values(operation, Location.HEADER, headers),
            values(operation, Location.PATH, question.path()),
            values(operation, Location.QUERY, question.query()),
            body,
            "application/json");
    return validator
        .validate(PlainTexts.of(request, operation), question.operation())
        .recover(cause -> Future.failedFuture(refusal(cause)));
  }

  private static Throwable refusal(Throwable cause) {
    return Optional.<Throwable>ofNullable(ProblemHandler.contract(cause)).orElse(cause);
  }

  private static Map<String, RequestParameter> values(
      Operation operation, Location place, Map<String, String> given) {
    var values = new HashMap<String, RequestParameter>();
    for (var parameter : operation.getParameters()) {
      if (parameter.getIn() == place) {
        values.put(parameter.getName(), value(given, parameter.getName()));
      }
    }
    return values;
  }

  private static RequestParameter value(Map<String, String> given, String name) {
    return List.copyOf(given.entrySet()).stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(name))
        .findFirst()
        .map(entry -> new RequestParameterImpl(entry.getValue()))
        .orElseGet(() -> new RequestParameterImpl(null));
  }
}
