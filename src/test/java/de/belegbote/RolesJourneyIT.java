// The whole job again as an installation in earnest does it: Vault, S3, Twilio, Keycloak, and each
// role a process of its own.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.demo.Bookkeeping;
import de.belegbote.demo.Journey;
import de.belegbote.demo.Partner;
import de.belegbote.demo.Receiver;
import de.belegbote.demo.Story;
import de.belegbote.enrolment.TwilioDouble;
import de.belegbote.keycloak.StaffRealm;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.VaultSettings.Right;
import de.belegbote.platform.config.VaultSettings.SignIn;
import de.belegbote.platform.crypto.KeyFiles;
import de.belegbote.platform.tls.DevCertificates;
import de.belegbote.sandbox.PracticePortal;
import de.belegbote.testing.LeakSearch;
import de.belegbote.testing.RequiresTool;
import de.belegbote.testing.S3Server;
import de.belegbote.testing.TestDatabase;
import de.belegbote.testing.TlsFront;
import de.belegbote.testing.vault.VaultDouble;
import de.belegbote.testing.vault.VaultSetup;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The roles api and webhooks start as in production, without {@code --dev}. The role fetch has it:
 * the practice portal belongs to a trial, and outside one no browser of ours reaches loopback.
 */
@RequiresTool("keycloak")
@Timeout(value = 12, unit = TimeUnit.MINUTES)
class RolesJourneyIT {
  private static final String TRUST = "belegbote-test";

  @TempDir Path folder;
  private final Instant begun = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final DevCertificates certificates =
      DevCertificates.create(List.of("localhost"), Instant.now());
  private final TestDatabase database = TestDatabase.create();
  private final VaultDouble vault = VaultDouble.start(Clock.systemUTC());
  private final VaultSetup setup = VaultSetup.on(vault);
  private final TwilioDouble twilio = new TwilioDouble();
  private final TlsFront vaultFront = front(URI.create(vault.url()));
  private final TlsFront twilioFront = front(twilio.url());
  private final Receiver receiver = Receiver.start();
  private final LeakSearch secrets = new LeakSearch();
  private final Map<String, RoleProcess> processes = new HashMap<>();
  private StaffRealm realm;

  private TlsFront front(URI plain) {
    return new TlsFront(certificates.serverKeys(), plain.getPort());
  }

  @BeforeEach
  void start() throws IOException, GeneralSecurityException {
    realm = new StaffRealm("journey");
    Files.writeString(
        Files.createDirectories(folder.resolve("tenants")).resolve("staff.yaml"),
        """
        id: %s
        name: Staff
        languages: [de, en]
        portals: ["*"]
        sms: {from: Belegbote}
        limits: {requests_per_minute: 100000, requests_per_minute_and_credential: 100000}
        webhooks: {private_targets: ["127.0.0.1:*"]}
        """
                .formatted(TestHouse.A)
            + realm.tenantLines());
    byte[] der = certificates.authority().getEncoded();
    Files.writeString(
        folder.resolve("authority.pem"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(der)
            + "\n-----END CERTIFICATE-----\n");
    try (var file = Files.newOutputStream(folder.resolve("trust.p12"))) {
      certificates.trust().store(file, TRUST.toCharArray());
    }
    var unused = KeyFiles.in(folder.resolve("keys"));
    for (String role : List.of("api", "fetch", "webhooks")) {
      processes.put(role, new RoleProcess(role, jvm(), environment(role)));
    }
    processes.values().forEach(RoleProcess::awaitReady);
  }

  @AfterEach
  void stop() {
    try {
      processes.values().forEach(RoleProcess::close);
    } finally {
      receiver.close();
      vaultFront.close();
      twilioFront.close();
      twilio.close();
      vault.close();
      database.close();
    }
  }

  // Twilio's client trusts what the JVM trusts.
  private List<String> jvm() {
    return List.of(
        "-Djavax.net.ssl.trustStore=" + folder.resolve("trust.p12"),
        "-Djavax.net.ssl.trustStoreType=PKCS12",
        "-Djavax.net.ssl.trustStorePassword=" + TRUST);
  }

  private Map<String, String> environment(String role) {
    var all = new HashMap<String, String>();
    all.put("ROLES", role);
    all.put("DATA", folder.resolve(role).toString());
    all.put("KEYS", folder.resolve("keys").toString());
    all.put("TENANTS", folder.resolve("tenants").toString());
    all.put("LISTEN", "127.0.0.1");
    all.put("PUBLIC_URL", "https://belege.example.com");
    all.put("LOG", "debug");
    var db = database.settings();
    all.put("DATABASE_HOST", db.host());
    all.put("DATABASE_PORT", String.valueOf(db.port()));
    all.put("DATABASE_NAME", db.database());
    all.put("DATABASE_TLS", "false");
    all.put("DATABASE_TENANT_PASSWORD", db.tenantPassword().reveal());
    all.put("DATABASE_QUEUE_PASSWORD", db.queuePassword().reveal());
    all.putAll(vault(role));
    var s3 = S3Server.settings();
    all.put("DOCUMENTS_STORE", "s3");
    all.put("S3_BUCKET", s3.bucket());
    all.put("S3_PREFIX", s3.prefix());
    all.put("S3_REGION", s3.region());
    all.put("S3_ENDPOINT", s3.endpoint().orElseThrow().toString());
    all.put("S3_ACCESS_KEY", s3.accessKey());
    all.put("S3_SECRET_KEY", s3.secretKey().reveal());
    if (role.equals("api")) {
      all.put("TWILIO_ACCOUNT_SID", TwilioDouble.ACCOUNT);
      all.put("TWILIO_AUTH_TOKEN", twilio.token());
      all.put("TWILIO_URL", "https://localhost:" + twilioFront.port());
    }
    if (role.equals("fetch")) {
      all.put("DEV", "true");
      all.put("PRACTICE_PORT", "0");
    }
    return all.entrySet().stream()
        .collect(Collectors.toMap(one -> "BELEGBOTE_" + one.getKey(), Map.Entry::getValue));
  }

  /** The credential of its own part, and no other. */
  private Map<String, String> vault(String role) {
    var credential =
        (SignIn.AppRole) setup.settings().signIn(Right.valueOf(role.toUpperCase(Locale.ROOT)));
    secrets.secret("secret id of " + role, credential.secretId().reveal());
    String name = "SECRETS_VAULT_" + role.toUpperCase(Locale.ROOT);
    return Map.of(
        "SECRETS_STORE",
        "vault",
        "SECRETS_VAULT_ADDRESS",
        "https://localhost:" + vaultFront.port(),
        "SECRETS_VAULT_AUTHORITY",
        folder.resolve("authority.pem").toString(),
        "SECRETS_VAULT_MOUNT",
        setup.mountPath(),
        "SECRETS_VAULT_AUTH_MOUNT",
        setup.mountPath(),
        name + "_ROLE_ID",
        credential.roleId(),
        name + "_SECRET_ID",
        credential.secretId().reveal());
  }

  @Test
  void doesTheWholeJobAndLetsNoSecretSlip() throws IOException {
    URI api = processes.get("api").said("Belegbote is ready:");
    URI practice = processes.get("fetch").said("practice portal:");
    var story = new Story(new PrintStream(OutputStream.nullOutputStream()), TimeSource.system());
    String token = realm.signIn(StaffRealm.ADA).access();
    secrets.secret("JWT", token);
    secrets.secret("Twilio's token", twilio.token());
    var partner = Partner.at(api).withToken(token);
    var places = new Journey.Places(api, processes.get("api").management(), practice);
    var journey = new Journey(places, partner, receiver, story, "roles");
    var bookkeeping = new Bookkeeping(partner, receiver, story);

    new WholeJob(api, journey, partner, receiver, bookkeeping, secrets)
        .isDone(() -> journey.sendLink(this::phone));

    assertEquals(1, twilio.taken().size());
    eachDidItsPart();
    leaksNothing(journey, partner);
  }

  private Optional<String> phone() {
    return twilio.taken().stream()
        .map(TwilioDouble.Taken::form)
        .filter(form -> form.get("To").equals(Journey.PHONE))
        .map(form -> form.get("Body"))
        .findFirst();
  }

  private void eachDidItsPart() {
    assertTrue(processes.get("fetch").output().contains("fetch ended"), "fetch is silent");
    assertFalse(processes.get("api").output().contains("fetch ended"), "the API fetched itself");
    assertNotEquals(0, vault.secrets(), "Vault holds nothing");
    for (String role : processes.keySet()) {
      assertFalse(Files.exists(folder.resolve(role).resolve("documents")), "documents of " + role);
    }
  }

  private void leaksNothing(Journey journey, Partner partner) throws IOException {
    var places =
        new LeakPlaces(
            () ->
                processes.values().stream()
                    .map(RoleProcess::output)
                    .collect(Collectors.joining("\n")),
            database,
            folder,
            begun,
            processes.values().stream().map(RoleProcess::management).toList(),
            partner,
            receiver);
    assertTrue(places.dump().contains(journey.username()), "the dump holds no rows");
    assertEquals(List.of(), places.search(secrets));

    List<String> planted = new ArrayList<>();
    for (String role : processes.keySet()) {
      Path file = Files.createDirectories(folder.resolve(role)).resolve("planted");
      Files.writeString(file, PracticePortal.PASSWORD);
      planted.addAll(places.search(secrets));
      Files.delete(file);
    }
    assertEquals(Set.of("password in data folder", "password in temp folder"), Set.copyOf(planted));
    assertEquals(6, planted.size());
  }
}
