// One running Belegbote.
package de.belegbote;

import static de.belegbote.platform.config.VaultSettings.Right.API;
import static de.belegbote.platform.config.VaultSettings.Right.FETCH;
import static de.belegbote.platform.config.VaultSettings.Right.WEBHOOKS;

import de.belegbote.audit.AuditLog;
import de.belegbote.companies.CompanyRoutes;
import de.belegbote.companies.CompanyStore;
import de.belegbote.enrolment.barcode.BarcodeVerticle;
import de.belegbote.fetch.browser.EgressProxy;
import de.belegbote.http.AccessTokens;
import de.belegbote.http.Contract;
import de.belegbote.http.HttpVerticle;
import de.belegbote.http.Idempotency;
import de.belegbote.http.ManagementVerticle;
import de.belegbote.http.Operations;
import de.belegbote.http.Routes;
import de.belegbote.invoices.InvoiceRoutes;
import de.belegbote.invoices.InvoiceStore;
import de.belegbote.pages.ConsolePage;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.Config;
import de.belegbote.platform.crypto.KeyFiles;
import de.belegbote.platform.db.BellLine;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.DatabaseSettings;
import de.belegbote.platform.db.Migrations;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.platform.db.embedded.Running;
import de.belegbote.platform.egress.EgressGuard;
import de.belegbote.platform.events.Bells;
import de.belegbote.platform.events.Outbox;
import de.belegbote.platform.tenancy.ApiKeyStore;
import de.belegbote.platform.tenancy.TenantFiles;
import de.belegbote.portals.PortalCatalogue;
import de.belegbote.portals.PortalRoutes;
import de.belegbote.portals.recipe.Recipes;
import de.belegbote.tenants.ApiKeyRoutes;
import de.belegbote.tenants.AuditRoutes;
import de.belegbote.tenants.TenantRoutes;
import de.belegbote.webhooks.EventRoutes;
import de.belegbote.webhooks.WebhookRoutes;
import de.belegbote.webhooks.WebhookSender;
import de.belegbote.webhooks.WebhookVerticle;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.micrometer.MicrometerMetricsFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Built by constructors, started in order, stopped in the reverse order; blocks while it does. */
final class House {
  private static final long START_SECONDS = 60;

  private static final long REFRESH_MS = 5_000;

  private final Vertx vertx;
  private final List<Runnable> stops = new ArrayList<>();
  private Ports ports;

  private House(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Starts everything; what was started is stopped again when a part fails. */
  static House start(Config config, TimeSource time) {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var vertx = Vertx.builder().withMetrics(new MicrometerMetricsFactory(registry)).build();
    var house = new House(vertx);
    house.stops.add(() -> await(vertx.close()));
    try {
      house.build(config, time, registry);
      return house;
    } catch (IOException | GeneralSecurityException unusable) {
      house.stop();
      throw new Failure(
          Problem.UNAVAILABLE, "The data folder " + config.data() + " cannot be used.", unusable);
    } catch (RuntimeException failed) {
      house.stop();
      throw failed;
    }
  }

  private void build(Config config, TimeSource time, PrometheusMeterRegistry registry)
      throws IOException, GeneralSecurityException {
    folder(config.data());
    var issuer =
        config.dev() ? Optional.of(DevIssuer.at(config.data(), time)) : Optional.<DevIssuer>empty();
    var tenants = new TenantFiles(config.tenants(), config.data());
    DatabaseSettings settings = settings(config);
    var db = new Database(vertx, settings);
    stops.add(() -> await(db.close()));
    var keys = KeyFiles.in(config.keys());
    var audit = new AuditLog();
    var line = BellLine.open(vertx, settings, address -> Bells.sound(vertx, address));
    stops.add(() -> await(line.close()));
    var bells = new Bells(vertx, line::ring);
    var secrets = SecretStores.of(config, vertx, db, keys.secrets(), audit, bells, time);
    stops.add(() -> await(secrets.close()));
    secrets.check(config);
    var outbox = new Outbox(bells, time);
    var guard = new EgressGuard(vertx, Map.of());
    var idempotency = new Idempotency(db, keys.prints(), time);
    var documents = Documents.of(vertx, config).inUse(config);
    var recipes = new Recipes(config.recipes());
    var catalogue = new PortalCatalogue(recipes.all().stream().map(Portals::of).toList());
    var carrier = Carrier.of(config, vertx, time, tenants);
    List<Routes> routes = new ArrayList<>();
    routes.addAll(
        List.of(
            new PortalRoutes(catalogue),
            new CompanyRoutes(new CompanyStore(), idempotency, db, time),
            new InvoiceRoutes(new InvoiceStore(), documents, db),
            new WebhookRoutes(
                db, secrets.of(API), guard, outbox, idempotency, time, config.publicUrl()),
            new EventRoutes(db),
            new ApiKeyRoutes(new ApiKeyStore(), idempotency, db, time),
            new AuditRoutes(audit, db),
            new TenantRoutes(catalogue)));
    var customers =
        new Customers(
                config,
                vertx,
                time,
                db,
                secrets.of(API),
                keys.api(),
                keys.prints(),
                bells,
                outbox,
                idempotency,
                catalogue,
                carrier.sender(),
                tenants)
            .made();
    routes.addAll(customers.routes());
    var contract = await(Contract.load(vertx));
    var tokens = new AccessTokens(keys.tokens(), config.publicUrl(), time);
    var shared =
        new Operations.Parts(db, tenants, new ApiKeyStore(), audit, keys.api(), tokens, time);
    var operations = new Operations(contract, shared);
    routes.forEach(each -> each.bind(operations));
    tenants.refreshEvery(REFRESH_MS, vertx);
    if (config.roles().contains(Config.Role.WEBHOOKS)) {
      var parts =
          new WebhookVerticle.Parts(
              db, tenants, secrets.of(WEBHOOKS), guard, outbox, bells, time, config.publicUrl());
      deploy(new WebhookVerticle(parts, new WebhookSender(vertx, time)));
    }
    int port = 0;
    if (config.roles().contains(Config.Role.API)) {
      deploy(new BarcodeVerticle(time));
      Carrier.forget(vertx, customers, tenants);
      var pages = new ArrayList<>(customers.pages());
      pages.add(new ConsolePage(operations, shared, catalogue, config));
      var http = new HttpVerticle(operations, contract, pages, config.listen(), config.port());
      deploy(http);
      port = http.port();
    }
    List<Consumer<Router>> helpers =
        issuer
            .map(i -> List.<Consumer<Router>>of(new Developer(i, carrier.outbox())::bind))
            .orElse(List.of());
    var management =
        new ManagementVerticle(
            registry,
            Map.of("database", db::ping),
            secrets.parts(),
            helpers,
            config.dev() ? "127.0.0.1" : config.listen(),
            config.managementPort());
    deploy(management);
    var practice = Optional.of(config).filter(Config::dev).map(trial -> Practice.of(trial, time));
    practice.ifPresent(trial -> deploy(trial.portal()));
    if (config.roles().contains(Config.Role.FETCH)) {
      fetching(
          new Fetching(
              vertx,
              time,
              db,
              tenants,
              secrets.of(FETCH),
              documents,
              bells,
              outbox,
              recipes,
              config.publicUrl().toString(),
              registry),
          practice,
          new Engines(config.chromium()));
    }
    ports =
        new Ports(
            port,
            management.port(),
            practice.map(trial -> trial.portal().httpPort()).orElse(0),
            practice.map(trial -> trial.portal().httpsPort()).orElse(0));
  }

  private void fetching(Fetching fetching, Optional<Practice> practice, Engines engines) {
    EgressProxy proxy = await(fetching.wayOut(practice.map(Practice::routes).orElseGet(Map::of)));
    stops.add(() -> await(proxy.close()));
    deploy(fetching.verticles(engines.browsers(proxy, practice.map(Practice::trust))));
  }

  Ports ports() {
    return ports;
  }

  private DatabaseSettings settings(Config config) {
    DatabaseSettings settings;
    if (config.database().isPresent()) {
      settings = config.database().get();
    } else {
      Running server = EmbeddedPostgres.start(config.data());
      stops.add(server::stop);
      settings = server.settings(16);
    }
    if (settings.ownerPassword() != null) {
      Migrations.run(settings);
    }
    return settings;
  }

  private static void folder(Path data) throws IOException {
    if (!Files.isDirectory(data)) {
      Files.createDirectories(
          data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private void deploy(Deployable verticle) {
    deploy(List.of(verticle));
  }

  // Those that are started together drain together.
  private void deploy(List<Deployable> verticles) {
    List<String> ids = new ArrayList<>();
    stops.add(
        () -> await(Future.join(ids.stream().map(vertx::undeploy).toList()).<Void>mapEmpty()));
    verticles.forEach(verticle -> ids.add(await(vertx.deployVerticle(verticle))));
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(failed.getCause());
    } catch (TimeoutException late) {
      throw new Failure(Problem.TIMED_OUT, "A part did not start within 60 seconds.", late);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    }
  }

  /** Stops in the reverse order; a part that fails to stop does not keep the others. */
  void stop() {
    for (int i = stops.size() - 1; i > 0; i--) {
      quietly(stops.get(i));
    }
    quietly(stops.get(0));
    stops.clear();
    stops.add(() -> {});
  }

  private static void quietly(Runnable stop) {
    try {
      stop.run();
    } catch (RuntimeException failed) {
      System.err.println("A part did not stop cleanly: " + failed.getMessage());
    }
  }
}
