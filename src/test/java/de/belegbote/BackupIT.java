// The drill of docs/operations.md: back up, lose everything, restore, go on.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import de.belegbote.audit.AuditLog;
import de.belegbote.invoices.DirectoryDocumentStore;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.ChromiumSettings;
import de.belegbote.platform.config.Config;
import de.belegbote.platform.config.DocumentSettings;
import de.belegbote.platform.config.VaultSettings.Right;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.secrets.SecretRef;
import de.belegbote.secrets.SecretStore;
import de.belegbote.secrets.vault.VaultSecretStore;
import de.belegbote.testing.ApiClient;
import de.belegbote.testing.PostgresPrograms;
import de.belegbote.testing.RequiresTool;
import de.belegbote.testing.TestDatabase;
import de.belegbote.testing.Wait;
import de.belegbote.testing.vault.VaultDouble;
import de.belegbote.testing.vault.VaultSetup;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@RequiresTool("postgresql-client")
@Timeout(120)
class BackupIT {
  private static final TenantId A = new TenantId(UUID.fromString(TestHouse.A));
  private static final SecretStore.Use USE = new SecretStore.Use("test", "tester", null, null);
  private static final Buffer DOCUMENT = Buffer.buffer("%PDF-1.7 an invoice\n%%EOF\n");

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final VaultDouble vault = VaultDouble.start(Clock.systemUTC());
  private final VaultSetup setup = VaultSetup.on(vault);
  private TestDatabase database = TestDatabase.create();
  private PostgresPrograms programs;
  private House house;
  private ApiClient api;
  private String account;
  private final UUID invoice = Ids.next();

  @BeforeEach
  void work() throws Exception {
    programs = new PostgresPrograms(folder);
    start();
    String company =
        api.post("/companies", new JsonObject().put("name", "Firma"))
            .is(201)
            .json()
            .getString("id");
    account =
        api.post("/portal-accounts", TestHouse.account(company, "anna", "first-password"))
            .is(201)
            .json()
            .getString("id");
    keepDocument();
  }

  @AfterEach
  void stop() {
    house.stop();
    Wait.until(vertx.close());
    vault.close();
    database.close();
  }

  private void start() throws IOException {
    Path tenants = Files.createDirectories(folder.resolve("tenants"));
    Files.writeString(tenants.resolve("a.yaml"), TestHouse.tenant(TestHouse.A, ""));
    house =
        House.start(
            new Config(
                true,
                EnumSet.of(Config.Role.API),
                folder.resolve("data"),
                folder.resolve("keys"),
                "127.0.0.1",
                0,
                0,
                URI.create("http://belegbote.test"),
                Optional.of(tenants),
                Optional.empty(),
                Optional.of(database.settings()),
                Optional.empty(),
                DocumentSettings.DIRECTORY,
                0,
                Optional.of(setup.settings()),
                ChromiumSettings.USUAL,
                "info"),
            TimeSource.system());
    long now = Instant.now().getEpochSecond();
    String token =
        TestHouse.sign(
            new JsonObject()
                .put("iss", TestHouse.issuer())
                .put("aud", TestHouse.A)
                .put("sub", "tester")
                .put("scope", TestHouse.ALL)
                .put("iat", now)
                .put("exp", now + 3600));
    api =
        new ApiClient(
            URI.create("http://127.0.0.1:" + house.ports().http()),
            Map.of("Authorization", "Bearer " + token));
  }

  private void keepDocument() throws SQLException {
    var files = new DirectoryDocumentStore(vertx, folder.resolve("data/documents"));
    var kept = Wait.until(files.put(A, invoice, DOCUMENT));
    var unused =
        sql(
            """
            insert into belegbote.invoice (tenant_id, id, company_id, portal_account_id, login_id,
                portal_id, kind, number, date, sha256, size, content_type, document_key, source_address,
                fetched_at, recipe, fetch_id, created_at)
              select tenant_id, '%s', company_id, id, login_id, portal_id, 'invoice', 'R', '2026-07-31',
                '\\x%s', %d, '%s', '%s', 'https://practice.example.com/', now(), 'practice@1', id, now()
              from belegbote.portal_account\
            """
                .formatted(invoice, kept.sha256(), kept.size(), kept.contentType(), kept.key()));
  }

  private String sql(String text) throws SQLException {
    try (var connection = database.connect(EmbeddedPostgres.SUPERUSER);
        var statement = connection.createStatement()) {
      if (!statement.execute(text)) {
        return "";
      }
      try (var rows = statement.getResultSet()) {
        return rows.next() ? rows.getString(1) : "";
      }
    }
  }

  /** The password as the fetcher would read it by the row of the login. */
  private <T> T read(java.util.function.Function<io.vertx.core.Future<String>, T> look)
      throws SQLException {
    var ref = SecretRef.parse(sql("select password_ref from belegbote.login"));
    var db = new Database(vertx, database.settings());
    var time = TimeSource.system();
    var store =
        new VaultSecretStore(vertx, setup.settings(), Right.FETCH, db, new AuditLog(), time);
    try {
      return look.apply(store.read(A, ref, USE).map(secret -> secret.reveal()));
    } finally {
      Wait.until(store.close());
      Wait.until(db.close());
    }
  }

  /** Destroys what the row named before, as the sweep does an hour later. */
  private void sweep(SecretRef old) {
    var db = new Database(vertx, database.settings());
    var store =
        new VaultSecretStore(
            vertx, setup.settings(), Right.FETCH, db, new AuditLog(), TimeSource.system());
    Wait.until(store.destroy(A, old));
    Wait.until(store.close());
    Wait.until(db.close());
  }

  private void lose() throws IOException {
    house.stop();
    database.close();
    remove(folder.resolve("data"));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }

  private static void remove(Path what) throws IOException {
    try (var all = Files.walk(what)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** The commands of docs/operations.md, with the service stopped. */
  private void backUp() throws Exception {
    house.stop();
    programs.run(database, "pg_dump", "-Fc", "-f", "belegbote.dump");
    copy(folder.resolve("data/documents"), folder.resolve("backup"));
    start();
  }

  private void restoreDatabase() throws Exception {
    // createdb, then roles.sql.
    database = TestDatabase.createUnmigrated();
    String name = database.settings().database();
    programs.run(database, "pg_restore", "--exit-on-error", "-d", name, "belegbote.dump");
  }

  private void restore() throws Exception {
    restoreDatabase();
    Files.createDirectories(folder.resolve("data"));
    copy(folder.resolve("backup"), folder.resolve("data/documents"));
    start();
  }

  @Test
  void goesOnWithDocumentsAndSecretsAfterARestore() throws Exception {
    backUp();
    lose();
    restore();

    assertEquals(account, api.get("/portal-accounts/" + account).is(200).json().getString("id"));
    assertArrayEquals(
        DOCUMENT.getBytes(), api.get("/invoices/" + invoice + "/document").is(200).http().body());
    assertEquals("first-password", read(Wait::until));
    api.post("/companies", new JsonObject().put("name", "Another")).is(201);
  }

  @Test
  void asksForThePasswordAgainWhereTheBackupIsOlderThanTheSecret() throws Exception {
    var old = SecretRef.parse(sql("select password_ref from belegbote.login"));
    backUp();
    change("second-password");
    assertEquals("second-password", read(Wait::until));
    sweep(old);

    lose();
    restore();

    assertEquals(Problem.NOT_FOUND, read(Wait::failure).problem(), "the row names what is gone");
    change("third-password");
    assertEquals("third-password", read(Wait::until));
  }

  private void change(String password) {
    api.patch(
            "/portal-accounts/" + account,
            new JsonObject().put("credentials", new JsonObject().put("password", password)))
        .is(200);
  }

  @Test
  void takesARowWithoutItsDocumentForAFaultOfOurs() throws Exception {
    backUp();
    lose();
    restoreDatabase();
    Files.createDirectories(folder.resolve("data"));
    start();

    api.get("/invoices/" + invoice).is(200);
    // Not 404, which nobody would look into; the log names the key.
    assertEquals(500, api.get("/invoices/" + invoice + "/document").status());
  }
}
