// Writes customers into the database of a test: logins, portal accounts, a webhook endpoint.
package de.belegbote.processes;

import static de.belegbote.platform.db.Times.utc;

import de.belegbote.TestHouse;
import de.belegbote.accounts.FetchOrderQueue;
import de.belegbote.accounts.Linking;
import de.belegbote.accounts.LoginStore;
import de.belegbote.accounts.PortalAccountStore;
import de.belegbote.audit.AuditLog;
import de.belegbote.otp.OtpAuth;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.PrintKey;
import de.belegbote.platform.crypto.SealingKey;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.platform.events.Bells;
import de.belegbote.sandbox.PracticePortal;
import de.belegbote.secrets.SealedSecretStore;
import de.belegbote.secrets.SecretRef;
import de.belegbote.secrets.SecretStore;
import de.belegbote.testing.Wait;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** As enrolment leaves them, through the tenant's role and the product's own stores. */
final class Customers {
  /** The one tenant. */
  static final TenantId TENANT = new TenantId(UUID.fromString(TestHouse.A));

  /** A user of the portal whose authenticator is on. */
  static final String ANNA = "good+anna@practice.belegbote.test";

  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  /** A login and the portal accounts that use it. */
  record Login(UUID id, List<UUID> accounts) {}

  private final Database db;
  private final Path data;
  private final TimeSource time;
  private final OtpAuth seed;
  // Two invoices and a credit note of Anna's are younger.
  private final LocalDate since;
  private final LoginStore logins = new LoginStore();
  private final SecretStore secrets;
  private final Linking linking;

  /**
   * @param data folder of the key files
   * @param seed of Anna's authenticator
   */
  Customers(Database db, Vertx vertx, Path data, TimeSource time, OtpAuth seed) {
    this.db = db;
    this.data = data;
    this.time = time;
    this.seed = seed;
    since = LocalDate.ofInstant(time.now(), ZONE).minusMonths(1).minusDays(15);
    secrets =
        new SealedSecretStore(
            db, SealingKey.at(data.resolve("secrets.keyset.json")), new AuditLog(), time);
    linking =
        new Linking(
            logins,
            new PortalAccountStore(),
            new FetchOrderQueue(new Bells(vertx)),
            secrets,
            db,
            time);
  }

  /** A login of a company of its own, with an account for each shelf. */
  Login login(String username, Secret password, List<String> shelves) {
    SecretRef ref = Wait.until(secrets.create(TENANT, "login", "password", password));
    UUID company = Ids.next();
    UUID login = Ids.next();
    Instant now = time.now();
    var accounts = shelves.stream().map(shelf -> Ids.next()).toList();
    Wait.until(db.inTenant(TENANT, c -> login(c, company, login, username, ref, now)));
    for (int i = 0; i < accounts.size(); i++) {
      UUID account = accounts.get(i);
      String shelf = shelves.get(i);
      Wait.until(db.inTenant(TENANT, c -> account(c, account, company, login, shelf)));
    }
    return new Login(login, accounts);
  }

  private static Future<Integer> login(
      TenantConnection c, UUID company, UUID login, String username, SecretRef ref, Instant now) {
    return c.change(
            "insert into company (tenant_id, id, name, created_at, updated_at)"
                + " values ($1, $2, 'Firma', $3, $3)",
            TENANT.value(),
            company,
            utc(now))
        .compose(
            made ->
                c.change(
                    "insert into login (tenant_id, id, company_id, realm, username, password_ref,"
                        + " created_at, updated_at) values ($1, $2, $3, 'practice', $4, $5, $6, $6)",
                    TENANT.value(),
                    login,
                    company,
                    username,
                    ref.toString(),
                    utc(now)))
        .compose(
            made ->
                c.change(
                    "insert into login_lease (tenant_id, id) values ($1, $2)",
                    TENANT.value(),
                    login));
  }

  private Future<Integer> account(
      TenantConnection c, UUID account, UUID company, UUID login, String shelf) {
    return c.change(
        "insert into portal_account (tenant_id, id, company_id, portal_id, login_id, settings, state,"
            + " schedule, since, consent_text, consent_at, consent_by, created_at, updated_at)"
            + " values ($1, $2, $3, 'practice', $4, $5, 'new', '{}', $6, '1', $7, 'test', $7, $7)",
        TENANT.value(),
        account,
        company,
        login,
        new JsonObject().put("shelf", new JsonArray().add(shelf)),
        since,
        utc(time.now()));
  }

  /** Anna's login, with password and seed. */
  Login anna(String... shelves) {
    Login anna = login(ANNA, password(), List.of(shelves));
    var prints = PrintKey.at(data.resolve("print.key"));
    SecretRef ref = Wait.until(secrets.create(TENANT, "login", "seed", seed.toSecret()));
    Wait.until(
        db.inTenant(
            TENANT,
            c ->
                logins.seed(
                    c,
                    anna.id,
                    new LoginStore.Seed(
                        ref,
                        prints.print("seed", seed.seed().reveal()),
                        seed.period(),
                        seed.issuer(),
                        seed.account()),
                    time.now())));
    return anna;
  }

  /** What every user of the portal signs in with. */
  static Secret password() {
    return new Secret(PracticePortal.PASSWORD);
  }

  /** The customer confirms the second factor: all accounts of the login are due now. */
  void confirm(Login login) {
    Instant now = time.now();
    Wait.until(
        db.inTenant(
            TENANT,
            c ->
                logins
                    .confirmed(c, login.id, now)
                    .compose(confirmed -> linking.verifyAll(c, login.id, now))));
  }

  /** A webhook endpoint that wants everything. */
  void endpoint(String url) {
    UUID id = Ids.next();
    var key = new Secret("whsec_" + Base64.getEncoder().encodeToString(new byte[32]));
    SecretRef ref = Wait.until(secrets.create(TENANT, "webhook/" + id, "webhook", key));
    Wait.until(
        db.inTenant(
            TENANT,
            c ->
                c.change(
                    "insert into webhook_endpoint (tenant_id, id, url, secret_ref, created_at,"
                        + " updated_at) values ($1, $2, $3, $4, $5, $5)",
                    TENANT.value(),
                    id,
                    url,
                    ref.toString(),
                    utc(time.now()))));
  }
}
