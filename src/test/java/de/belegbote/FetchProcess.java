// A process that carries out fetches, wired as production wires it, for tests that kill it.
package de.belegbote;

import de.belegbote.audit.AuditLog;
import de.belegbote.fetch.browser.Browsers;
import de.belegbote.invoices.DirectoryDocumentStore;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.SealingKey;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.DatabaseSettings;
import de.belegbote.platform.egress.EgressGuard;
import de.belegbote.platform.events.Bells;
import de.belegbote.platform.events.Outbox;
import de.belegbote.platform.tenancy.TenantFiles;
import de.belegbote.platform.tls.DevCertificates;
import de.belegbote.portals.recipe.Recipes;
import de.belegbote.sandbox.PracticePortal;
import de.belegbote.secrets.SealedSecretStore;
import de.belegbote.webhooks.WebhookSender;
import de.belegbote.webhooks.WebhookVerticle;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Takes its order as one line of JSON on standard input, so that no password stands in a command
 * line, an environment or a file; says {@link #READY} when it works. It ends with its input, that
 * is with the test, and on SIGTERM cleanly, as {@link Main} does.
 */
public final class FetchProcess {
  /** The line it prints once everything is deployed. */
  public static final String READY = "fetch process is ready";

  private static final long PATIENCE_SECONDS = 60;

  private final Vertx vertx = Vertx.vertx();
  private final Deque<Runnable> stops = new ArrayDeque<>();

  private FetchProcess() {}

  /** No arguments. */
  public static void main(String[] none) throws IOException {
    System.setProperty(
        "vertx.logger-delegate-factory-class-name",
        "io.vertx.core.logging.SLF4JLogDelegateFactory");
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String order = input.readLine();
    if (order == null) {
      return;
    }
    var process = new FetchProcess();
    process.start(new JsonObject(order));
    Runtime.getRuntime().addShutdownHook(new Thread(process::stop, "shutdown"));
    System.out.println(READY);
    while (input.read() >= 0) {
      // Nothing more is said to it.
    }
    Runtime.getRuntime().halt(3);
  }

  /**
   * The order of a process.
   *
   * @param data folder with the key files, the tenants, the recipes, the certificate, the documents
   * @param portal port of the practice portal's HTTPS
   * @param later how far its clock is ahead of the system's
   * @param webhooks whether it also delivers events
   */
  public static JsonObject order(
      DatabaseSettings database, Path data, int portal, Duration later, boolean webhooks) {
    return new JsonObject()
        .put("host", database.host())
        .put("port", database.port())
        .put("database", database.database())
        .put("tenant", database.tenantPassword().reveal())
        .put("queue", database.queuePassword().reveal())
        .put("data", data.toString())
        .put("portal", portal)
        .put("later", later.toMillis())
        .put("webhooks", webhooks);
  }

  private void start(JsonObject order) {
    stops.push(() -> await(vertx.close()));
    var time =
        new TimeSource(
            Clock.offset(Clock.systemUTC(), Duration.ofMillis(order.getLong("later"))),
            TimeSource.system().pause());
    Path data = Path.of(order.getString("data"));
    var db = new Database(vertx, settings(order));
    stops.push(() -> await(db.close()));
    var tenants = new TenantFiles(Optional.of(data.resolve("tenants")), data);
    var secrets =
        new SealedSecretStore(
            db, SealingKey.at(data.resolve("secrets.keyset.json")), new AuditLog(), time);
    var bells = new Bells(vertx);
    var outbox = new Outbox(bells, time);
    var url = URI.create("https://belege.example.com");
    var documents = new DirectoryDocumentStore(vertx, data.resolve("documents"));
    if (order.getBoolean("webhooks")) {
      deploy(
          new WebhookVerticle(
              new WebhookVerticle.Parts(
                  db, tenants, secrets, new EgressGuard(vertx, Map.of()), outbox, bells, time, url),
              new WebhookSender(vertx, time)));
    }
    var recipes = new Recipes(Optional.of(data.resolve("recipes")));
    var fetching =
        new Fetching(
            vertx,
            time,
            db,
            tenants,
            secrets,
            documents,
            bells,
            outbox,
            recipes,
            url.toString(),
            new SimpleMeterRegistry());
    var portal = SocketAddress.inetSocketAddress(order.getInteger("portal"), "127.0.0.1");
    var proxy = await(fetching.wayOut(Map.of(PracticePortal.HOST + ":443", portal)));
    stops.push(() -> await(proxy.close()));
    var certificates =
        DevCertificates.loadOrCreate(
            data.resolve("tls"), List.of(PracticePortal.HOST), Instant.now());
    var browsers = new Browsers(proxy, certificates.trust(), Optional.empty(), 1);
    fetching.verticles(browsers).forEach(this::deploy);
  }

  private static DatabaseSettings settings(JsonObject order) {
    return new DatabaseSettings(
        order.getString("host"),
        order.getInteger("port"),
        order.getString("database"),
        null,
        new Secret(order.getString("tenant")),
        new Secret(order.getString("queue")),
        false,
        8);
  }

  private void deploy(Deployable verticle) {
    String id = await(vertx.deployVerticle(verticle));
    stops.push(() -> await(vertx.undeploy(id)));
  }

  private void stop() {
    while (!stops.isEmpty()) {
      try {
        stops.pop().run();
      } catch (RuntimeException failed) {
        System.out.println("a part did not stop cleanly: " + failed.getMessage());
      }
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
