// The images without a container engine: the Dockerfile's own lines carried out, and the program
// started in the result.
package de.belegbote.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.TestHouse;
import de.belegbote.platform.config.VaultSettings.Right;
import de.belegbote.platform.config.VaultSettings.SignIn;
import de.belegbote.platform.tls.DevCertificates;
import de.belegbote.testing.QrCode;
import de.belegbote.testing.RequiresTool;
import de.belegbote.testing.TestDatabase;
import de.belegbote.testing.vault.VaultDouble;
import de.belegbote.testing.vault.VaultSetup;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packages come from the network the first time; see the script for what stands in for what.
 */
@RequiresTool({"debootstrap", "jdk-25", "npm"})
@Tag("jdk-25")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class DockerfileReplayIT {
  /** The volume of the image "fetch". */
  private static final Path DATA = Path.of(Replay.FOLDER + "/fetch-data");

  private static final String INSIDE = "/var/lib/belegbote/";

  @TempDir Path folder;

  @BeforeAll
  static void build(@TempDir Path folder) throws Exception {
    assertTrue(Files.exists(Path.of("target/belegbote.jar")), "build the jar first: mvn package");
    for (String stage : List.of("app", "fetch")) {
      var build = new Replay(folder.resolve(stage), Map.of(), "build", stage);
      assertEquals(0, build.ends(15), build::said);
    }
    Files.createDirectories(DATA);
  }

  private Replay run(String... command) throws IOException {
    var words = new java.util.ArrayList<>(List.of("run", "fetch"));
    words.addAll(List.of(command));
    return new Replay(folder.resolve("output"), Map.of(), words.toArray(String[]::new));
  }

  @Test
  void servesInProductionAsItsUserOnAReadOnlyRoot() throws Exception {
    try (var database = TestDatabase.create();
        var vault = VaultDouble.start(Clock.systemUTC());
        var front = new TlsFront(certificates(), URI.create(vault.url()).getPort())) {
      int management = freePort();
      var server =
          new Replay(
              folder.resolve("output"),
              settings(database, VaultSetup.on(vault), front.port(), management),
              "start",
              "app");
      try {
        server.says("Belegbote is ready");
        var request =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/health/ready"))
                .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer::body);
        assertTrue(
            vault.seen().stream().anyMatch(seen -> seen.path().contains("/login")),
            "Vault was not asked by TLS");
        for (var inside : program(server)) {
          assertEquals("10001 10001 10001 10001", status(inside, "Uid"));
          assertEquals("0000000000000000", status(inside, "CapBnd"));
          assertEquals("1", status(inside, "NoNewPrivs"));
        }
        assertTrue(!server.said().contains("[WARN  tini"), server::said);
      } finally {
        server.process.toHandle().destroy();
      }
      // 143: it ended by the signal that an engine sends on "stop", after its own shutdown.
      assertEquals(143, server.ends(2), server::said);
    }
  }

  /** tini and the JVM. */
  private static List<ProcessHandle> program(Replay server) {
    var found =
        server
            .process
            .descendants()
            .filter(
                one -> one.info().command().filter(c -> c.matches(".*/(tini|java)")).isPresent())
            .toList();
    assertEquals(2, found.size(), found::toString);
    return found;
  }

  private static String status(ProcessHandle of, String line) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + of.pid() + "/status")).stream()
        .filter(one -> one.startsWith(line + ":"))
        .map(one -> one.substring(line.length() + 1).strip().replaceAll("\\s+", " "))
        .findFirst()
        .orElseThrow();
  }

  private DevCertificates certificates() throws Exception {
    return DevCertificates.loadOrCreate(folder.resolve("tls"), List.of("localhost"), Instant.now());
  }

  /** As an operator sets them: by variables, files on the volume. */
  private Map<String, String> settings(
      TestDatabase database, VaultSetup vault, int vaultPort, int management) throws Exception {
    Path data = Files.createDirectories(Path.of(Replay.FOLDER + "/app-data"));
    Files.createDirectories(data.resolve("tenants"));
    Files.writeString(data.resolve("tenants/a.yaml"), TestHouse.tenant(TestHouse.A, ""));
    Files.writeString(
        data.resolve("ca.pem"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(certificates().authority().getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    var own = database.settings();
    var all = new HashMap<String, String>();
    all.put("PUBLIC_URL", "https://belege.example.com");
    all.put("TENANTS", INSIDE + "tenants");
    all.put("LISTEN", "127.0.0.1");
    all.put("PORT", "0");
    all.put("MANAGEMENT_PORT", String.valueOf(management));
    all.put("DATABASE_HOST", "127.0.0.1");
    all.put("DATABASE_PORT", String.valueOf(own.port()));
    all.put("DATABASE_NAME", own.database());
    all.put("DATABASE_TLS", "false");
    all.put("DATABASE_TENANT_PASSWORD", own.tenantPassword().reveal());
    all.put("DATABASE_QUEUE_PASSWORD", own.queuePassword().reveal());
    all.put("SECRETS_STORE", "vault");
    all.put("SECRETS_VAULT_ADDRESS", "https://localhost:" + vaultPort);
    all.put("SECRETS_VAULT_AUTHORITY", INSIDE + "ca.pem");
    all.put("SECRETS_VAULT_MOUNT", vault.mountPath());
    all.put("SECRETS_VAULT_AUTH_MOUNT", vault.mountPath());
    for (Right right : List.of(Right.API, Right.FETCH, Right.WEBHOOKS)) {
      var role = (SignIn.AppRole) vault.settings().signIn(right);
      String name = "SECRETS_VAULT_" + right.name();
      all.put(name + "_ROLE_ID", role.roleId());
      all.put(name + "_SECRET_ID", role.secretId().reveal());
    }
    var variables = new HashMap<String, String>();
    all.forEach((name, value) -> variables.put("BELEGBOTE_" + name, value));
    return variables;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Pictures need native parts of the run-time image, and nothing of a desktop. */
  @Test
  void readsAPhoto() throws Exception {
    Files.write(
        DATA.resolve("photo.png"), QrCode.png("otpauth://totp/Shop:a?secret=JBSWY3DPEHPK3PXP"));
    var reader =
        run("java", "-jar", "/opt/belegbote/belegbote.jar", "barcode", INSIDE + "photo.png");
    assertEquals(0, reader.ends(3), reader::said);
    String line = reader.said().lines().filter(one -> one.startsWith("{")).findFirst().orElse("{}");
    assertTrue(new JsonObject(line).encode().contains("totp"), reader::said);
  }

  /** The driver, Node.js and the browser, as a run uses them; the sandbox is not switched off. */
  @Test
  void drivesChromiumInItsOwnSandbox() throws Exception {
    var doctor =
        run("java", "-jar", "/opt/belegbote/belegbote.jar", "doctor", "--dev", "--roles=fetch");
    assertEquals(0, doctor.ends(3), doctor::said);
    assertTrue(
        doctor
            .said()
            .contains(
                "ok    browser    /usr/lib/chromium/chromium starts in its sandbox, driven by"
                    + " /opt/belegbote/node_modules/playwright-core"),
        doctor::said);
  }

  @Test
  void hasTheToolsThatTheProgramCalls() throws Exception {
    var tools =
        run("sh", "-c", "for t in certutil heif-convert bwrap prlimit; do command -v $t; done");
    assertEquals(0, tools.ends(1), tools::said);
    assertEquals(
        List.of("/usr/bin/certutil", "/usr/bin/heif-convert", "/usr/bin/bwrap", "/usr/bin/prlimit"),
        tools.said().lines().toList());
  }
}
