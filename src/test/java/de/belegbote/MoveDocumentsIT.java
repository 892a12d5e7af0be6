// Moves documents between files and S3 by the real command, killed in the middle of it.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.invoices.DirectoryDocumentStore;
import de.belegbote.invoices.DocumentStore;
import de.belegbote.invoices.InvoiceStore;
import de.belegbote.invoices.OrphanSweep;
import de.belegbote.invoices.S3DocumentStore;
import de.belegbote.platform.Ids;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.embedded.EmbeddedPostgres;
import de.belegbote.testing.S3Server;
import de.belegbote.testing.StoredDocument;
import de.belegbote.testing.TestDatabase;
import de.belegbote.testing.Wait;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoveDocumentsIT {
  private static final int MANY = 150;
  private static final Pattern COUNTS =
      Pattern.compile("(\\d+) documents copied, (\\d+) were there already");
  private static final String CHAIN =
      """
      set search_path = belegbote;
      select set_config('belegbote.tenant', 'TENANT', false);
      insert into company (tenant_id, id, name, created_at, updated_at)
        values ('TENANT', 'TENANT', 'Firma', now(), now());
      insert into login (tenant_id, id, company_id, realm, username, created_at, updated_at)
        values ('TENANT', 'TENANT', 'TENANT', 'practice', 'anna', now(), now());
      insert into portal_account (tenant_id, id, company_id, portal_id, login_id, settings, state,
          schedule, since, consent_text, consent_at, consent_by, created_at, updated_at)
        values ('TENANT', 'TENANT', 'TENANT', 'practice', 'TENANT', '{}', 'new', '{}', '2026-01-01',
          '1', now(), 'test', now(), now());
      """;
  private static final String ROW =
      "insert into invoice (tenant_id, id, company_id, portal_account_id, login_id, portal_id, kind,"
          + " number, date, sha256, size, content_type, document_key, source_address, fetched_at,"
          + " recipe, fetch_id, created_at) values ('TENANT', 'INVOICE', 'TENANT', 'TENANT', 'TENANT',"
          + " 'practice', 'invoice', 'R', '2026-07-31', '\\xSHA256', SIZE, 'TYPE', 'KEY',"
          + " 'https://practice.example.com/', now(), 'practice@1', 'TENANT', now())";

  @TempDir Path data;
  private final Vertx vertx = Vertx.vertx();
  // Of its own in each test: all share a bucket.
  private final TenantId tenant = new TenantId(UUID.randomUUID());
  private final Map<String, Buffer> bytes = new TreeMap<>();
  private final List<DocumentStore.Stored> rows = new ArrayList<>();
  private TestDatabase database;
  private DirectoryDocumentStore files;
  private S3DocumentStore bucket;

  @BeforeEach
  void open() throws IOException {
    database = TestDatabase.create();
    files = new DirectoryDocumentStore(vertx, data.resolve("documents"));
    bucket = new S3DocumentStore(vertx, S3Server.settings());
    Path tenants = Files.createDirectories(data.resolve("tenants"));
    Files.writeString(tenants.resolve("a.yaml"), TestHouse.tenant(tenant.toString(), ""));
  }

  @AfterEach
  void close() {
    Wait.until(vertx.close());
    database.close();
  }

  private void fill(int many) throws SQLException {
    try (Connection service = database.connect(EmbeddedPostgres.TENANT);
        Statement statement = service.createStatement()) {
      boolean unused = statement.execute(CHAIN.replace("TENANT", tenant.toString()));
      for (int i = 0; i < many; i++) {
        UUID id = Ids.next();
        var document = Buffer.buffer("%PDF-1.7 number " + i).appendBytes(new byte[20_000]);
        var stored = Wait.until(files.put(tenant, id, document));
        bytes.put(stored.key(), document);
        rows.add(stored);
        String row =
            ROW.replace("INVOICE", id.toString())
                .replace("SHA256", stored.sha256())
                .replace("SIZE", String.valueOf(stored.size()))
                .replace("TYPE", stored.contentType())
                .replace("KEY", stored.key());
        unused = statement.execute(row.replace("TENANT", tenant.toString()));
      }
    }
  }

  private Map<String, String> environment() {
    var db = database.settings();
    var s3 = S3Server.settings();
    return Map.ofEntries(
        Map.entry("BELEGBOTE_PUBLIC_URL", "https://belegbote.test"),
        Map.entry("BELEGBOTE_DATA", data.toString()),
        Map.entry("BELEGBOTE_TENANTS", data.resolve("tenants").toString()),
        Map.entry("BELEGBOTE_DATABASE_HOST", db.host()),
        Map.entry("BELEGBOTE_DATABASE_PORT", String.valueOf(db.port())),
        Map.entry("BELEGBOTE_DATABASE_NAME", db.database()),
        Map.entry("BELEGBOTE_DATABASE_TLS", "false"),
        Map.entry("BELEGBOTE_DATABASE_TENANT_PASSWORD", db.tenantPassword().reveal()),
        Map.entry("BELEGBOTE_DATABASE_QUEUE_PASSWORD", db.queuePassword().reveal()),
        // As a service has it in production; this command uses none of it.
        Map.entry("BELEGBOTE_SECRETS_STORE", "vault"),
        Map.entry("BELEGBOTE_SECRETS_VAULT_ADDRESS", "https://127.0.0.1:1"),
        Map.entry("BELEGBOTE_SECRETS_VAULT_AUTH", "token"),
        Map.entry("BELEGBOTE_SECRETS_VAULT_API_TOKEN", "unused"),
        Map.entry("BELEGBOTE_SECRETS_VAULT_FETCH_TOKEN", "unused"),
        Map.entry("BELEGBOTE_SECRETS_VAULT_WEBHOOKS_TOKEN", "unused"),
        Map.entry("BELEGBOTE_S3_ENDPOINT", s3.endpoint().orElseThrow().toString()),
        Map.entry("BELEGBOTE_S3_REGION", s3.region()),
        Map.entry("BELEGBOTE_S3_BUCKET", s3.bucket()),
        Map.entry("BELEGBOTE_S3_PREFIX", s3.prefix()),
        Map.entry("BELEGBOTE_S3_ACCESS_KEY", s3.accessKey()),
        Map.entry("BELEGBOTE_S3_SECRET_KEY", s3.secretKey().reveal()));
  }

  private String run(int code, String... more) {
    var said = new ByteArrayOutputStream();
    var line = new ArrayList<>(List.of("documents", "move"));
    line.addAll(List.of(more));
    int ended =
        MoveDocuments.run(line, environment(), new PrintStream(said, true, StandardCharsets.UTF_8));
    String text = said.toString(StandardCharsets.UTF_8);
    assertEquals(code, ended, text);
    return text;
  }

  private List<String> keys(DocumentStore store) {
    return Wait.until(store.writtenBefore(tenant, Instant.now().plusSeconds(60), null));
  }

  private void everythingIsWholeIn(DocumentStore store) {
    assertEquals(List.copyOf(bytes.keySet()), keys(store));
    for (var row : rows) {
      assertEquals(bytes.get(row.key()), StoredDocument.read(store, tenant, row), row.key());
    }
  }

  @Test
  void goesOnAfterItWasKilledAndErasesOnlyWhatIsWholeThere() throws Exception {
    fill(MANY);
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            Main.class.getName(),
            "documents",
            "move",
            "--to=s3");
    builder.environment().putAll(environment());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.redirectErrorStream(true).redirectOutput(data.resolve("said").toFile());
    var killed = builder.start();
    try {
      // Its start takes longer than what it does then.
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
      while (keys(bucket).isEmpty() && killed.isAlive() && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
    } finally {
      boolean ended = killed.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
      assertTrue(ended);
    }
    int there = keys(bucket).size();
    assertTrue(there > 0 && there < MANY, there + " " + Files.readString(data.resolve("said")));
    String text = run(0, "--to=s3");
    var counts = COUNTS.matcher(text);
    assertTrue(counts.lookingAt(), text);
    int already = Integer.parseInt(counts.group(2));
    // One more may have been on its way to the server when its sender was killed.
    assertTrue(already == there || already == there + 1, there + " " + text);
    assertEquals(MANY, Integer.parseInt(counts.group(1)) + already);
    everythingIsWholeIn(bucket);
    everythingIsWholeIn(files);
    assertTrue(run(0, "--to=s3", "--erase").contains("0 documents copied, " + MANY + " were"));
    everythingIsWholeIn(bucket);
    assertEquals(List.of(), keys(files));
    assertTrue(run(0, "--to=directory").contains(MANY + " documents copied"));
    everythingIsWholeIn(files);
  }

  @Test
  void mendsADamagedCopyAndNamesWhatIsWholeInNeither() throws Exception {
    fill(4);
    String text = run(0, "--to=s3");
    assertTrue(text.contains("4 documents copied"), text);
    var mended = rows.get(0);
    Wait.until(bucket.delete(tenant, mended.key()));
    UUID id = UUID.fromString(mended.key().substring(3, 39));
    Wait.until(bucket.put(tenant, id, Buffer.buffer("%PDF-other")));
    var lost = rows.get(1);
    Wait.until(bucket.delete(tenant, lost.key()));
    Path file = data.resolve("documents").resolve(tenant.toString()).resolve(lost.key());
    Files.writeString(file, "%PDF-damaged");
    text = run(1, "--to=s3", "--erase");
    assertTrue(text.contains("1 documents copied, 2 were there already"), text);
    assertTrue(text.contains("Whole in neither store: " + lost.key()), text);
    assertTrue(text.contains("Those that are whole are erased where they were; 1 is not."), text);
    assertEquals(bytes.get(mended.key()), StoredDocument.read(bucket, tenant, mended));
    assertTrue(Files.exists(file));
    assertEquals(List.of(lost.key()), keys(files));
  }

  @Test
  void sweepsOldObjectsThatNoInvoiceNames() throws Exception {
    fill(3);
    String text = run(0, "--to=s3");
    assertFalse(text.isEmpty());
    var orphan = Wait.until(bucket.put(tenant, Ids.next(), Buffer.buffer("%PDF-orphan")));
    var db = new Database(vertx, database.settings());
    assertEquals(
        0,
        Wait.until(
            new OrphanSweep(db, bucket, new InvoiceStore(), TimeSource.system()).sweep(tenant)));
    var clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));
    var later = new TimeSource(clock, TimeSource.system().pause());
    assertEquals(
        1, Wait.until(new OrphanSweep(db, bucket, new InvoiceStore(), later).sweep(tenant)));
    assertFalse(keys(bucket).contains(orphan.key()));
    everythingIsWholeIn(bucket);
  }
}
