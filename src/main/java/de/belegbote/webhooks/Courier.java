// Delivers what was claimed and notes what came of it.
package de.belegbote.webhooks;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.platform.events.Outbox;
import de.belegbote.webhooks.DeliveryQueue.Attempt;
import de.belegbote.webhooks.DeliveryQueue.Claim;
import de.belegbote.webhooks.DeliveryQueue.Letter;
import de.belegbote.webhooks.WebhookEndpoint.DisabledReason;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One delivery from claim to ledger. Between sending and noting lies a gap that nothing can close:
 * whoever is stopped there leaves the row to the next claim, which sends the same id again.
 */
final class Courier {
  /** An endpoint that knew failures only for this long is disabled. */
  static final Duration MOST_FAILING = Duration.ofDays(5);

  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
  private static final Duration UNSIGNED_WAIT = Duration.ofSeconds(60);

  /**
   * A delivery that keeps ending its process is given up; more attempts the contract cannot show.
   */
  private static final int MOST_CLAIMS = 20;

  private final WebhookVerticle.Parts parts;
  private final WebhookSender sender;
  private final RandomGenerator random;
  private final Database db;
  private final TimeSource time;
  private final Outbox outbox;
  private final Targets targets;
  private final WebhookSecrets secrets;
  private final DeliveryQueue queue = new DeliveryQueue();
  private final WebhookEndpointStore endpoints = new WebhookEndpointStore();

  Courier(WebhookVerticle.Parts parts, WebhookSender sender, RandomGenerator random) {
    this.parts = parts;
    this.sender = sender;
    this.random = random;
    this.db = parts.db();
    this.time = parts.time();
    this.outbox = parts.outbox();
    this.targets = new Targets(parts.guard());
    this.secrets = new WebhookSecrets(parts.secrets(), parts.db());
  }

  /** Sends and notes; never fails, since the lease brings back what could not be noted. */
  Future<Void> deliver(Claim claim) {
    return db.inTenant(claim.tenant(), c -> queue.open(c, claim, time.now()))
        .compose(letter -> letter.map(found -> send(claim, found)).orElseGet(() -> nothing()))
        .recover(
            failure -> {
              boolean lost = failure instanceof DeliveryQueue.ClaimLost;
              LOG.atLevel(lost ? Level.INFO : Level.ERROR)
                  .setCause(lost ? null : failure)
                  .log("delivery {} of {} waits for another claim", claim.id(), claim.tenant());
              return nothing();
            });
  }

  private static Future<Void> nothing() {
    return Future.succeededFuture();
  }

  private Future<Void> send(Claim claim, Letter letter) {
    if (!letter.enabled() || claim.attempt() > MOST_CLAIMS) {
      return db.inTenant(claim.tenant(), c -> queue.settle(c, claim, "failed", Optional.empty()));
    }
    Instant at = time.now();
    return vet(claim.tenant(), letter.url())
        .transform(
            vetted ->
                vetted.succeeded()
                    ? signAndPost(claim, letter, vetted.result(), at)
                    : note(claim, at, Answer.unsent(why(vetted.cause()))));
  }

  private Future<Targets.Target> vet(TenantId tenant, String url) {
    return parts
        .tenants()
        .byId(tenant)
        .map(file -> targets.vet(file, url))
        .orElseGet(
            () ->
                Future.failedFuture(
                    new Failure(Problem.NOT_FOUND, "The tenant is not served here any more.")));
  }

  // Only texts of ours reach the ledger: those of failures are written for the caller.
  private static String why(Throwable cause) {
    if (cause instanceof Failure failure) {
      return failure.detail();
    }
    LOG.error("a webhook's address could not be checked", cause);
    return "The address could not be checked.";
  }

  private Future<Void> signAndPost(Claim claim, Letter letter, Targets.Target target, Instant at) {
    return secrets
        .forSigning(claim.tenant(), letter.secrets())
        .transform(
            read ->
                read.succeeded()
                    ? post(letter, target, read.result()).compose(answer -> note(claim, at, answer))
                    : postpone(claim, read.cause()));
  }

  private Future<Answer> post(Letter letter, Targets.Target target, List<Secret> signing) {
    String id = letter.eventId().toString();
    Instant at = time.now();
    return sender.post(
        target,
        MultiMap.caseInsensitiveMultiMap()
            .add("webhook-id", id)
            .add("webhook-timestamp", String.valueOf(at.getEpochSecond()))
            .add("webhook-signature", Signature.of(signing, id, at, letter.payload())),
        letter.payload());
  }

  // Without its secret nothing can be sent, which is our fault and costs the endpoint no attempt.
  private Future<Void> postpone(Claim claim, Throwable failure) {
    LOG.error("delivery {} of {} cannot be signed", claim.id(), claim.tenant(), failure);
    Instant due = time.now().plus(UNSIGNED_WAIT);
    return db.inTenant(claim.tenant(), c -> queue.postpone(c, claim, due));
  }

  private Future<Void> note(Claim claim, Instant at, Answer answer) {
    Instant now = time.now();
    var attempt = new Attempt(at, answer.status(), answer.error(), Duration.between(at, now));
    if (answer.isSuccess()) {
      return db.inTenant(
          claim.tenant(),
          c ->
              endpoints
                  .succeeded(c, claim.endpointId())
                  .compose(noted -> queue.settle(c, claim, "delivered", Optional.of(attempt))));
    }
    Optional<Instant> due =
        RetrySchedule.after(claim.attempt(), answer.slow(), answer.askedWait(), random.nextDouble())
            .map(now::plus);
    return db.inTenant(
        claim.tenant(),
        c ->
            answer.isGone()
                ? end(c, claim, attempt, DisabledReason.GONE, now)
                : failed(c, claim, attempt, due, now));
  }

  private Future<Void> failed(
      TenantConnection c, Claim claim, Attempt attempt, Optional<Instant> due, Instant now) {
    return endpoints
        .failed(c, claim.endpointId(), now)
        .compose(
            since -> {
              if (since.isPresent() && !since.get().plus(MOST_FAILING).isAfter(now)) {
                return end(c, claim, attempt, DisabledReason.FAILING, now);
              }
              return due.isPresent()
                  ? queue.again(c, claim, attempt, due.get())
                  : queue.settle(c, claim, "failed", Optional.of(attempt));
            });
  }

  // The endpoint's row comes first, as wherever both are locked; its event reaches the others only.
  private Future<Void> end(
      TenantConnection c, Claim claim, Attempt attempt, DisabledReason reason, Instant now) {
    return endpoints
        .disable(c, claim.endpointId(), reason, now)
        .compose(changed -> changed ? tell(c, claim.endpointId(), reason) : nothing())
        .compose(told -> queue.settle(c, claim, "failed", Optional.of(attempt)))
        .compose(settled -> queue.giveUp(c, claim.endpointId()));
  }

  private Future<Void> tell(TenantConnection c, UUID endpointId, DisabledReason reason) {
    LOG.info("webhook endpoint {} of tenant {} is disabled: {}", endpointId, c.tenant(), reason);
    var data =
        new JsonObject()
            .put("endpointId", endpointId.toString())
            .put("reason", reason.text())
            .put("link", WebhookRoutes.link(parts.publicUrl(), endpointId));
    return outbox.append(c, "webhook_endpoint.disabled", null, null, data).mapEmpty();
  }
}
