// Operations of the webhook endpoints.
package de.belegbote.webhooks;

import de.belegbote.http.Call;
import de.belegbote.http.Idempotency;
import de.belegbote.http.Operations;
import de.belegbote.http.Reply;
import de.belegbote.http.Routes;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.platform.egress.EgressGuard;
import de.belegbote.platform.events.Outbox;
import de.belegbote.secrets.SecretRef;
import de.belegbote.secrets.SecretStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Create, read, change, rotate, try and delete endpoints. */
public final class WebhookRoutes implements Routes {
  private final Database db;
  private final Targets targets;
  private final WebhookSecrets secrets;
  private final Outbox outbox;
  private final Idempotency idempotency;
  private final TimeSource time;
  private final URI publicUrl;
  private final WebhookEndpointStore endpoints = new WebhookEndpointStore();
  private final DeliveryQueue queue = new DeliveryQueue();
  private final DeliveryLedger ledger = new DeliveryLedger();

  /**
   * Binds the operations.
   *
   * @param publicUrl how the outside reaches us, for links
   */
  public WebhookRoutes(
      Database db,
      SecretStore secrets,
      EgressGuard guard,
      Outbox outbox,
      Idempotency idempotency,
      TimeSource time,
      URI publicUrl) {
    this.db = db;
    this.targets = new Targets(guard);
    this.secrets = new WebhookSecrets(secrets, db);
    this.outbox = outbox;
    this.idempotency = idempotency;
    this.time = time;
    this.publicUrl = publicUrl;
  }

  @Override
  public void bind(Operations on) {
    var unused =
        on.operation("listWebhookEndpoints", this::list)
            .operation("createWebhookEndpoint", this::create)
            .operation("getWebhookEndpoint", this::get)
            .operation("updateWebhookEndpoint", this::update)
            .operation("deleteWebhookEndpoint", this::delete)
            .operation("rotateWebhookSecret", this::rotate)
            .operation("testWebhookEndpoint", this::test);
  }

  /** Where to read more about an endpoint. */
  static String link(URI publicUrl, UUID endpointId) {
    return publicUrl + "/v1/webhook-endpoints/" + endpointId;
  }

  private Future<Reply> list(Call call) {
    var page = call.page();
    return db.inTenant(call.tenant(), c -> endpoints.list(c, page.rows(), page.after()))
        .map(rows -> Reply.page(call, rows.stream().map(WebhookEndpoint::json).toList()));
  }

  private Future<Reply> get(Call call) {
    return db.inTenant(call.tenant(), c -> endpoints.get(c, call.id("endpointId")))
        .map(WebhookRoutes::shown);
  }

  private static Reply shown(WebhookEndpoint endpoint) {
    return Reply.ok(endpoint.json()).header("ETag", endpoint.etag());
  }

  private Future<Reply> create(Call call) {
    UUID id = Ids.next();
    return targets
        .vet(call.tenantFile(), call.body().getString("url"))
        .compose(allowed -> withFreshSecret(call, id, (c, made) -> insert(c, call, id, made)));
  }

  private Future<Reply> insert(TenantConnection c, Call call, UUID id, WebhookSecrets.Made made) {
    JsonObject body = call.body();
    Instant now = now();
    var endpoint =
        new WebhookEndpoint(
            id,
            body.getString("url"),
            Optional.ofNullable(body.getString("description")),
            WebhookEndpoint.texts(body.getJsonArray("eventTypes", new JsonArray())),
            Optional.ofNullable(body.getString("companyId")).map(UUID::fromString),
            Optional.empty(),
            made.ref(),
            Optional.empty(),
            Optional.empty(),
            now,
            now,
            1);
    return endpoints
        .needCompany(c, endpoint.companyId())
        .compose(there -> endpoints.create(c, endpoint))
        .map(
            written ->
                withSecret(Reply::created, endpoint, made)
                    .header("Location", "/v1/webhook-endpoints/" + id));
  }

  private static Reply withSecret(
      Function<JsonObject, Reply> status, WebhookEndpoint endpoint, WebhookSecrets.Made made) {
    return status
        .apply(endpoint.json().put("secret", made.secret().reveal()).put("shown", true))
        .repeat(endpoint.json().put("shown", false))
        .header("ETag", endpoint.etag());
  }

  private Future<Reply> withFreshSecret(
      Call call, UUID id, BiFunction<TenantConnection, WebhookSecrets.Made, Future<Reply>> effect) {
    return idempotency.once(
        call,
        () -> secrets.make(call.tenant(), id),
        made -> secrets.forget(call.tenant(), made.ref()),
        effect);
  }

  private Future<Reply> rotate(Call call) {
    UUID id = call.id("endpointId");
    return withFreshSecret(call, id, (c, made) -> replace(c, id, made));
  }

  private Future<Reply> replace(TenantConnection c, UUID id, WebhookSecrets.Made made) {
    Instant now = now();
    return endpoints
        .lock(c, id)
        .compose(
            endpoint -> {
              if (endpoint.oldSecretUntil().filter(now::isBefore).isPresent()) {
                throw new Failure(
                    Problem.CONFLICT,
                    "The secret was rotated less than 24 hours ago and the former one still signs;"
                        + " rotate again after "
                        + endpoint.oldSecretUntil().get().truncatedTo(ChronoUnit.SECONDS)
                        + ".");
              }
              endpoint.oldSecret().ifPresent(old -> destroyAfterCommit(c, old));
              return endpoints.rotate(c, id, made.ref(), now.plus(WebhookSecrets.OVERLAP), now);
            })
        .map(endpoint -> withSecret(Reply::ok, endpoint, made));
  }

  private void destroyAfterCommit(TenantConnection c, SecretRef ref) {
    c.afterCommit(() -> secrets.forget(c.tenant(), ref));
  }

  private Future<Reply> update(Call call) {
    String url = call.body().getString("url");
    Future<?> allowed =
        url == null ? Future.succeededFuture() : targets.vet(call.tenantFile(), url);
    return allowed
        .compose(
            vetted ->
                db.inTenant(
                    call.tenant(),
                    c ->
                        endpoints
                            .lock(c, call.id("endpointId"))
                            .compose(endpoint -> patch(c, call, endpoint))))
        .map(WebhookRoutes::shown);
  }

  private Future<WebhookEndpoint> patch(TenantConnection c, Call call, WebhookEndpoint old) {
    checkMatch(call, old);
    var fresh = old.patched(call.body());
    boolean ends = old.disabled().isEmpty() && fresh.disabled().isPresent();
    return endpoints
        .needCompany(c, call.body().containsKey("companyId") ? fresh.companyId() : Optional.empty())
        .compose(there -> endpoints.update(c, fresh, now()))
        .compose(
            written ->
                ends ? queue.giveUp(c, old.id()).map(written) : Future.succeededFuture(written));
  }

  private Future<Reply> delete(Call call) {
    return db.inTenant(
            call.tenant(),
            c ->
                endpoints
                    .lock(c, call.id("endpointId"))
                    .compose(
                        endpoint -> {
                          checkMatch(call, endpoint);
                          destroyAfterCommit(c, endpoint.secret());
                          endpoint.oldSecret().ifPresent(old -> destroyAfterCommit(c, old));
                          return endpoints.delete(c, endpoint.id());
                        }))
        .map(Reply.empty());
  }

  private Future<Reply> test(Call call) {
    UUID id = call.id("endpointId");
    return idempotency.once(
        call,
        c ->
            endpoints
                .lock(c, id)
                .compose(
                    endpoint -> {
                      if (endpoint.disabled().isPresent()) {
                        throw new Failure(
                            Problem.CONFLICT, "The endpoint is disabled; enable it first.");
                      }
                      var data =
                          new JsonObject()
                              .put("endpointId", id.toString())
                              .put("link", link(publicUrl, id));
                      return outbox.appendTo(c, id, "webhook_endpoint.test", null, data);
                    })
                .compose(delivery -> ledger.delivery(c, delivery))
                .map(Reply::accepted));
  }

  private static void checkMatch(Call call, WebhookEndpoint endpoint) {
    var match = call.header("If-Match");
    if (match.isPresent() && !match.get().equals(endpoint.etag()) && !match.get().equals("*")) {
      throw new Failure(
          Problem.PRECONDITION_FAILED, "Get the endpoint again and repeat the change on it.");
    }
  }

  // As precise as the database keeps it, so that an answer and a later one show the same time.
  private Instant now() {
    return time.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
