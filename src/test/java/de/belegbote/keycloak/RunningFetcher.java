// The product's own fetching, from the planned fetch to the stored document.
package de.belegbote.keycloak;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.accounts.FetchOrderQueue;
import de.belegbote.accounts.LoginStore;
import de.belegbote.accounts.PortalAccountStore;
import de.belegbote.audit.AuditLog;
import de.belegbote.fetch.FetchParts;
import de.belegbote.fetch.FetchVerticle;
import de.belegbote.fetch.SchedulerVerticle;
import de.belegbote.fetch.browser.Browsers;
import de.belegbote.fetch.browser.EgressProxy;
import de.belegbote.invoices.DirectoryDocumentStore;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.PrintKey;
import de.belegbote.platform.crypto.SealingKey;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.events.Bells;
import de.belegbote.platform.events.Outbox;
import de.belegbote.platform.tenancy.TenantFiles;
import de.belegbote.secrets.SealedSecretStore;
import de.belegbote.secrets.SecretRef;
import de.belegbote.testing.TestDatabase;
import de.belegbote.testing.Wait;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Scheduler, worker, sealed secrets, time steps and documents, on a database of its own. */
final class RunningFetcher implements AutoCloseable {
  private static final TenantId TENANT = new TenantId(Ids.next());
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long LOOK_MILLIS = 200;

  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.create();
  private final Database db = new Database(vertx, database.settings());
  private final UUID company = Ids.next();
  private final PrintKey prints;
  private final FetchParts parts;

  RunningFetcher(Path folder, EgressProxy proxy, Wire wire) throws IOException {
    prints = PrintKey.at(folder.resolve("print.key"));
    TimeSource time = TimeSource.system();
    var bells = new Bells(vertx);
    parts =
        new FetchParts(
            db,
            tenants(folder),
            new SealedSecretStore(
                db, SealingKey.at(folder.resolve("secrets.json")), new AuditLog(), time),
            new DirectoryDocumentStore(vertx, folder.resolve("documents")),
            new LoginStore(),
            new PortalAccountStore(),
            new FetchOrderQueue(bells),
            new Outbox(bells, time),
            bells,
            new Browsers(proxy, wire.trust(), Optional.empty(), 1),
            time,
            "https://belege.example.com",
            new SimpleMeterRegistry());
    change(
        "insert into company (tenant_id, id, name, created_at, updated_at)"
            + " values ($1, $2, 'Muster GmbH', now(), now())",
        company);
    Wait.until(vertx.deployVerticle(new FetchVerticle(parts, ShopRun.recipe())));
    Wait.until(vertx.deployVerticle(new SchedulerVerticle(parts, List.of())));
  }

  private static TenantFiles tenants(Path folder) throws IOException {
    Path files = Files.createDirectories(folder.resolve("tenants"));
    Files.writeString(
        files.resolve("a.yaml"),
        "id: %s\nname: Test\nlanguages: [en]\nportals: ['*']\n".formatted(TENANT));
    return new TenantFiles(Optional.of(files), folder);
  }

  /** Links a person's portal account, whose first fetch is due at once. */
  UUID link(Person person) {
    UUID login = Ids.next();
    UUID account = Ids.next();
    change(
        "insert into login (tenant_id, id, company_id, realm, username, password_ref, created_at,"
            + " updated_at) values ($1, $2, $3, 'keycloak', $4, $5, now(), now())",
        login,
        company,
        person.name(),
        sealed("password", person.password()).toString());
    change("insert into login_lease (tenant_id, id) values ($1, $2)", login);
    var authenticator = person.authenticator();
    SecretRef ref = sealed("seed", authenticator.toSecret());
    var print = prints.print("seed", authenticator.seed().reveal());
    var seed =
        new LoginStore.Seed(
            ref, print, authenticator.period(), authenticator.issuer(), authenticator.account());
    Wait.until(db.inTenant(TENANT, c -> parts.logins().seed(c, login, seed, parts.time().now())));
    change(
        "insert into portal_account (tenant_id, id, company_id, portal_id, login_id, state,"
            + " schedule, since, consent_text, consent_at, consent_by, created_at, updated_at)"
            + " values ($1, $2, $3, 'keycloak', $4, 'verifying', '{}', '2026-01-01', '1', now(),"
            + " 'test', now(), now())",
        account,
        company,
        login);
    change(
        "insert into fetch_queue (tenant_id, id, login_id, portal_id, due)"
            + " values ($1, $2, $3, 'keycloak', now())",
        account,
        login);
    return account;
  }

  private SecretRef sealed(String purpose, Secret secret) {
    return Wait.until(parts.secrets().create(TENANT, "login", purpose, secret));
  }

  /** Lets the time of everything that is planned come now. */
  void bringForward() {
    change("update fetch_queue set due = now() where tenant_id = $1 and claim is null");
  }

  /** Outcomes of an account's fetches, oldest first, as soon as there are so many. */
  @CanIgnoreReturnValue
  List<String> await(UUID account, int fetches) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (outcomes(account).size() < fetches && System.nanoTime() < until) {
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      } catch (InterruptedException stop) {
        throw new IllegalStateException(stop);
      }
    }
    return outcomes(account);
  }

  List<String> outcomes(UUID account) {
    return texts(
        "select outcome from fetch_run where tenant_id = $1 and portal_account_id = $2"
            + " and state = 'finished' order by id",
        account);
  }

  /** What a person has to know about an account, and whether a fetch is planned for it. */
  String state(UUID account) {
    return texts(
            "select state || coalesce(' ' || attention, '') || (select ', planned: ' || count(*)"
                + " from fetch_queue q where q.tenant_id = $1 and q.id = a.id)"
                + " from portal_account a where tenant_id = $1 and id = $2",
            account)
        .get(0);
  }

  /** Stored documents of an account: number and SHA-256, newest invoice first. */
  List<String> documents(UUID account) {
    return texts(
        "select number || ' ' || encode(sha256, 'hex') from invoice where tenant_id = $1"
            + " and portal_account_id = $2 order by date desc",
        account);
  }

  private List<String> texts(String sql, UUID account) {
    return rows(sql, account).map(row -> row.getString(0)).toList();
  }

  /** How many time steps each fetch of an account reserved, oldest fetch first. */
  List<Integer> timeSteps(UUID account) {
    return rows(
            "select count(*)::int from step_ledger s join portal_account a"
                + " on a.tenant_id = s.tenant_id and a.login_id = s.login_id"
                + " where a.tenant_id = $1 and a.id = $2 group by s.fetch_id order by s.fetch_id",
            account)
        .map(row -> row.getInteger(0))
        .toList();
  }

  /** What each fetch of an account did, step by step, for whoever reads why a test failed. */
  String told(UUID account) {
    return texts(
            "select steps::text from fetch_run where tenant_id = $1 and portal_account_id = $2"
                + " order by id",
            account)
        .toString();
  }

  private Stream<Row> rows(String sql, UUID account) {
    return Wait.until(
        db.inTenant(TENANT, c -> c.query(sql, TENANT.value(), account).map(rows -> rows.stream())));
  }

  private void change(String sql, Object... values) {
    Object[] all = Stream.concat(Stream.of(TENANT.value()), Stream.of(values)).toArray();
    Wait.until(db.inTenant(TENANT, c -> c.change(sql, all)));
  }

  @Override
  public void close() {
    Wait.until(vertx.close());
    database.close();
  }
}
