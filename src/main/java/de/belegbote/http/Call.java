// A request that was let in and checked, as a feature sees it.
package de.belegbote.http;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.crypto.SealingKey;
import de.belegbote.platform.tenancy.Principal;
import de.belegbote.platform.tenancy.Tenant;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Typed values of one operation's request; everything the contract asks of them holds. */
public final class Call {
  private static final int DEFAULT_LIMIT = 50;

  private final Asked asked;
  private final Operation operation;
  private final ValidatedRequest request;
  private final Caller caller;
  private final SealingKey cursors;

  /** Who calls, and as what request. */
  record Caller(Principal principal, Tenant tenant, String requestId) {}

  Call(
      Asked asked,
      Operation operation,
      ValidatedRequest request,
      Caller caller,
      SealingKey cursors) {
    this.asked = asked;
    this.operation = operation;
    this.request = request;
    this.caller = caller;
    this.cursors = cursors;
  }

  public TenantId tenant() {
    return caller.tenant.id();
  }

  public Tenant tenantFile() {
    return caller.tenant;
  }

  public Principal principal() {
    return caller.principal;
  }

  public String requestId() {
    return caller.requestId;
  }

  /** Id of the operation in the contract. */
  public String operationId() {
    return operation.getOperationId();
  }

  /** Method and address without the query, as it was asked for. */
  String target() {
    return asked.target();
  }

  String rawQuery() {
    return asked.rawQuery();
  }

  Buffer rawBody() {
    return asked.body();
  }

  public UUID id(String pathParameter) {
    return UUID.fromString(path(pathParameter));
  }

  public String path(String pathParameter) {
    return asked.path(pathParameter);
  }

  public Optional<String> query(String name) {
    return value(request == null ? null : request.getQuery().get(name));
  }

  public Optional<UUID> queryId(String name) {
    return query(name).map(UUID::fromString);
  }

  public Optional<String> header(String name) {
    return asked.header(name);
  }

  private static Optional<String> value(RequestParameter parameter) {
    return parameter == null || parameter.isNull() || parameter.isEmpty()
        ? Optional.empty()
        : Optional.of(String.valueOf(parameter.get()));
  }

  /** The JSON body; an empty object where the operation allows none and none was sent. */
  public JsonObject body() {
    return request == null || request.getBody() == null || request.getBody().isEmpty()
        ? new JsonObject()
        : request.getBody().getJsonObject();
  }

  /** The one picture of a multipart request, at most 15 MB, held in memory only. */
  public Future<Buffer> photo() {
    return PhotoUpload.read(asked.request());
  }

  /** The first language of Accept-Language that the tenant has, else the tenant's first. */
  public Locale language() {
    for (String wanted : asked.languages()) {
      if (caller.tenant.languages().contains(wanted.toLowerCase(Locale.ROOT))) {
        return Locale.forLanguageTag(wanted);
      }
    }
    return Locale.forLanguageTag(caller.tenant.languages().get(0));
  }

  /** The page asked for; a cursor of another list, tenant or filter is refused. */
  public PageRequest page() {
    int limit = query("limit").map(Integer::parseInt).orElse(DEFAULT_LIMIT);
    UUID after =
        query("cursor")
            .map(
                cursor ->
                    cursors
                        .openText(cursor, cursorContext())
                        .map(UUID::fromString)
                        .orElseThrow(
                            () ->
                                new Failure(
                                    Problem.INVALID_CURSOR,
                                    "Start again without cursor, or keep the filters of the page"
                                        + " that gave it.")))
            .orElse(null);
    return new PageRequest(limit, after);
  }

  String cursor(UUID last) {
    return cursors.sealText(last.toString(), cursorContext());
  }

  private String cursorContext() {
    Map<String, String> filters = new TreeMap<>();
    for (var entry : asked.query()) {
      if (!entry.getKey().equals("cursor") && !entry.getKey().equals("limit")) {
        filters.put(entry.getKey(), entry.getValue());
      }
    }
    return "cursor " + tenant() + " " + operationId() + " " + filters;
  }
}
