// The move to Vault loses nothing, wherever it is stopped.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.audit.AuditLog;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.VaultSettings.Right;
import de.belegbote.platform.config.VaultSettings.SignIn;
import de.belegbote.platform.crypto.KeyFiles;
import de.belegbote.platform.db.Database;
import de.belegbote.secrets.SealedSecretStore;
import de.belegbote.secrets.SecretRef;
import de.belegbote.secrets.SecretStore;
import de.belegbote.secrets.vault.VaultSecretStore;
import de.belegbote.testing.TestDatabase;
import de.belegbote.testing.Wait;
import de.belegbote.testing.vault.VaultDouble;
import de.belegbote.testing.vault.VaultSetup;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class MoveSecretsIT {
  private static final TenantId A = new TenantId(UUID.fromString(TestHouse.A));
  private static final TenantId B = new TenantId(UUID.fromString(TestHouse.B));
  private static final SecretStore.Use USE = new SecretStore.Use("test", "tester", null, null);
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  private record Kept(TenantId tenant, Secret value) {}

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.create();
  private final Database db = new Database(vertx, database.settings());
  private final VaultDouble vault = VaultDouble.start(Clock.systemUTC());
  private final VaultSetup setup = VaultSetup.on(vault);
  private final Map<SecretRef, Kept> secrets = new LinkedHashMap<>();
  private SealedSecretStore sealed;

  @BeforeEach
  void seal() throws IOException {
    Path tenants = Files.createDirectories(folder.resolve("tenants"));
    Files.writeString(tenants.resolve("a.yaml"), TestHouse.tenant(TestHouse.A, ""));
    Files.writeString(tenants.resolve("b.yaml"), TestHouse.tenant(TestHouse.B, ""));
    Path data = Files.createDirectories(folder.resolve("data"));
    sealed =
        new SealedSecretStore(db, KeyFiles.in(data).secrets(), new AuditLog(), TimeSource.system());
    for (int i = 0; i < 2; i++) {
      keep(A, "login", "password", "Passwört " + i);
      keep(B, "webhook/" + Ids.next(), "webhook", "whsec_" + i);
    }
  }

  @AfterEach
  void stop() {
    Wait.until(db.close());
    Wait.until(vertx.close());
    vault.close();
    database.close();
  }

  private void keep(TenantId tenant, String owner, String name, String value) {
    var secret = new Secret(value);
    secrets.put(Wait.until(sealed.create(tenant, owner, name, secret)), new Kept(tenant, secret));
  }

  private Process start() throws IOException {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "de.belegbote.Main",
            "secrets",
            "move",
            "--to",
            "vault");
    var process = new ProcessBuilder(command).redirectErrorStream(true);
    process.environment().putAll(environment());
    return process.start();
  }

  private Map<String, String> environment() {
    var all = new LinkedHashMap<String, String>();
    var settings = database.settings();
    all.put("BELEGBOTE_DEV", "true");
    all.put("BELEGBOTE_DATA", folder.resolve("data").toString());
    all.put("BELEGBOTE_TENANTS", folder.resolve("tenants").toString());
    all.put("BELEGBOTE_DATABASE_HOST", settings.host());
    all.put("BELEGBOTE_DATABASE_PORT", String.valueOf(settings.port()));
    all.put("BELEGBOTE_DATABASE_NAME", settings.database());
    all.put("BELEGBOTE_DATABASE_TLS", "false");
    all.put("BELEGBOTE_DATABASE_TENANT_PASSWORD", settings.tenantPassword().reveal());
    all.put("BELEGBOTE_DATABASE_QUEUE_PASSWORD", settings.queuePassword().reveal());
    all.put("BELEGBOTE_SECRETS_STORE", "vault");
    all.put("BELEGBOTE_SECRETS_VAULT_ADDRESS", vault.url());
    all.put("BELEGBOTE_SECRETS_VAULT_MOUNT", setup.mountPath());
    all.put("BELEGBOTE_SECRETS_VAULT_AUTH_MOUNT", setup.mountPath());
    all.put("BELEGBOTE_SECRETS_VAULT_DEADLINE_MS", "2000");
    for (Right right : Right.values()) {
      var role = (SignIn.AppRole) setup.settings().signIn(right);
      String name = "BELEGBOTE_SECRETS_VAULT_" + right.name().toUpperCase(Locale.ROOT);
      all.put(name + "_ROLE_ID", role.roleId());
      all.put(name + "_SECRET_ID", role.secretId().reveal());
    }
    return all;
  }

  private static String end(Process process, int code) throws IOException, InterruptedException {
    String said = said(process);
    assertEquals(code, process.exitValue(), said);
    return said;
  }

  private static String said(Process process) throws IOException, InterruptedException {
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
    return said;
  }

  private List<SecretRef> stillSealed() {
    var left = new ArrayList<SecretRef>();
    left.addAll(Wait.until(sealed.writtenBefore(A, LATER, null)));
    left.addAll(Wait.until(sealed.writtenBefore(B, LATER, null)));
    return left;
  }

  // Read as the parts of the service read them.
  private void allInVault() {
    var settings = setup.settings();
    var time = TimeSource.system();
    var fetch = new VaultSecretStore(vertx, settings, Right.FETCH, db, new AuditLog(), time);
    var hooks = new VaultSecretStore(vertx, settings, Right.WEBHOOKS, db, new AuditLog(), time);
    secrets.forEach(
        (ref, kept) -> {
          var store = ref.owner().equals("login") ? fetch : hooks;
          assertEquals(kept.value(), Wait.until(store.read(kept.tenant(), ref, USE)));
        });
    assertEquals(List.of(), stillSealed());
    assertEquals(secrets.size(), vault.secrets());
  }

  @Test
  @Timeout(240)
  void goesOnAfterVaultLeftItAtAnyPoint() throws IOException, InterruptedException {
    int runs = 0;
    boolean done = false;
    while (!done) {
      assertTrue(++runs < 30, "it never ends");
      // Three requests move a secret; each run is stopped at another of the second one's.
      var left = new AtomicInteger(2 + runs % 4);
      vault.silent(
          request -> {
            boolean now = request.path().contains("/data/") && left.getAndDecrement() == 0;
            if (now) {
              vault.seal(true);
            }
            return now && request.method().equals("GET");
          });
      String said = said(start());
      done = said.contains("secrets moved to Vault");
      vault.seal(false);
      vault.silent(request -> false);
      assertTrue(stillSealed().size() + vault.secrets() >= secrets.size(), "a secret is lost");
      secrets.values().forEach(kept -> assertFalse(said.contains(kept.value().reveal())));
    }
    assertNotEquals(1, runs, "it was never stopped");
    allInVault();
  }

  @Test
  @Timeout(120)
  void goesOnAfterItsProcessWasKilled() throws IOException, InterruptedException {
    var reads = new AtomicInteger();
    vault.silent(
        request ->
            request.method().equals("GET")
                && request.path().contains("/data/")
                && reads.incrementAndGet() == 6);
    Process process = start();
    Wait.until("the process to hang", () -> reads.get() == 6);
    process.destroyForcibly();
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    assertTrue(!stillSealed().isEmpty() && vault.secrets() > 0, "it was not half way");

    vault.silent(request -> false);
    assertTrue(end(start(), 0).contains("secrets moved to Vault"));
    allInVault();
  }

  @Test
  @Timeout(120)
  void erasesNothingThatVaultHasOtherwise() throws IOException, InterruptedException {
    SecretRef ref = secrets.keySet().iterator().next();
    String path = setup.mountPath() + "/data/login/" + A + "/" + ref.id() + "." + ref.name();
    setup.ask(
        "POST",
        path,
        new io.vertx.core.json.JsonObject()
            .put("data", new io.vertx.core.json.JsonObject().put("base64", "b3RoZXI="))
            .put("options", new io.vertx.core.json.JsonObject().put("cas", 0)));
    assertTrue(end(start(), 1).contains("Vault has something else under"));
    assertTrue(stillSealed().contains(ref));
  }
}
