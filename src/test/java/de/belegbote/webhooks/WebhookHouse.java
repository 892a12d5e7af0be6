// Database, tenants, secrets, clock and workers for the tests of the webhooks.
package de.belegbote.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.FormatMethod;
import de.belegbote.audit.AuditLog;
import de.belegbote.http.PageRequest;
import de.belegbote.platform.Ids;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.SealingKey;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.Migrations;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.platform.egress.EgressGuard;
import de.belegbote.platform.events.Bells;
import de.belegbote.platform.events.Event;
import de.belegbote.platform.events.Outbox;
import de.belegbote.platform.tenancy.TenantFiles;
import de.belegbote.secrets.SealedSecretStore;
import de.belegbote.secrets.SecretStore;
import de.belegbote.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** One test's world: a database of its own, and two tenants of which one may reach loopback. */
final class WebhookHouse implements AutoCloseable {
  /** May reach every port of 127.0.0.1. */
  static final TenantId OPEN =
      new TenantId(UUID.fromString("0193a1c0-0000-7000-8000-00000000a001"));

  /** May reach public targets only. */
  static final TenantId STRICT =
      new TenantId(UUID.fromString("0193a1c0-0000-7000-8000-00000000a002"));

  static final URI PUBLIC_URL = URI.create("https://belege.example.com");
  private static final long PATIENCE_SECONDS = 20;

  /** An endpoint and the secret its receiver knows. */
  record Made(UUID id, String secret) {}

  final TestDatabase database = TestDatabase.create();
  final TestClock clock = new TestClock();
  final TimeSource time = new TimeSource(clock, clock::turn);
  final Vertx vertx = Vertx.vertx();
  final Bells bells = new Bells(vertx);
  final Outbox outbox = new Outbox(bells, time);
  final Database db = new Database(vertx, database.settings());
  final Map<String, SocketAddress> routes = new HashMap<>();
  final WebhookEndpointStore endpoints = new WebhookEndpointStore();
  final TenantFiles tenants;
  final SecretStore secrets;

  WebhookHouse(Path folder) {
    try {
      Path files = Files.createDirectories(folder.resolve("tenants"));
      Files.writeString(files.resolve("open.yaml"), tenant(OPEN, "[\"127.0.0.1:*\"]"));
      Files.writeString(files.resolve("strict.yaml"), tenant(STRICT, "[]"));
      tenants = new TenantFiles(Optional.of(files), folder);
    } catch (IOException trouble) {
      throw new IllegalStateException(trouble);
    }
    secrets =
        new SealedSecretStore(
            db, SealingKey.at(folder.resolve("secrets.json")), new AuditLog(), time);
  }

  private static String tenant(TenantId id, String privateTargets) {
    return """
        id: %s
        name: Test
        languages: [de]
        portals: ["*"]
        webhooks:
          private_targets: %s
        """
        .formatted(id, privateTargets);
  }

  /** The value of a future that is there soon. */
  @CanIgnoreReturnValue
  static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(failed.getCause());
    } catch (InterruptedException | TimeoutException late) {
      throw new IllegalStateException(late);
    }
  }

  /** Starts a worker as a process of its own would run it: with its own pools. */
  @CanIgnoreReturnValue
  String work() {
    return work(new HttpClientOptions(), Duration.ofSeconds(15));
  }

  @CanIgnoreReturnValue
  String work(HttpClientOptions options, Duration deadline) {
    var own = new Database(vertx, database.settings());
    var parts =
        new WebhookVerticle.Parts(
            own, tenants, secrets, new EgressGuard(vertx, routes), outbox, bells, time, PUBLIC_URL);
    var sender = new WebhookSender(vertx, time, options, deadline);
    return await(vertx.deployVerticle(new WebhookVerticle(parts, sender)));
  }

  /** Makes an endpoint that wants everything. */
  @CanIgnoreReturnValue
  Made endpoint(TenantId tenant, String url) {
    return endpoint(tenant, url, List.of(), Optional.empty());
  }

  @CanIgnoreReturnValue
  Made endpoint(TenantId tenant, String url, List<String> types, Optional<UUID> company) {
    UUID id = Ids.next();
    var made = await(new WebhookSecrets(secrets, db).make(tenant, id));
    var endpoint =
        new WebhookEndpoint(
            id,
            url,
            Optional.empty(),
            types,
            company,
            Optional.empty(),
            made.ref(),
            Optional.empty(),
            Optional.empty(),
            time.now(),
            time.now(),
            1);
    await(db.inTenant(tenant, c -> endpoints.create(c, endpoint)));
    return new Made(id, made.secret().reveal());
  }

  /** Appends an event without an account. */
  @CanIgnoreReturnValue
  Event event(TenantId tenant) {
    var data = new JsonObject().put("number", "R-1");
    return await(db.inTenant(tenant, c -> outbox.append(c, "fetch.finished", null, null, data)));
  }

  /** Appends an event of an account. */
  @CanIgnoreReturnValue
  Event event(TenantId tenant, Account account) {
    var data = new JsonObject().put("number", "R-1");
    return await(
        db.inTenant(
            tenant, c -> outbox.append(c, "invoice.ready", account.company, account.id, data)));
  }

  /** A portal account and its company. */
  record Account(UUID id, UUID company) {}

  @CanIgnoreReturnValue
  Account account(TenantId tenant) {
    var account = new Account(Ids.next(), Ids.next());
    UUID login = Ids.next();
    sql(
        "insert into company (tenant_id, id, name, created_at, updated_at)"
            + " values ('%s', '%s', 'Firma', now(), now())",
        tenant, account.company);
    sql(
        "insert into login (tenant_id, id, company_id, realm, username, created_at, updated_at)"
            + " values ('%s', '%s', '%s', 'practice', 'u-%s', now(), now())",
        tenant, login, account.company, login);
    sql(
        "insert into portal_account (tenant_id, id, company_id, portal_id, login_id, state, schedule,"
            + " since, consent_text, consent_at, consent_by, created_at, updated_at) values ('%s',"
            + " '%s', '%s', 'practice', '%s', 'active', '{}', '2026-01-01', '1', now(), 'test',"
            + " now(), now())",
        tenant, account.id, account.company, login);
    return account;
  }

  /** Turns the clock and wakes the workers. */
  void later(Duration by) {
    clock.turn(by);
    bells.ring(Bells.OUTBOX);
  }

  /** Returns when the workers have claimed everything that is due now: then nothing more comes. */
  void claimedAllThatIsDue() {
    var fence = new Receiver(vertx);
    var last = endpoint(OPEN, fence.url(), List.of("webhook_endpoint.test"), Optional.empty());
    await(
        db.inTenant(
            OPEN,
            c -> outbox.appendTo(c, last.id(), "webhook_endpoint.test", null, new JsonObject())));
    fence.next();
  }

  List<JsonObject> deliveries(TenantId tenant, UUID endpoint) {
    return await(
        db.inTenant(
            tenant,
            c ->
                new DeliveryLedger()
                    .deliveries(c, endpoint, null, null, new PageRequest(200, null))));
  }

  /** The only delivery to an endpoint, once it has that many attempts. */
  JsonObject delivery(TenantId tenant, UUID endpoint, int attempts) {
    var seen =
        eventually(
            () -> deliveries(tenant, endpoint).stream().findFirst(),
            delivery -> delivery.getJsonArray("attempts").size() >= attempts);
    assertEquals(attempts, seen.getJsonArray("attempts").size());
    return seen;
  }

  /** Looks until what it sees is as wished; fails after a while. */
  @CanIgnoreReturnValue
  static <T> T eventually(Supplier<Optional<T>> look, Predicate<T> wish) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    Optional<T> seen = look.get();
    while (seen.filter(wish).isEmpty()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("in the end it was " + seen);
      }
      TimeSource.system().pause().accept(Duration.ofMillis(10));
      seen = look.get();
    }
    return seen.get();
  }

  /** A number out of the database, seen past row-level security. */
  @FormatMethod
  long count(String query, Object... values) {
    try (var connection = superuser();
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query.formatted(values))) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException trouble) {
      throw new IllegalStateException(trouble);
    }
  }

  @FormatMethod
  void sql(String sql, Object... values) {
    try (var connection = superuser();
        var statement = connection.createStatement()) {
      var unused = statement.execute(sql.formatted(values));
    } catch (SQLException trouble) {
      throw new IllegalStateException(trouble);
    }
  }

  private Connection superuser() throws SQLException {
    var connection = database.connect(EmbeddedPostgres.SUPERUSER);
    connection.setSchema(Migrations.SCHEMA);
    return connection;
  }

  @Override
  public void close() {
    await(vertx.close());
    database.close();
  }

  /** Deliveries that nobody holds. */
  long waiting() {
    return count("select count(*) from delivery_queue where claim is null");
  }
}
