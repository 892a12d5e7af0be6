// Kills real processes in the middle of their work; the next one loses nothing and doubles nothing.
package de.belegbote.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.fetch.FetchQueue;
import de.belegbote.processes.PortalGate.At;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class KillIT {
  private static final String PDF = "GET /invoices/.+\\.pdf";

  @TempDir Path data;
  private FetchWorld world;

  private void begin(Duration step) {
    world = new FetchWorld(data, step);
    world.customers.endpoint(world.inbox.url());
    world.customers.confirm(world.customers.anna("all"));
  }

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void survivesAKillRightAfterTheClaim() {
    begin(FetchWorld.STEP);
    killedAt(world.gate.stop(At.REQUEST, "GET /"));
  }

  @Test
  void survivesAKillWhenSignedIn() {
    begin(FetchWorld.STEP);
    killedAt(world.gate.stop(At.REQUEST, "GET /invoices"));
  }

  @Test
  void survivesAKillWhenACodeWasTyped() {
    // Longer than a lease: the code's step is not over when the next process signs in.
    begin(Duration.ofMinutes(2));
    var stop = world.gate.stop(At.ANSWER, "POST /code");
    Child first = world.process(true);
    world.await("a code was typed", stop::reached);
    first.kill();
    world.nearTheEndOfTheStep();
    lastProcessFinishes();
    assertEquals(2, world.gate.exchanges("POST /code").size());
  }

  @Test
  void survivesAKillInTheMiddleOfADocument() {
    begin(FetchWorld.STEP);
    killedAt(world.gate.stop(At.HALF, PDF));
  }

  @ParameterizedTest
  @ValueSource(strings = {"invoice", "event"})
  void survivesAKillBetweenFileAndCommit(String table) throws SQLException {
    begin(FetchWorld.STEP);
    try (var connection = world.superuser();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      // Reading goes on, adding rows waits.
      statement.execute("lock table " + table + " in share mode");
      Child first = world.process(true);
      world.await("a document's row waits", () -> waitsFor(table));
      first.kill();
    }
    assertEquals(1, storedFiles());
    // An invoice without its event would never be told.
    assertEquals(List.of("0"), world.texts("select count(*) from invoice"));
    theNextOneFinishes();
  }

  private boolean waitsFor(String table) {
    return !world
        .texts("select 1 from pg_locks where not granted and relation = '%s'::regclass", table)
        .isEmpty();
  }

  @Test
  void survivesAKillBetweenRowAndWebhook() {
    begin(FetchWorld.STEP);
    world.gate.stop(At.REQUEST, PDF).release();
    var second = world.gate.stop(At.REQUEST, PDF);
    Child first = world.process(false);
    world.await("the second document is asked for", second::reached);
    first.kill();
    assertEquals(List.of("1"), world.texts("select count(*) from invoice"));
    assertEquals(List.of(), world.inbox.letters());
    theNextOneFinishes();
  }

  @Test
  void sendsAWebhookAgainUnderItsIdWhenAKillKeptItFromBeingNoted() {
    begin(FetchWorld.STEP);
    world.inbox.holds(true);
    Child first = world.process(true);
    world.await("a webhook arrives", () -> !world.inbox.letters().isEmpty());
    first.kill();
    world.inbox.holds(false);
    String id = world.inbox.letters().get(0).id();
    theNextOneFinishes();
    assertTrue(world.inbox.letters().stream().filter(l -> l.id().equals(id)).count() >= 2);
  }

  static LongStream seeds() {
    long first = Long.getLong("belegbote.seed", System.nanoTime());
    return LongStream.range(first, first + Integer.getInteger("belegbote.rounds", 2));
  }

  @ParameterizedTest(name = "-Dbelegbote.seed={0} -Dbelegbote.rounds=1")
  @MethodSource("seeds")
  void survivesKillsAtAnyTime(long seed) {
    begin(FetchWorld.STEP);
    System.out.println("-Dbelegbote.seed=" + seed + " -Dbelegbote.rounds=1");
    var random = new Random(seed);
    for (int kill = 1 + random.nextInt(2); kill > 0; kill--) {
      Child child = world.process(random.nextBoolean());
      // As long as a run lasts from its claim to its end.
      world.time.pause().accept(Duration.ofMillis(random.nextInt(7_000)));
      child.kill();
      world.laterThanItsLease();
    }
    theNextOneFinishes();
  }

  @Test
  void givesUpARunThatKilledItsProcessThreeTimes() {
    begin(FetchWorld.STEP);
    for (int claim = 1; claim <= FetchQueue.MOST_CLAIMS; claim++) {
      var stop = world.gate.stop(At.REQUEST, "GET /");
      Child child = world.process(true);
      world.await("the run has begun", stop::reached);
      child.kill();
      world.laterThanItsLease();
    }
    var unused = world.process(true);
    runHasEnded();
    assertEquals(List.of("CRASHED"), world.texts("select outcome from fetch_run"));
    assertEquals(
        List.of("needs_attention, CRASHED"),
        world.texts("select state || ', ' || attention from portal_account"));
    assertEquals(3, world.gate.asked("GET /"), "the fourth claim tries nothing");
    assertEquals(List.of(), world.texts("select 1 from fetch_queue"), "nobody tries it again");
    assertEquals(List.of(), world.texts("select 1 from login where closed_by is not null"));
    world.await("both events arrive", () -> world.inbox.letters().size() == 2);
    assertEquals(
        List.of("portal_account.needs_attention", "fetch.finished"),
        world.inbox.letters().stream().map(Inbox.Letter::type).toList());
  }

  @Test
  void givesTheClaimBackWhenItsProcessIsAskedToEnd() {
    begin(FetchWorld.STEP);
    var held = world.gate.stop(At.REQUEST, "GET /invoices");
    Child first = world.process(true);
    world.await("the run stands at the portal", held::reached);
    first.terminate();
    first.ends(30);
    assertEquals(
        List.of("0"),
        world.texts("select attempts from fetch_queue where claim is null"),
        first::tail);
    assertEquals(List.of("running"), world.texts("select state from fetch_run"));
    // No lease has to end first.
    lastProcessFinishes();
  }

  private void killedAt(PortalGate.Stop stop) {
    Child first = world.process(true);
    world.await("the run stands where it is to be killed", stop::reached);
    first.kill();
    theNextOneFinishes();
  }

  private void theNextOneFinishes() {
    world.laterThanItsLease();
    lastProcessFinishes();
  }

  private void lastProcessFinishes() {
    var unused = world.process(true);
    runHasEnded();
    new Inventory(world).isComplete();
  }

  private void runHasEnded() {
    world.await(
        "the run has ended",
        () -> world.texts("select 1 from fetch_run where state <> 'finished'").isEmpty());
  }

  private int storedFiles() {
    return (int)
        Inventory.files(data.resolve("documents")).stream()
            .filter(file -> file.toString().endsWith(".pdf"))
            .count();
  }
}
