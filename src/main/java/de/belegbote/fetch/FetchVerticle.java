// Works off the due fetches of one portal.
package de.belegbote.fetch;

import de.belegbote.platform.Outage;
import de.belegbote.platform.events.Bells;
import de.belegbote.portals.recipe.Recipe;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One per portal, on an event loop; the runs themselves block threads of the shared pool {@code
 * fetch}. The bell carries no work: the verticle claims rows until there is none, or no slot. When
 * it is stopped it claims no more, lets its runs end, and after a while makes them give up.
 */
public final class FetchVerticle extends VerticleBase {
  /** Threads of the pool, and so browsers at a time in this process. */
  public static final int BROWSERS = 4;

  private static final Logger LOG = LoggerFactory.getLogger(FetchVerticle.class);
  private static final int RUNS_PER_PORTAL = 2;
  private static final long RENEW_EVERY_MS = 15_000;
  private static final long DRAIN_SECONDS = 15;
  private static final long GIVE_UP_SECONDS = 10;
  private static final long LONGEST_HOURS = 1;
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final FetchParts parts;
  private final Recipe recipe;
  private final FetchQueue queue;
  private final Map<ClaimWatch, Future<Void>> underWay = new HashMap<>();
  private final Outage claiming = new Outage(LOG, "fetches cannot be claimed");
  private WorkerExecutor pool;
  private MessageConsumer<String> bell;
  private long renewal;
  private Future<Void> looking = Future.succeededFuture();
  private boolean lookAgain;
  private boolean stopping;
  private Instant notBefore = Instant.MIN;

  public FetchVerticle(FetchParts parts, Recipe recipe) {
    this.parts = parts;
    this.recipe = recipe;
    this.queue = new FetchQueue(parts.db());
  }

  @Override
  public Future<?> start() {
    pool = vertx.createSharedWorkerExecutor("fetch", BROWSERS, LONGEST_HOURS, TimeUnit.HOURS);
    bell = parts.bells().hear(Bells.due(recipe.id()), this::look);
    renewal = vertx.setPeriodic(RENEW_EVERY_MS, tick -> renew());
    return bell.completion();
  }

  // One look at a time, so that two claims never count the same free slot.
  private void look() {
    lookAgain = true;
    if (!stopping && looking.isComplete()) {
      looking = claim().onFailure(claiming::failed).otherwiseEmpty();
    }
  }

  private Future<Void> claim() {
    boolean full = underWay.size() >= RUNS_PER_PORTAL;
    if (!lookAgain || stopping || full || parts.time().now().isBefore(notBefore)) {
      return Future.succeededFuture();
    }
    lookAgain = false;
    return parts
        .secrets()
        .answers()
        .onFailure(away -> pause())
        .compose(ready -> queue.claim(recipe.id(), parts.time().now()))
        .onSuccess(claimed -> claiming.worked())
        .compose(
            claim -> {
              claim.ifPresent(this::carryOut);
              lookAgain |= claim.isPresent();
              return claim();
            });
  }

  // Without secrets a run would only knock at the portal. The scheduler's next bell looks again.
  private void pause() {
    notBefore = parts.time().now().plus(PAUSE);
  }

  private void carryOut(FetchQueue.Claim claim) {
    var watch = new ClaimWatch(queue, claim, parts.time());
    Future<Void> run = new FetchRun(parts, vertx, pool, recipe, watch).carryOut();
    underWay.put(watch, run);
    if (stopping) {
      watch.end();
    }
    run.onComplete(
        done -> {
          underWay.remove(watch);
          if (watch.wasWithoutSecrets()) {
            pause();
          }
          if (done.failed()) {
            LOG.error("a fetch is left to its next claim", done.cause());
          }
          look();
        });
  }

  private void renew() {
    for (ClaimWatch watch : List.copyOf(underWay.keySet())) {
      watch.renew().onFailure(later -> LOG.warn("a claim cannot be renewed right now", later));
    }
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    return bell.unregister()
        .eventually(() -> looking)
        .compose(quiet -> drained(DRAIN_SECONDS))
        .recover(
            late -> {
              underWay.keySet().forEach(ClaimWatch::end);
              return drained(GIVE_UP_SECONDS);
            })
        .eventually(() -> Future.succeededFuture(vertx.cancelTimer(renewal)))
        .eventually(pool::close);
  }

  private Future<Void> drained(long seconds) {
    return Future.join(List.copyOf(underWay.values()))
        .<Void>mapEmpty()
        .otherwiseEmpty()
        .timeout(seconds, TimeUnit.SECONDS);
  }
}
