// Carries bells between the processes that share a database.
package de.belegbote.platform.db;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Outage;
import de.belegbote.platform.Problem;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgNotification;
import io.vertx.sqlclient.Tuple;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code LISTEN} and {@code NOTIFY} on one connection of its own, outside every transaction: a
 * {@code NOTIFY} inside one takes a lock of the whole server until commit. The same bell is sent at
 * most once in 100 ms; the first goes at once, those that follow are one.
 *
 * <p>A hint only. While the connection is away, bells are dropped and the workers' timers find the
 * rows. Whether it is away is asked every 5 seconds: a network that swallows packets tells nobody.
 */
public final class BellLine {
  static final long PERIOD_MS = 100;
  static final long PING_MS = 5_000;
  static final long DEADLINE_MS = 5_000;
  static final long RETRY_MS = 2_000;

  private static final String CHANNEL = "belegbote_bells";
  private static final Logger LOG = LoggerFactory.getLogger(BellLine.class);

  private final Vertx vertx;
  private final DatabaseSettings settings;
  private final Consumer<String> heard;
  private final Context context;
  private final Outage hearing = new Outage(LOG, "bells of other processes are not heard");

  // All below is touched on the context only.
  private final Set<String> waiting = new LinkedHashSet<>();
  private final Set<String> resting = new LinkedHashSet<>();
  private PgConnection connection;
  private long timer;
  private boolean closed;

  private BellLine(Vertx vertx, DatabaseSettings settings, Consumer<String> heard) {
    this.vertx = vertx;
    this.settings = settings;
    this.heard = heard;
    this.context = vertx.getOrCreateContext();
  }

  /**
   * Connects, and goes on trying in the background for as long as it is open.
   *
   * @param heard told of each bell that another process rang, on an event loop
   */
  public static BellLine open(Vertx vertx, DatabaseSettings settings, Consumer<String> heard) {
    var line = new BellLine(vertx, settings, heard);
    line.context.runOnContext(start -> line.connect());
    return line;
  }

  /**
   * Rings at the other processes; from any thread.
   *
   * @param bell one of the few addresses bells have, at most 200 characters
   */
  public void ring(String bell) {
    context.runOnContext(
        now -> {
          if (resting.contains(bell)) {
            waiting.add(bell);
          } else {
            send(bell);
          }
        });
  }

  /** Whether bells of other processes reach this one, as far as the last ping knows. */
  public Future<Boolean> connected() {
    Promise<Boolean> answer = Promise.promise();
    context.runOnContext(now -> answer.complete(connection != null));
    return answer.future();
  }

  /** Stops trying and gives the connection back. */
  public Future<Void> close() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        now -> {
          closed = true;
          vertx.cancelTimer(timer);
          PgConnection last = connection;
          connection = null;
          Future<Void> end = last == null ? Future.succeededFuture() : last.close();
          end.onComplete(done);
        });
    return done.future();
  }

  private void send(String bell) {
    resting.add(bell);
    vertx.setTimer(PERIOD_MS, tick -> rested(bell));
    if (connection != null) {
      connection
          .preparedQuery("select pg_notify($1, $2)")
          .execute(Tuple.of(CHANNEL, bell))
          .onFailure(fault -> LOG.debug("A bell was not sent", fault));
    }
  }

  private void rested(String bell) {
    resting.remove(bell);
    if (waiting.remove(bell)) {
      send(bell);
    }
  }

  private void connect() {
    if (closed) {
      return;
    }
    PgConnection.connect(vertx, Database.queueOptions(settings))
        .compose(this::listening)
        .timeout(DEADLINE_MS, TimeUnit.MILLISECONDS)
        .onSuccess(this::ready)
        .onFailure(
            fault -> {
              hearing.failed(fault);
              later(RETRY_MS, this::connect);
            });
  }

  private Future<PgConnection> listening(PgConnection fresh) {
    return fresh
        .query("listen " + CHANNEL)
        .execute()
        .map(fresh)
        .recover(fault -> fresh.close().transform(done -> Future.failedFuture(fault)));
  }

  private void ready(PgConnection fresh) {
    if (closed) {
      fresh.close();
      return;
    }
    connection = fresh;
    hearing.worked();
    fresh.notificationHandler(this::notified);
    fresh.closeHandler(gone -> lost(fresh));
    later(PING_MS, () -> ping(fresh));
  }

  private void notified(PgNotification notification) {
    // Ours have been heard in this process already.
    if (notification.getProcessId() != connection.processId()) {
      heard.accept(notification.getPayload());
    }
  }

  private void ping(PgConnection current) {
    current
        .query("select 1")
        .execute()
        .timeout(DEADLINE_MS, TimeUnit.MILLISECONDS)
        .onSuccess(alive -> later(PING_MS, () -> ping(current)))
        .onFailure(silent -> lost(current));
  }

  private void lost(PgConnection gone) {
    if (closed || !gone.equals(connection)) {
      return;
    }
    connection = null;
    hearing.failed(
        new Failure(Problem.UNAVAILABLE, "its connection is lost; the workers' timers go on"));
    gone.close();
    vertx.cancelTimer(timer);
    connect();
  }

  private void later(long ms, Runnable step) {
    if (!closed) {
      timer = vertx.setTimer(ms, tick -> step.run());
    }
  }
}
