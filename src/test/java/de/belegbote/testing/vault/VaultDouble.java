// A server that speaks Vault's documented HTTP interface, for tests: no Vault can be installed
// here.
package de.belegbote.testing.vault;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Answers on loopback, plainly or with a certificate. Foreign clients and, where there is one, a
 * real server hold it to the truth, see docs/secrets.md. Its faults are those of a real one:
 * sealed, gone, silent, slow, tokens revoked.
 */
public final class VaultDouble implements AutoCloseable {
  /** The root token of every namespace. */
  public static final String ROOT = "hvs.root";

  private static final String UNSEAL_KEY = "unseal";

  /** A request as it came in. */
  public record Seen(String method, String path, String namespace, String body) {}

  private final Vertx vertx = Vertx.vertx();
  private final Clock clock;
  private final HttpServerOptions options;
  private final Map<String, VaultWorld> worlds = new ConcurrentHashMap<>();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final AtomicReference<Predicate<Seen>> silent = new AtomicReference<>(request -> false);
  private volatile boolean sealed;
  private HttpServer server;
  private int port;

  private VaultDouble(Clock clock, HttpServerOptions options) {
    this.clock = clock;
    this.options = options.setHost("127.0.0.1");
    namespace("");
    listen();
  }

  /** Starts on a free port; leases run by the clock. */
  public static VaultDouble start(Clock clock) {
    return start(clock, new HttpServerOptions());
  }

  /** Starts with a certificate, say. */
  public static VaultDouble start(Clock clock, HttpServerOptions options) {
    return new VaultDouble(clock, options);
  }

  /** Its address without a slash at the end. */
  public String url() {
    return (options.isSsl() ? "https" : "http") + "://127.0.0.1:" + port;
  }

  /** Adds a namespace. */
  public synchronized void namespace(String name) {
    var world = new VaultWorld(clock);
    world.tokens.root(ROOT);
    worlds.put(name, world);
  }

  /** A pod's token of the namespace "", see {@link VaultAuth#serviceAccount}. */
  public synchronized void serviceAccount(String jwt, String account) {
    worlds.get("").auth.serviceAccount(jwt, account);
  }

  /** Everything asked so far. */
  public List<Seen> seen() {
    return List.copyOf(seen);
  }

  /** How many secrets the namespace "" holds. */
  public synchronized int secrets() {
    return worlds.get("").secrets();
  }

  /** How many tokens of the namespace "" live, the root token among them. */
  public synchronized int tokens() {
    return worlds.get("").tokens.count();
  }

  public void seal(boolean now) {
    sealed = now;
  }

  /** Leaves requests like these without an answer. */
  public void silent(Predicate<Seen> requests) {
    silent.set(requests);
  }

  /** Revokes every token that was got by signing in. */
  public synchronized void revokeAll() {
    if (worlds.get("").tokens.revokeSignedIn() == 0) {
      throw new AssertionError("there was nothing to revoke");
    }
  }

  /** Refuses connections until {@link #comeBack}. */
  public void goAway() {
    await(server.close());
  }

  /** Listens again, at the same port, with everything it had. */
  public void comeBack() {
    listen();
  }

  private void listen() {
    server = vertx.createHttpServer(options.setPort(port));
    await(server.requestHandler(this::take).listen());
    port = server.actualPort();
  }

  private void take(HttpServerRequest request) {
    request
        .body()
        .onSuccess(body -> handle(request, body))
        .onFailure(cut -> request.connection().close());
  }

  private void handle(HttpServerRequest request, Buffer body) {
    String namespace = String.valueOf(request.getHeader("X-Vault-Namespace"));
    namespace = namespace.equals("null") ? "" : namespace.replaceAll("/$", "");
    var one =
        new Seen(request.method().name(), request.path().substring(4), namespace, body.toString());
    seen.add(one);
    if (silent.get().test(one)) {
      return;
    }
    VaultAnswer answer = answer(request, one);
    var response = request.response().setStatusCode(answer.status());
    response.putHeader("Content-Type", "application/json").putHeader("Cache-Control", "no-store");
    if (answer.body() == null) {
      response.end().onFailure(gone -> {});
    } else {
      response.end(answer.body().toBuffer()).onFailure(gone -> {});
    }
  }

  private synchronized VaultAnswer answer(HttpServerRequest request, Seen one) {
    JsonObject body;
    try {
      body = one.body.isBlank() ? new JsonObject() : new JsonObject(one.body);
    } catch (RuntimeException broken) {
      return VaultAnswer.error(400, "error parsing JSON");
    }
    if (one.path.equals("sys/health")) {
      return health();
    }
    if (one.path.equals("sys/init")) {
      return new VaultAnswer(200, new JsonObject().put("initialized", true));
    }
    if (one.path.equals("sys/unseal")) {
      sealed = sealed && !UNSEAL_KEY.equals(body.getString("key"));
    }
    if (one.path.equals("sys/unseal") || one.path.equals("sys/seal-status")) {
      return new VaultAnswer(200, sealStatus());
    }
    VaultWorld world = worlds.get(one.namespace);
    if (sealed) {
      return VaultAnswer.error(503, "Vault is sealed");
    }
    if (world == null) {
      return VaultAnswer.error(
          404, "no handler for route \"" + one.path + "\". namespace not found.");
    }
    boolean list = "true".equals(request.getParam("list"));
    String operation =
        switch (one.method) {
          case "GET" -> list ? "list" : "read";
          case "POST", "PUT" -> "write";
          default -> one.method.toLowerCase(Locale.ROOT);
        };
    String path = operation.equals("list") ? one.path.replaceFirst("/*$", "/") : one.path;
    String version = request.getParam("version", "0");
    if (one.path.equals("sys/seal") && ROOT.equals(request.getHeader("X-Vault-Token"))) {
      sealed = true;
      return VaultAnswer.DONE;
    }
    String token = request.getHeader("X-Vault-Token");
    return world.answer(new VaultRequest(operation, path, Integer.parseInt(version), body, token));
  }

  private VaultAnswer health() {
    return new VaultAnswer(
        sealed ? 503 : 200,
        new JsonObject()
            .put("initialized", true)
            .put("sealed", sealed)
            .put("standby", false)
            .put("performance_standby", false)
            .put("replication_performance_mode", "disabled")
            .put("replication_dr_mode", "disabled")
            .put("server_time_utc", clock.instant().getEpochSecond())
            .put("version", "1.18.0")
            .put("cluster_name", "double")
            .put("cluster_id", "00000000-0000-0000-0000-000000000000"));
  }

  private JsonObject sealStatus() {
    return new JsonObject()
        .put("type", "shamir")
        .put("initialized", true)
        .put("sealed", sealed)
        .put("t", 1)
        .put("n", 1)
        .put("progress", 0)
        .put("nonce", "")
        .put("version", "1.18.0")
        .put("migration", false)
        .put("recovery_seal", false)
        .put("storage_type", "inmem")
        .put("warnings", new JsonArray());
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
