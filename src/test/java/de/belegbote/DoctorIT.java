// The doctor finds each thing that is wrong with an installation, and nothing with a sound one.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.enrolment.TwilioDouble;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.VaultSettings.Right;
import de.belegbote.platform.config.VaultSettings.SignIn;
import de.belegbote.platform.crypto.KeyFiles;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.testing.S3Server;
import de.belegbote.testing.TestDatabase;
import de.belegbote.testing.vault.VaultDouble;
import de.belegbote.testing.vault.VaultSetup;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class DoctorIT {
  @TempDir Path folder;
  private final TestDatabase database = TestDatabase.create();
  private final VaultDouble vault = VaultDouble.start(Clock.systemUTC());
  private final VaultSetup setup = VaultSetup.on(vault);
  private final TwilioDouble twilio = new TwilioDouble();
  private final Map<String, String> environment = new TreeMap<>();
  private TimeSource time = TimeSource.system();

  @BeforeEach
  void setUp() throws IOException {
    Path tenants = Files.createDirectories(folder.resolve("tenants"));
    Files.writeString(
        tenants.resolve("a.yaml"), TestHouse.tenant(TestHouse.A, "sms: {from: \"+4930123456\"}"));
    var unused = KeyFiles.in(folder.resolve("data"));
    var settings = database.settings();
    set("dev", "true");
    set("data", folder.resolve("data").toString());
    set("tenants", tenants.toString());
    set("database.host", settings.host());
    set("database.port", String.valueOf(settings.port()));
    set("database.name", settings.database());
    set("database.tls", "false");
    set("database.owner-password", settings.ownerPassword().reveal());
    set("database.tenant-password", settings.tenantPassword().reveal());
    set("database.queue-password", settings.queuePassword().reveal());
    set("secrets.store", "vault");
    set("secrets.vault.address", vault.url());
    set("secrets.vault.mount", setup.mountPath());
    set("secrets.vault.auth-mount", setup.mountPath());
    for (Right right : List.of(Right.API, Right.FETCH, Right.WEBHOOKS)) {
      signIn(right, (SignIn.AppRole) setup.settings().signIn(right));
    }
    set("documents.store", "s3");
    set("s3.endpoint", "http://127.0.0.1:" + S3Server.port());
    set("s3.bucket", S3Server.BUCKET);
    set("s3.access-key", "test-key");
    set("s3.secret-key", "test-secret");
    set("twilio.account-sid", TwilioDouble.ACCOUNT);
    set("twilio.auth-token", twilio.token());
    set("twilio.url", twilio.url().toString());
    set("chromium.path", "/nonexistent/chromium");
    twilio.account("active", date(Instant.now()));
  }

  @AfterEach
  void tearDown() {
    twilio.close();
    vault.close();
    database.close();
  }

  private void set(String name, String value) {
    String variable = name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    environment.put("BELEGBOTE_" + variable, value);
  }

  private void signIn(Right right, SignIn.AppRole role) {
    set("secrets.vault." + right.text() + ".role-id", role.roleId());
    set("secrets.vault." + right.text() + ".secret-id", role.secretId().reveal());
  }

  private static String date(Instant when) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(when.atZone(ZoneOffset.UTC));
  }

  private List<String> said(int code, String... words) {
    var out = new ByteArrayOutputStream();
    try (var print = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      assertEquals(
          code,
          Doctor.run(List.of(words), environment, time, print),
          () -> out.toString(StandardCharsets.UTF_8));
    }
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private void assertFault(String part) {
    var lines = said(1).stream().filter(line -> line.startsWith("FAULT")).toList();
    assertTrue(lines.stream().anyMatch(line -> line.contains(part)), part + " in " + lines);
  }

  private void asSuperuser(String sql) throws SQLException {
    try (var connection = database.connect(EmbeddedPostgres.SUPERUSER);
        var statement = connection.createStatement()) {
      boolean unused = statement.execute("set search_path = belegbote; " + sql);
    }
  }

  @Test
  void findsNothingWrongWithASoundInstallation() {
    var lines = said(0);

    for (String part :
        List.of(
            "ok    data ",
            "ok    keys ",
            "ok    tenants    1 files",
            "ok    database   PostgreSQL 1",
            "ok    database   roles and rights",
            "ok    database   the schema is up to date",
            "ok    secrets    Vault, part api",
            "ok    secrets    Vault, part fetch",
            "ok    documents  bucket documents: a probe was written",
            "ok    sms        Twilio takes",
            "ok    clock      agrees with database",
            "ok    clock      agrees with Vault",
            "ok    clock      agrees with S3",
            "ok    clock      agrees with Twilio",
            "ok    pictures   WebP and PDF can",
            "note  browser    portals that want Chromium are left out: there")) {
      assertTrue(lines.stream().anyMatch(line -> line.startsWith(part)), part + " in " + lines);
    }
    assertTrue(lines.toString().contains("pictures   HEIC photos can"), () -> "HEIC in " + lines);
    for (String secret : environment.values()) {
      boolean hidden = secret.length() > 12 && !secret.contains("/") && !secret.startsWith("AC");
      assertTrue(
          !hidden
              || secret.equals(setup.mountPath())
              || lines.stream().noneMatch(line -> line.contains(secret)),
          "it tells a secret");
    }
    assertEquals(0, twilio.taken().size(), "it sent an SMS");
  }

  @Test
  void answersMachinesInJson() {
    set("twilio.auth-token", "wrong");
    var all = new JsonArray(String.join("\n", said(1, "--json")));

    assertTrue(
        all.stream()
            .map(JsonObject.class::cast)
            .anyMatch(
                one ->
                    one.getString("level").equals("FAULT") && one.getString("part").equals("sms")),
        all::encode);
  }

  @Test
  void tellsEverySettingThatIsWrong() {
    set("port", "x");
    set("log", "loud");
    assertEquals(2, said(1).size());
  }

  /** Roles are the whole server's, so what is done to them is undone. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alter role belegbote_queue bypassrls|alter role belegbote_queue nobypassrls|power over",
        "grant pg_read_all_data to belegbote_tenant|revoke pg_read_all_data from"
            + " belegbote_tenant|inherits",
        "grant truncate on invoice to belegbote_tenant||belegbote_tenant TRUNCATE",
        "revoke insert on invoice from belegbote_tenant||missing: belegbote_tenant INSERT invoice",
        "alter table invoice no force row level security||not enabled and forced: invoice",
        "grant connect on database %s to public||every role of the server may connect",
        "drop table event cascade; drop schema belegbote cascade||there is no schema of ours yet",
        "delete from flyway_schema_history where version = '4'||the schema lacks V4",
        "update flyway_schema_history set version = '999' where version = '4'||newer than this",
        "revoke connect on database %s from belegbote_queue||belegbote_queue may not",
      })
  void findsWhatIsWrongInTheDatabase(String harm, String undo, String found) throws SQLException {
    asSuperuser(harm.formatted(database.settings().database()));
    try {
      assertFault(found);
    } finally {
      if (undo != null) {
        asSuperuser(undo);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "database.tenant-password, the password of belegbote_tenant is not taken",
    "database.queue-password, the password of belegbote_queue is not taken",
    "database.owner-password, the password of belegbote_owner is not taken",
    "database.name, there is no such database",
    "secrets.vault.fetch.secret-id, 'Vault, part fetch at http'",
    "secrets.vault.mount, it lacks",
    "s3.bucket, 'bucket wrong-value, s3:PutObject'",
    "twilio.auth-token, Twilio does not take"
  })
  void findsASettingThatDoesNotFit(String name, String found) {
    set(name, "wrong-value");
    assertFault(found);
  }

  @ParameterizedTest
  @CsvSource({
    "database.port, 1, 'does not get through'",
    "database.tls, true, 'does not get through'",
    "secrets.vault.address, http://127.0.0.1:1, 'Vault, part api at http://127.0.0.1:1'",
    "s3.endpoint, http://127.0.0.1:1, 'bucket documents, s3:PutObject'",
    "twilio.url, http://127.0.0.1:1, 'Twilio does not answer'"
  })
  void findsAServerThatIsAway(String name, String value, String found) {
    set(name, value);
    assertFault(found);
  }

  @Test
  void findsATenantRightThatIsTooWideInVault() {
    signIn(Right.API, setup.appRole("wide", setup.shipped("operator")));
    assertFault("it may also [read]");
  }

  @Test
  void findsASealedVault() {
    vault.seal(true);
    assertFault("sealed or under maintenance");
  }

  @Test
  void findsASuspendedAccount() {
    twilio.account("suspended", date(Instant.now()));
    assertFault("the account is suspended");
  }

  @Test
  void findsAClockThatIsWrong() {
    time = new TimeSource(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-20)), wait -> {});
    assertFault("s behind database");
    assertFault("s behind Vault");
    assertFault("s behind S3");
    assertFault("s behind Twilio");
    time = TimeSource.system();
    twilio.account("active", date(Instant.now().minusSeconds(60)));
    assertFault("s ahead of Twilio");
  }

  @Test
  void findsFilesThatOthersCanRead() throws IOException {
    Path data = folder.resolve("data");
    Files.setPosixFilePermissions(
        data.resolve("print.key"), PosixFilePermissions.fromString("rw-r--r--"));
    assertFault("others can read " + data.resolve("print.key"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertFault("chmod 700");
    Files.writeString(data.resolve("api.keyset.json"), "{}");
    assertFault("restore them from your backup");
  }

  @Test
  void findsABrokenTenantFileAndNone() throws IOException {
    Path file = folder.resolve("tenants/a.yaml");
    Files.writeString(file, TestHouse.tenant(TestHouse.A, ""));
    assertTrue(said(0).stream().anyMatch(line -> line.contains("gets no SMS")));
    Files.writeString(file, "id: 7\n");
    assertFault("a.yaml");
    Files.delete(file);
    assertFault("no file *.yaml");
  }
}
