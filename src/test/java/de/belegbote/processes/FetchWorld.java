// What stays while processes die: database, files, portal, webhook receiver and the time.
package de.belegbote.processes;

import static de.belegbote.platform.db.Times.utc;

import com.google.errorprone.annotations.FormatMethod;
import de.belegbote.FetchProcess;
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
import de.belegbote.platform.db.Migrations;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.platform.events.Bells;
import de.belegbote.sandbox.PracticePortal;
import de.belegbote.secrets.SealedSecretStore;
import de.belegbote.secrets.SecretRef;
import de.belegbote.secrets.SecretStore;
import de.belegbote.testing.TestDatabase;
import de.belegbote.testing.Wait;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One test's world. Processes work in it one after the other, or several at once. */
final class FetchWorld implements AutoCloseable {
  /** The one tenant. */
  static final TenantId TENANT = new TenantId(UUID.fromString(TestHouse.A));

  /** A user of the portal whose authenticator is on. */
  static final String ANNA = "good+anna@practice.belegbote.test";

  /** A short time step for the seed: a second sign-in has to wait for the next. */
  static final Duration STEP = Duration.ofSeconds(15);

  private static final Duration AFTER_A_LEASE = Duration.ofSeconds(61);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final long PATIENCE_SECONDS = 60;
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final String RECIPE = "practice.yaml";

  // Warmed up while something else runs; what one test leaves is the next one's first.
  private static Child spare = new Child();

  /** A login and the portal accounts that use it. */
  record Login(UUID id, List<UUID> accounts) {}

  final TestDatabase database = TestDatabase.create();
  final Vertx vertx = Vertx.vertx();
  final Database db = new Database(vertx, database.settings());
  final LaterClock clock = new LaterClock();
  final TimeSource time = new TimeSource(clock, TimeSource.system().pause());
  final Path data;
  final PortalGate gate;
  final Inbox inbox = new Inbox(vertx);

  /** The first day whose invoices are wanted: two invoices and a credit note came since then. */
  final LocalDate since;

  private final List<Child> children = new ArrayList<>();
  private final LoginStore logins = new LoginStore();
  private final Linking linking;
  private final SecretStore secrets;
  private final OtpAuth seed;
  private final Duration step;

  /**
   * An empty world.
   *
   * @param step how long a time step of Anna's seed lasts; one has just begun
   */
  FetchWorld(Path data, Duration step) {
    this.data = data;
    this.step = step;
    clock.beyond(Duration.ZERO, step);
    byte[] bytes = new byte[20];
    new SecureRandom().nextBytes(bytes);
    seed =
        OtpAuth.ofSeed(bytes, "Practice", ANNA).with(null, null, Math.toIntExact(step.toSeconds()));
    since = LocalDate.ofInstant(clock.instant(), ZONE).minusMonths(1).minusDays(15);
    try {
      Files.createDirectory(data.resolve("tenants"));
      Files.writeString(data.resolve("tenants/a.yaml"), TestHouse.tenant(TestHouse.A, ""));
      Files.createDirectory(data.resolve("recipes"));
      Files.writeString(data.resolve("recipes").resolve(RECIPE), recipe());
      Files.writeString(data.resolve("practice.json"), practiceAccounts().encode());
    } catch (IOException trouble) {
      throw new UncheckedIOException(trouble);
    }
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
    gate = new PortalGate(vertx, data, time);
  }

  // As it is published, but hasty, and with a setting that tells accounts of one login apart.
  private static String recipe() throws IOException {
    try (var in = FetchWorld.class.getResourceAsStream("/recipes/" + RECIPE)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.replace(
          "\nsign_in:\n",
          "\nrequests: {pause: 20ms}\nsettings: {shelf: {optional: true}}\nsign_in:\n");
    }
  }

  private JsonObject practiceAccounts() {
    var anna =
        new JsonObject()
            .put("created", clock.instant().toString())
            .put("authenticator", seed.toSecret().reveal())
            .put("active", true)
            .put("lastStep", -1L)
            .put("wrongCodes", 0)
            .put("lockedUntil", Instant.EPOCH.toString());
    return new JsonObject().put(ANNA, anna);
  }

  /** A process on the clock of now; it works when this returns. A further JVM is warmed up. */
  Child process(boolean webhooks) {
    Child child = spare;
    spare = new Child();
    children.add(child);
    child.begin(
        FetchProcess.order(database.settings(), data, gate.port(), clock.ahead(), webhooks));
    await("the process is ready", child::isReady);
    return child;
  }

  /** Turns the clock beyond the leases of a process that is gone. */
  void laterThanItsLease() {
    clock.beyond(AFTER_A_LEASE, step);
  }

  /** Turns the clock to 20 seconds before the time step of now ends; or not, if it is later. */
  void nearTheEndOfTheStep() {
    clock.towards(step, Duration.ofSeconds(20));
  }

  /** A login of a company of its own, with an account for each shelf. */
  Login login(String username, Secret password, List<String> shelves) {
    SecretRef ref = Wait.until(secrets.create(TENANT, "login", "password", password));
    UUID company = Ids.next();
    UUID login = Ids.next();
    Instant now = time.now();
    var accounts = shelves.stream().map(shelf -> Ids.next()).toList();
    Wait.until(
        db.inTenant(
            TENANT,
            c -> {
              var made =
                  c.change(
                          "insert into company (tenant_id, id, name, created_at, updated_at)"
                              + " values ($1, $2, 'Firma', $3, $3)",
                          TENANT.value(),
                          company,
                          utc(now))
                      .compose(
                          there ->
                              c.change(
                                  "insert into login (tenant_id, id, company_id, realm, username,"
                                      + " password_ref, created_at, updated_at)"
                                      + " values ($1, $2, $3, 'practice', $4, $5, $6, $6)",
                                  TENANT.value(),
                                  login,
                                  company,
                                  username,
                                  ref.toString(),
                                  utc(now)))
                      .compose(
                          there ->
                              c.change(
                                  "insert into login_lease (tenant_id, id) values ($1, $2)",
                                  TENANT.value(),
                                  login));
              for (int i = 0; i < accounts.size(); i++) {
                UUID account = accounts.get(i);
                String shelf = shelves.get(i);
                made = made.compose(there -> account(c, account, company, login, shelf));
              }
              return made;
            }));
    return new Login(login, accounts);
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
                    ref,
                    prints.print("seed", seed.seed().reveal()),
                    seed,
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

  /** A webhook endpoint that wants everything and leads to the {@link #inbox}. */
  void endpoint() {
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
                    inbox.url(),
                    ref.toString(),
                    utc(time.now()))));
  }

  /** Looks until it is so; fails after a minute with what the processes wrote. */
  void await(String what, BooleanSupplier so) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within a minute: " + what + "\n" + tails());
      }
      time.pause().accept(PAUSE);
    }
  }

  /** What all processes wrote last. */
  String tails() {
    return String.join("\n", children.stream().map(Child::tail).toList());
  }

  /** A connection that sees and may do everything. */
  Connection superuser() throws SQLException {
    var connection = database.connect(EmbeddedPostgres.SUPERUSER);
    connection.setSchema(Migrations.SCHEMA);
    return connection;
  }

  /** The first column of a query, as text. */
  @FormatMethod
  List<String> texts(String query, Object... values) {
    try (var connection = superuser();
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query.formatted(values))) {
      var texts = new ArrayList<String>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException trouble) {
      throw new IllegalStateException(trouble);
    }
  }

  @Override
  public void close() {
    children.forEach(Child::kill);
    Wait.until(db.close());
    Wait.until(vertx.close());
    database.close();
  }
}
