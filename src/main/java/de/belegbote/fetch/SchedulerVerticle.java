// Wakes the fetch workers when something is due, and sweeps up at times.
package de.belegbote.fetch;

import de.belegbote.platform.Outage;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.events.Bells;
import de.belegbote.platform.tenancy.Tenant;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds no state: what is due stands in the database. Any number of processes may run one; a bell
 * too many finds nothing to claim.
 */
public final class SchedulerVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(SchedulerVerticle.class);
  private static final long LOOK_EVERY_MS = 1_000;
  private static final long SWEEP_FIRST_MS = 60_000;

  /**
   * Something to clean up for one tenant.
   *
   * @param what names it in the log
   * @param every how often; it is first done a minute after the start
   * @param work gives how many it removed
   */
  public record Sweep(String what, Duration every, Function<TenantId, Future<Integer>> work) {}

  private final FetchParts parts;
  private final FetchQueue queue;
  private final List<Sweep> sweeps;
  private final Outage reading = new Outage(LOG, "what is due cannot be read");
  private boolean looking;
  private final Set<Sweep> sweeping = new HashSet<>();

  public SchedulerVerticle(FetchParts parts, List<Sweep> sweeps) {
    this.parts = parts;
    this.queue = new FetchQueue(parts.db());
    this.sweeps = List.copyOf(sweeps);
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(0, LOOK_EVERY_MS, tick -> look());
    sweeps.forEach(
        sweep -> vertx.setPeriodic(SWEEP_FIRST_MS, sweep.every.toMillis(), tick -> sweep(sweep)));
    return Future.succeededFuture();
  }

  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    queue
        .due(parts.time().now())
        .onSuccess(due -> due.forEach(portal -> Bells.sound(vertx, Bells.due(portal))))
        .onSuccess(due -> reading.worked())
        .onFailure(reading::failed)
        .onComplete(done -> looking = false);
  }

  private void sweep(Sweep sweep) {
    if (!sweeping.add(sweep)) {
      return;
    }
    Future<Void> all = Future.succeededFuture();
    for (Tenant tenant : parts.tenants().all()) {
      all = all.compose(before -> swept(sweep, tenant.id()));
    }
    all.onComplete(done -> sweeping.remove(sweep));
  }

  // A sweep that fails keeps no other from its work; the rest is swept the next time.
  private static Future<Void> swept(Sweep sweep, TenantId tenant) {
    return sweep
        .work
        .apply(tenant)
        .onSuccess(
            removed -> {
              if (removed > 0) {
                LOG.info("{} {} of tenant {} swept up", removed, sweep.what, tenant);
              }
            })
        .onFailure(later -> LOG.warn("{} of tenant {} not swept", sweep.what, tenant, later))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }
}
