// One running Belegbote.
package de.belegbote;

import de.belegbote.audit.AuditLog;
import de.belegbote.companies.CompanyRoutes;
import de.belegbote.companies.CompanyStore;
import de.belegbote.enrolment.OutboxSmsSender;
import de.belegbote.enrolment.barcode.BarcodeVerticle;
import de.belegbote.fetch.browser.EgressProxy;
import de.belegbote.http.Contract;
import de.belegbote.http.HttpVerticle;
import de.belegbote.http.Idempotency;
import de.belegbote.http.ManagementVerticle;
import de.belegbote.http.Operations;
import de.belegbote.http.Routes;
import de.belegbote.invoices.DirectoryDocumentStore;
import de.belegbote.invoices.InvoiceRoutes;
import de.belegbote.invoices.InvoiceStore;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.Config;
import de.belegbote.platform.crypto.PrintKey;
import de.belegbote.platform.crypto.SealingKey;
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
import de.belegbote.platform.tls.DevCertificates;
import de.belegbote.portals.PortalCatalogue;
import de.belegbote.portals.PortalRoutes;
import de.belegbote.portals.recipe.Recipes;
import de.belegbote.sandbox.PracticePortal;
import de.belegbote.sandbox.PracticePortalVerticle;
import de.belegbote.secrets.SealedSecretStore;
import de.belegbote.tenants.ApiKeyRoutes;
import de.belegbote.tenants.AuditRoutes;
import de.belegbote.tenants.TenantRoutes;
import de.belegbote.webhooks.EventRoutes;
import de.belegbote.webhooks.WebhookRoutes;
import de.belegbote.webhooks.WebhookSender;
import de.belegbote.webhooks.WebhookVerticle;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.micrometer.MicrometerMetricsFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
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

  private static final String PRACTICE_HOST = "practice.belegbote.test";

  private final Vertx vertx;
  private final List<Runnable> stops = new ArrayList<>();
  private PracticePortalVerticle practice;
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
    var db = database(config);
    var apiKey = SealingKey.at(config.data().resolve("api.keyset.json"));
    var prints = PrintKey.at(config.data().resolve("print.key"));
    var audit = new AuditLog();
    var secrets =
        new SealedSecretStore(
            db, SealingKey.at(config.data().resolve("secrets.keyset.json")), audit, time);
    var bells = new Bells(vertx);
    var outbox = new Outbox(bells, time);
    var guard = new EgressGuard(vertx, Map.of());
    var idempotency = new Idempotency(db, prints, time);
    var documents = new DirectoryDocumentStore(vertx, config.data().resolve("documents"));
    var recipes = new Recipes(config.recipes());
    var catalogue = new PortalCatalogue(recipes.all().stream().map(Portals::of).toList());
    var sms = new OutboxSmsSender(time);
    List<Routes> routes = new ArrayList<>();
    routes.addAll(
        List.of(
            new PortalRoutes(catalogue),
            new CompanyRoutes(new CompanyStore(), idempotency, db, time),
            new InvoiceRoutes(new InvoiceStore(), documents, db),
            new WebhookRoutes(db, secrets, guard, outbox, idempotency, time, config.publicUrl()),
            new EventRoutes(db),
            new ApiKeyRoutes(new ApiKeyStore(), idempotency, db, time),
            new AuditRoutes(audit, db),
            new TenantRoutes(catalogue)));
    routes.addAll(
        new Customers(
                config,
                vertx,
                time,
                db,
                secrets,
                apiKey,
                prints,
                bells,
                outbox,
                idempotency,
                catalogue,
                sms)
            .routes());
    var contract = await(Contract.load(vertx));
    var operations =
        new Operations(
            contract, new Operations.Parts(db, tenants, new ApiKeyStore(), audit, apiKey, time));
    routes.forEach(each -> each.bind(operations));
    deploy(new BarcodeVerticle(time));
    deploy(
        new WebhookVerticle(
            new WebhookVerticle.Parts(
                db, tenants, secrets, guard, outbox, bells, time, config.publicUrl()),
            new WebhookSender(vertx, time)));
    var http = new HttpVerticle(operations, contract, List.of(), config.listen(), config.port());
    deploy(http);
    List<Consumer<Router>> helpers =
        issuer.map(i -> List.<Consumer<Router>>of(new Developer(i, sms)::bind)).orElse(List.of());
    var management =
        new ManagementVerticle(
            registry,
            Map.of("database", db::ping),
            helpers,
            config.dev() ? "127.0.0.1" : config.listen(),
            config.managementPort());
    deploy(management);
    fetching(
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
            config.publicUrl().toString()),
        config);
    ports =
        new Ports(
            http.port(),
            management.port(),
            practice == null ? 0 : practice.httpPort(),
            practice == null ? 0 : practice.httpsPort());
  }

  // The practice portal is reached under its name, by the way every portal is.
  private void fetching(Fetching fetching, Config config) {
    Map<String, SocketAddress> routes = Map.of();
    KeyStore trust = null;
    if (config.dev()) {
      var certificates =
          DevCertificates.loadOrCreate(
              config.data().resolve("tls"), List.of(PRACTICE_HOST), fetching.time().now());
      practice =
          new PracticePortalVerticle(
              new PracticePortal.Settings(
                  config.practicePort(),
                  0,
                  certificates.serverKeys(),
                  config.data().resolve("practice.json"),
                  fetching.time()));
      deploy(practice);
      routes =
          Map.of(
              PRACTICE_HOST + ":443",
              SocketAddress.inetSocketAddress(practice.httpsPort(), "127.0.0.1"));
      trust = certificates.trust();
    }
    EgressProxy proxy = await(fetching.wayOut(routes));
    stops.add(() -> await(proxy.close()));
    fetching.verticles(proxy, trust).forEach(this::deploy);
  }

  Ports ports() {
    return ports;
  }

  private Database database(Config config) {
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
    var db = new Database(vertx, settings);
    stops.add(() -> await(db.close()));
    return db;
  }

  private static void folder(Path data) throws IOException {
    if (!Files.isDirectory(data)) {
      Files.createDirectories(
          data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private void deploy(io.vertx.core.Deployable verticle) {
    String id = await(vertx.deployVerticle(verticle));
    stops.add(() -> await(vertx.undeploy(id)));
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
