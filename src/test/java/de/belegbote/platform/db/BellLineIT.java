// Bells between processes: how often, who hears them, and what a dead network does to them.
package de.belegbote.platform.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.testing.TestDatabase;
import de.belegbote.testing.Wait;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BellLineIT {
  private static final int RINGS = 1_000;

  private final Vertx vertx = Vertx.vertx();
  private final Queue<String> near = new ConcurrentLinkedQueue<>();
  private final Queue<String> far = new ConcurrentLinkedQueue<>();
  private final List<BellLine> lines = new CopyOnWriteArrayList<>();
  private TestDatabase server;

  @BeforeEach
  void start() {
    server = TestDatabase.create();
  }

  @AfterEach
  void stop() {
    lines.forEach(line -> Wait.until(line.close()));
    Wait.until(vertx.close());
    server.close();
  }

  private BellLine open(DatabaseSettings settings, Queue<String> heard) {
    var line = BellLine.open(vertx, settings, heard::add);
    lines.add(line);
    Wait.until("the line is up", () -> Wait.until(line.connected()));
    return line;
  }

  @Test
  void ringsAtTheOthersOnly() {
    var line = open(server.settings(), near);
    var other = open(server.settings(), far);

    line.ring("fetch.due.practice");
    Wait.until("the other hears it", () -> far.contains("fetch.due.practice"));
    other.ring("outbox.appended");
    Wait.until("and is heard", () -> near.contains("outbox.appended"));

    assertEquals(1, far.size());
    assertEquals(1, near.size());
  }

  @Test
  void sendsManyRingsOfOneBellAsFew() {
    var line = open(server.settings(), near);
    var unused = open(server.settings(), far);

    long begun = System.nanoTime();
    Collections.nCopies(RINGS, "outbox.appended").forEach(line::ring);
    line.ring("last");
    Wait.until("all were sent", () -> far.contains("last"));
    Wait.until(
        "the one that stands for the rest came",
        () -> Collections.frequency(List.copyOf(far), "outbox.appended") >= 2);

    long periods = (System.nanoTime() - begun) / 1_000_000 / BellLine.PERIOD_MS;
    int sent = Collections.frequency(List.copyOf(far), "outbox.appended");
    assertTrue(sent <= periods + 2, sent + " in " + periods + " periods");
  }

  @Test
  void comesBackAfterTheDatabaseEndedItsConnection() throws Exception {
    var line = open(server.settings(), near);
    var other = open(server.settings(), far);

    try (var connection = server.connect("belegbote_queue");
        var statement = connection.createStatement()) {
      statement.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where datname = current_database() and query like 'listen %'");
    }
    Wait.until(
        "bells are heard again",
        () -> {
          line.ring("outbox.appended");
          return !far.isEmpty() && Wait.until(other.connected());
        });
  }

  @Test
  void noticesThatTheNetworkSwallowsEverything() {
    var hole = new BlackHole(vertx, server.settings());
    var line = open(hole.settings(), near);
    var other = open(server.settings(), far);
    other.ring("before");
    Wait.until("heard through the proxy", () -> near.contains("before"));

    hole.swallow(true);
    Wait.until("the silence is noticed", () -> !Wait.until(line.connected()));
    hole.swallow(false);
    Wait.until("it is connected again", () -> Wait.until(line.connected()));

    other.ring("after");
    Wait.until("and hears", () -> near.contains("after"));
  }

  /** Passes bytes on, or keeps the connection and swallows them. */
  private static final class BlackHole {
    private final DatabaseSettings behind;
    private final NetServer server;
    private volatile boolean swallowing;

    BlackHole(Vertx vertx, DatabaseSettings behind) {
      this.behind = behind;
      NetClient client = vertx.createNetClient();
      this.server =
          Wait.until(
              vertx
                  .createNetServer()
                  .connectHandler(
                      from -> {
                        from.pause();
                        client
                            .connect(behind.port(), behind.host())
                            .onSuccess(to -> join(from, to))
                            .onFailure(down -> from.close());
                      })
                  .listen(0, "127.0.0.1"));
    }

    private void join(NetSocket from, NetSocket to) {
      from.handler(bytes -> pass(to, bytes));
      to.handler(bytes -> pass(from, bytes));
      from.closeHandler(end -> to.close());
      to.closeHandler(end -> from.close());
      from.resume();
    }

    private void pass(NetSocket on, io.vertx.core.buffer.Buffer bytes) {
      if (!swallowing) {
        on.write(bytes);
      }
    }

    void swallow(boolean on) {
      swallowing = on;
    }

    DatabaseSettings settings() {
      return new DatabaseSettings(
          "127.0.0.1",
          server.actualPort(),
          behind.database(),
          behind.ownerPassword(),
          behind.tenantPassword(),
          behind.queuePassword(),
          behind.tls(),
          behind.poolSize());
    }
  }
}
