// Counts everything after processes were killed: nothing lost, nothing twice, nothing left over.
package de.belegbote.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.invoices.DirectoryDocumentStore;
import de.belegbote.invoices.InvoiceStore;
import de.belegbote.invoices.OrphanSweep;
import de.belegbote.platform.TimeSource;
import de.belegbote.testing.Wait;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Looks at a world whose portal Anna alone signed in to, with one account. */
final class Inventory {
  /** Anna's documents since the day the account asks for. */
  static final int WANTED = 3;

  private static final Pattern LISTED = Pattern.compile("href=\"/invoices/([^\"]+)\\.pdf\"");
  private static final Duration SWEEP_LATER = Duration.ofHours(2);

  private final FetchWorld world;

  Inventory(FetchWorld world) {
    this.world = world;
  }

  /** Fails unless the account's run went well in the end, and everything is there once. */
  void isComplete() {
    accountIsFine();
    var hashes = invoicesAreThereOnce();
    filesAreThere(hashes);
    noStepTwice();
    everyEventArrived();
  }

  private void accountIsFine() {
    assertEquals(List.of("active"), world.texts("select state from portal_account"));
    assertEquals(
        List.of("proven, open"),
        world.texts("select factor || ', ' || coalesce(closed_by, 'open') from login"));
    assertEquals(
        List.of("finished"),
        world.texts("select distinct state from fetch_run where outcome in ('OK', 'NOTHING_NEW')"),
        world::tails);
    assertEquals(List.of("1"), world.texts("select count(*) from fetch_run"));
    assertEquals(
        List.of("free, 0 attempts"),
        world.texts(
            "select case when claim is null and claimed_until is null then 'free' else 'taken' end"
                + " || ', ' || attempts || ' attempts' from fetch_queue"));
    assertEquals(
        List.of("free"),
        world.texts(
            "select case when claim is null and claimed_until is null then 'free' else 'taken' end"
                + " from login_lease"));
  }

  /** Gives the hash of each stored document by its key. */
  private Map<String, String> invoicesAreThereOnce() {
    assertEquals(new TreeSet<>(wanted()), new TreeSet<>(world.texts("select number from invoice")));
    assertEquals(
        List.of(String.valueOf(WANTED)), world.texts("select count(*) from invoice"), world::tails);
    var served = new TreeMap<String, String>();
    for (var exchange : world.gate.exchanges("GET /invoices/.+\\.pdf")) {
      served.put(exchange.line().replaceFirst(".*/(.+)\\.pdf", "$1"), sha256(exchange.answer()));
    }
    var hashes = new HashMap<String, String>();
    for (String row :
        world.texts(
            "select number || ' ' || document_key || ' ' || encode(sha256, 'hex') from invoice")) {
      String[] parts = row.split(" ", 3);
      assertEquals(served.get(parts[0]), parts[2], "the portal's own bytes of " + parts[0]);
      hashes.put(parts[1], parts[2]);
    }
    return hashes;
  }

  // Newest first, as the portal itself lists them.
  private Set<String> wanted() {
    String page = world.gate.exchanges("GET /invoices").get(0).answer().toString();
    return LISTED
        .matcher(page)
        .results()
        .limit(WANTED)
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  private void filesAreThere(Map<String, String> hashes) {
    Path folder = world.data.resolve("documents");
    var documents = new DirectoryDocumentStore(world.vertx, folder);
    var later = new TimeSource(Clock.offset(world.clock, SWEEP_LATER), TimeSource.system().pause());
    int removed =
        Wait.until(
            new OrphanSweep(world.db, documents, new InvoiceStore(), later)
                .sweep(Customers.TENANT));
    Path ofTenant = folder.resolve(Customers.TENANT.toString());
    var left = new TreeMap<String, String>();
    for (Path file : files(folder)) {
      left.put(ofTenant.relativize(file).toString(), sha256(read(file)));
    }
    assertEquals(new TreeMap<>(hashes), left, removed + " were swept up");
  }

  private void noStepTwice() {
    var typed = world.gate.exchanges("POST /code");
    var codes = new HashSet<String>();
    for (var exchange : typed) {
      assertEquals(303, exchange.status(), "the portal refused a code");
      String form = exchange.sent().toString();
      assertTrue(
          codes.add(form.replaceFirst(".*\\bcode=([0-9]+).*", "$1")), "a code was typed twice");
    }
    long steps = Long.parseLong(world.texts("select count(*) from step_ledger").get(0));
    assertTrue(steps >= typed.size(), steps + " steps for " + typed.size() + " codes");
  }

  private void everyEventArrived() {
    var events = world.texts("select id from event");
    world.await("every event arrives", () -> arrived(world.inbox.letters()).containsAll(events));
    world.await(
        "every delivery is noted",
        () -> world.texts("select 1 from delivery where state <> 'delivered'").isEmpty());
    var letters = world.inbox.letters();
    assertEquals(new TreeSet<>(events), new TreeSet<>(arrived(letters)), "no event but these");
    var bodies = new HashMap<String, String>();
    var invoices = new TreeMap<String, String>();
    for (var letter : letters) {
      String before = bodies.put(letter.id(), letter.body());
      assertTrue(before == null || before.equals(letter.body()), "another text under one id");
      if (letter.type().equals("invoice.ready")) {
        String id = invoices.put(letter.invoice(), letter.id());
        assertTrue(id == null || id.equals(letter.id()), "an invoice under two ids");
      }
    }
    assertEquals(new TreeSet<>(world.texts("select id from invoice")), invoices.keySet());
    assertFalse(
        letters.stream().anyMatch(letter -> letter.type().endsWith("needs_attention")),
        world::tails);
  }

  private static Set<String> arrived(List<Inbox.Letter> letters) {
    return letters.stream().map(Inbox.Letter::id).collect(Collectors.toSet());
  }

  /** All files under a folder; none when it is not there. */
  static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    } catch (IOException trouble) {
      throw new UncheckedIOException(trouble);
    }
  }

  private static Buffer read(Path file) {
    try {
      return Buffer.buffer(Files.readAllBytes(file));
    } catch (IOException trouble) {
      throw new UncheckedIOException(trouble);
    }
  }

  private static String sha256(Buffer bytes) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.getBytes()));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
