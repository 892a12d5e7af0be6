// Works off the queue of deliveries.
package de.belegbote.webhooks;

import de.belegbote.platform.Outage;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.egress.EgressGuard;
import de.belegbote.platform.events.Bells;
import de.belegbote.platform.events.Outbox;
import de.belegbote.platform.tenancy.TenantFiles;
import de.belegbote.secrets.SecretStore;
import de.belegbote.webhooks.DeliveryQueue.Claim;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs on an event loop; any number of processes may run one each. Bell and timer only wake it up:
 * the work is in the database, and it claims until there is none. When it is stopped it claims no
 * more and ends what is under way.
 */
public final class WebhookVerticle extends VerticleBase {
  /**
   * What a delivery needs.
   *
   * @param publicUrl how the outside reaches us, for links
   */
  public record Parts(
      Database db,
      TenantFiles tenants,
      SecretStore secrets,
      EgressGuard guard,
      Outbox outbox,
      Bells bells,
      TimeSource time,
      URI publicUrl) {}

  private static final Logger LOG = LoggerFactory.getLogger(WebhookVerticle.class);
  private static final long LOOK_EVERY_MS = 1_000;
  private static final long RENEW_EVERY_MS = 15_000;
  private static final long RETIRE_EVERY_MS = 600_000;
  private static final long DRAIN_SECONDS = 25;

  private final Parts parts;
  private final WebhookSender sender;
  private final Courier courier;
  private final WebhookSecrets secrets;
  private final DeliveryQueue queue = new DeliveryQueue();
  private final Slots slots = new Slots();
  private final Set<Future<Void>> underWay = new HashSet<>();
  private final List<Long> timers = new java.util.ArrayList<>();
  private final Outage claiming = new Outage(LOG, "deliveries cannot be claimed");
  private MessageConsumer<String> bell;
  private Future<Void> looking = Future.succeededFuture();
  private boolean lookAgain;
  private boolean stopping;

  /**
   * A worker that is started by deploying it.
   *
   * @param sender is closed with it
   */
  public WebhookVerticle(Parts parts, WebhookSender sender) {
    this.parts = parts;
    this.sender = sender;
    this.courier = new Courier(parts, sender, new SplittableRandom());
    this.secrets = new WebhookSecrets(parts.secrets(), parts.db());
  }

  @Override
  public Future<?> start() {
    bell = parts.bells.hear(Bells.OUTBOX, this::look);
    timers.add(vertx.setPeriodic(0, LOOK_EVERY_MS, tick -> look()));
    timers.add(vertx.setPeriodic(RENEW_EVERY_MS, tick -> renew()));
    timers.add(vertx.setPeriodic(RETIRE_EVERY_MS, tick -> retire()));
    return bell.completion();
  }

  // One look at a time, so that two claims never count the same free slots.
  private void look() {
    if (stopping) {
      return;
    }
    lookAgain = true;
    if (looking.isComplete()) {
      looking = claim().onFailure(claiming::failed).otherwiseEmpty();
    }
  }

  private Future<Void> claim() {
    if (!lookAgain || stopping || slots.free() == 0) {
      return Future.succeededFuture();
    }
    lookAgain = false;
    return parts
        .db
        .acrossTenants(c -> queue.claim(c, slots, parts.time.now()))
        .onSuccess(claims -> claiming.worked())
        .compose(
            claims -> {
              claims.forEach(this::deliver);
              lookAgain |= !claims.isEmpty();
              return claim();
            });
  }

  private void deliver(Claim claim) {
    slots.take(claim);
    Future<Void> delivery = courier.deliver(claim);
    underWay.add(delivery);
    delivery.onComplete(
        done -> {
          underWay.remove(delivery);
          slots.free(claim);
          look();
        });
  }

  private void renew() {
    if (!slots.held().isEmpty()) {
      parts
          .db
          .acrossTenants(c -> queue.renew(c, slots.held(), parts.time.now()))
          .onFailure(later -> LOG.warn("leases cannot be renewed right now", later));
    }
  }

  private void retire() {
    for (var tenant : parts.tenants.all()) {
      TenantId id = tenant.id();
      secrets
          .retire(id, parts.time.now())
          .onFailure(later -> LOG.warn("former webhook secrets of {} are kept", id, later));
    }
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    timers.forEach(vertx::cancelTimer);
    return bell.unregister()
        .eventually(() -> looking)
        .eventually(() -> Future.join(List.copyOf(underWay)))
        .timeout(DRAIN_SECONDS, TimeUnit.SECONDS)
        .eventually(sender::close);
  }
}
