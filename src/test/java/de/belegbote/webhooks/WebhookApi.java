// The operations of the webhooks behind a real HTTP server, with a key for each tenant.
package de.belegbote.webhooks;

import static de.belegbote.webhooks.WebhookHouse.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.audit.AuditLog;
import de.belegbote.http.AccessTokens;
import de.belegbote.http.Contract;
import de.belegbote.http.HttpVerticle;
import de.belegbote.http.Idempotency;
import de.belegbote.http.Operations;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.crypto.PrintKey;
import de.belegbote.platform.crypto.SealingKey;
import de.belegbote.platform.crypto.TokenKeys;
import de.belegbote.platform.egress.EgressGuard;
import de.belegbote.platform.tenancy.ApiKeyStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Every operation of other features answers as if it failed; nobody asks for one here. */
final class WebhookApi {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  /** What came back. */
  record Seen(int status, JsonObject json, HttpResponse<Buffer> response) {
    @CanIgnoreReturnValue
    Seen is(int wanted) {
      assertEquals(wanted, status, () -> String.valueOf(json));
      return this;
    }

    String etag() {
      return response.getHeader("ETag");
    }

    /** The end of a problem's type. */
    String problem() {
      return json.getString("type").replace("/problems/", "");
    }
  }

  private final WebhookHouse house;
  private final WebClient client;
  private final HttpVerticle server;
  private final Map<TenantId, String> keys = new HashMap<>();

  WebhookApi(WebhookHouse house, Path folder) {
    this.house = house;
    this.client = WebClient.create(house.vertx);
    var apiKeys = new ApiKeyStore();
    var contract = await(Contract.load(house.vertx));
    var operations =
        new Operations(
            contract,
            new Operations.Parts(
                house.db,
                house.tenants,
                apiKeys,
                new AuditLog(),
                SealingKey.at(folder.resolve("cursors.json")),
                new AccessTokens(
                    TokenKeys.at(folder.resolve("tokens.json")),
                    WebhookHouse.PUBLIC_URL,
                    house.time),
                house.time));
    new WebhookRoutes(
            house.db,
            house.secrets,
            new EgressGuard(house.vertx, house.routes),
            house.outbox,
            new Idempotency(house.db, PrintKey.at(folder.resolve("print.key")), house.time),
            house.time,
            WebhookHouse.PUBLIC_URL)
        .bind(operations);
    new EventRoutes(house.db).bind(operations);
    others().forEach(id -> operations.operation(id, call -> Future.failedFuture("not here")));
    server = new HttpVerticle(operations, contract, List.of(), "127.0.0.1", 0);
    await(house.vertx.deployVerticle(server));
    for (TenantId tenant : List.of(WebhookHouse.OPEN, WebhookHouse.STRICT)) {
      keys.put(tenant, key(apiKeys, tenant, List.of("webhooks")));
    }
  }

  String key(ApiKeyStore apiKeys, TenantId tenant, List<String> scopes) {
    return await(
            house.db.inTenant(
                tenant, c -> apiKeys.create(c, "test", scopes, Optional.empty(), house.time.now())))
        .key();
  }

  private static Set<String> others() {
    return ContractSchema.contract().getJsonObject("paths").stream()
        .filter(path -> !path.getKey().matches("/(webhook-endpoints|events|deliveries|oauth).*"))
        .flatMap(path -> ((JsonObject) path.getValue()).stream())
        .filter(operation -> METHODS.contains(operation.getKey()))
        .map(operation -> ((JsonObject) operation.getValue()).getString("operationId"))
        .collect(Collectors.toSet());
  }

  Seen get(TenantId tenant, String path) {
    return call(HttpMethod.GET, tenant, path, null, Map.of());
  }

  Seen post(TenantId tenant, String path, JsonObject body) {
    return call(HttpMethod.POST, tenant, path, body, Map.of());
  }

  Seen patch(TenantId tenant, String path, JsonObject body) {
    return call(HttpMethod.PATCH, tenant, path, body, Map.of());
  }

  /** Any call; {@code path} begins behind /v1. */
  Seen call(
      HttpMethod method,
      TenantId tenant,
      String path,
      JsonObject body,
      Map<String, String> headers) {
    var request =
        client
            .request(method, server.port(), "127.0.0.1", "/v1" + path)
            .putHeader("X-API-KEY", keys.get(tenant));
    headers.forEach(request::putHeader);
    var response = await(body == null ? request.send() : request.sendJsonObject(body));
    boolean empty = response.body() == null || response.body().length() == 0;
    return new Seen(
        response.statusCode(), empty ? new JsonObject() : response.bodyAsJsonObject(), response);
  }
}
