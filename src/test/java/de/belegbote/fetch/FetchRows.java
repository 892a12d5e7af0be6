// A company with one login and its accounts, as rows, for tests of what a run reads and writes.
package de.belegbote.fetch;

import de.belegbote.accounts.FetchOrderQueue;
import de.belegbote.accounts.Login;
import de.belegbote.accounts.LoginStore;
import de.belegbote.accounts.PortalAccount;
import de.belegbote.accounts.PortalAccountStore;
import de.belegbote.audit.AuditLog;
import de.belegbote.otp.OtpAuth;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.TurnableClock;
import de.belegbote.platform.crypto.PrintKey;
import de.belegbote.platform.crypto.SealingKey;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.events.Bells;
import de.belegbote.platform.events.Outbox;
import de.belegbote.platform.tenancy.TenantFiles;
import de.belegbote.portals.recipe.Recipe;
import de.belegbote.portals.recipe.Recipes;
import de.belegbote.secrets.SealedSecretStore;
import de.belegbote.secrets.SecretRef;
import de.belegbote.testing.TestDatabase;
import de.belegbote.testing.Wait;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The clock stands at {@link #START}; a pause turns it. */
final class FetchRows implements AutoCloseable {
  static final TenantId TENANT =
      new TenantId(UUID.fromString("0193a1c0-0000-7000-8000-00000000a001"));
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  final TurnableClock clock = new TurnableClock(START);
  final TimeSource time = clock.source();
  final TestDatabase database = TestDatabase.create();
  final Vertx vertx = Vertx.vertx();
  final Database db = new Database(vertx, database.settings());
  final FetchQueue queue = new FetchQueue(db);
  final MeterRegistry meters = new SimpleMeterRegistry();
  final SealedSecretStore secrets;
  final FetchParts parts;
  final Recipe recipe = new Recipes(Optional.empty()).byId("practice").orElseThrow();
  final UUID company = Ids.next();
  final UUID login = Ids.next();
  private final PrintKey prints;

  FetchRows(Path folder) {
    secrets =
        new SealedSecretStore(
            db, SealingKey.at(folder.resolve("secrets.json")), new AuditLog(), time);
    prints = PrintKey.at(folder.resolve("print.key"));
    var bells = new Bells(vertx);
    parts =
        new FetchParts(
            db,
            tenants(folder),
            secrets,
            null,
            new LoginStore(),
            new PortalAccountStore(),
            new FetchOrderQueue(bells),
            new Outbox(bells, time),
            bells,
            null,
            time,
            "https://belege.example.com",
            meters);
    change(
        "insert into company (tenant_id, id, external_id, name, created_at, updated_at)"
            + " values ($1, $2, 'C-1', 'Muster GmbH', now(), now())",
        company);
    change(
        "insert into login (tenant_id, id, company_id, realm, username, password_ref, created_at,"
            + " updated_at) values ($1, $2, $3, 'practice', 'anna', $4, now(), now())",
        login,
        company,
        password("first").toString());
    change("insert into login_lease (tenant_id, id) values ($1, $2)", login);
  }

  private static TenantFiles tenants(Path folder) {
    try {
      Path files = Files.createDirectories(folder.resolve("tenants"));
      Files.writeString(
          files.resolve("a.yaml"),
          "id: %s\nname: Test\nlanguages: [de, en]\nportals: ['*']\n".formatted(TENANT));
      return new TenantFiles(Optional.of(files), folder);
    } catch (IOException trouble) {
      throw new UncheckedIOException(trouble);
    }
  }

  SecretRef password(String text) {
    return Wait.until(secrets.create(TENANT, "login", "password", new Secret(text)));
  }

  /** Another account of the login, due at once. */
  @com.google.errorprone.annotations.CanIgnoreReturnValue
  UUID account(String state) {
    UUID id = Ids.next();
    change(
        "insert into portal_account (tenant_id, id, company_id, portal_id, login_id, settings, state,"
            + " schedule, since, consent_text, consent_at, consent_by, created_at, updated_at) values"
            + " ($1, $2, $3, 'practice', $4, jsonb_build_object('part', jsonb_build_array($6::text)),"
            + " $5, '{}', '2026-01-01', '1', now(), 'test', now(), now())",
        id,
        company,
        login,
        state,
        id.toString());
    change(
        "insert into fetch_queue (tenant_id, id, login_id, portal_id, due)"
            + " values ($1, $2, $3, 'practice', $4)",
        id,
        login,
        START.atOffset(java.time.ZoneOffset.UTC));
    return id;
  }

  /** Gives the login a seed. */
  void seed(OtpAuth auth) {
    seedOf(login, auth);
  }

  void seedOf(UUID which, OtpAuth auth) {
    SecretRef ref = Wait.until(secrets.create(TENANT, "login", "seed", auth.toSecret()));
    Buffer print = prints.print("seed", auth.seed().reveal());
    var seed = new LoginStore.Seed(ref, print, auth.period(), auth.issuer(), auth.account());
    Wait.until(db.inTenant(TENANT, c -> parts.logins().seed(c, which, seed, time.now())));
  }

  FetchQueue.Claim claim() {
    return Wait.until(queue.claim("practice", time.now())).orElseThrow();
  }

  /** A run that has begun. */
  Started begin() {
    var claim = claim();
    return Wait.until(
        db.inTenant(
            TENANT,
            c ->
                parts
                    .accounts()
                    .get(c, claim.account())
                    .compose(
                        account ->
                            new FetchStore()
                                .begin(c, claim, account, "practice@1", time.now())
                                .compose(
                                    fetch ->
                                        parts
                                            .logins()
                                            .get(c, login)
                                            .map(
                                                l ->
                                                    new Started(
                                                        claim, fetch, account, l, recipe))))));
  }

  Login login() {
    return Wait.until(db.inTenant(TENANT, c -> parts.logins().get(c, login)));
  }

  PortalAccount account(UUID id) {
    return Wait.until(db.inTenant(TENANT, c -> parts.accounts().get(c, id)));
  }

  /** Rows of a query; $1 is the tenant. */
  List<Row> rows(String sql, Object... values) {
    return Wait.until(
        db.inTenant(TENANT, c -> c.query(sql, with(values)).map(r -> r.stream().toList())));
  }

  void change(String sql, Object... values) {
    Wait.until(db.inTenant(TENANT, c -> c.change(sql, with(values))));
  }

  private static Object[] with(Object... values) {
    var all = new Object[values.length + 1];
    all[0] = TENANT.value();
    System.arraycopy(values, 0, all, 1, values.length);
    return all;
  }

  @Override
  public void close() {
    Wait.until(db.close());
    Wait.until(vertx.close());
    database.close();
  }
}
