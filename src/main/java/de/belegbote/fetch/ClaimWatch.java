// Tells a run whether it may still go on.
package de.belegbote.fetch;

import de.belegbote.platform.TimeSource;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;

/**
 * Renews the claim of one run and knows when that last went well. {@link #check} is asked before
 * each key of a secret: a paused process that wakes up after its lease types nothing any more.
 */
final class ClaimWatch {
  // Within this of a renewal nobody else can have the claim: the lease is 60 s.
  private static final Duration SURE = Duration.ofSeconds(2);

  private final FetchQueue queue;
  private final FetchQueue.Claim claim;
  private final TimeSource time;
  private volatile Instant sure;
  private volatile boolean lost;
  private volatile boolean ending;
  private volatile boolean withoutSecrets;
  private volatile Runnable cut = () -> {};

  ClaimWatch(FetchQueue queue, FetchQueue.Claim claim, TimeSource time) {
    this.queue = queue;
    this.claim = claim;
    this.time = time;
    this.sure = time.now();
  }

  FetchQueue.Claim claim() {
    return claim;
  }

  /** Renews the claim; false when it is another's. A database that does not answer fails it. */
  Future<Boolean> renew() {
    Instant now = time.now();
    return queue
        .renew(claim, now)
        .onSuccess(
            ours -> {
              if (ours) {
                sure = now;
              } else {
                lost = true;
              }
            });
  }

  /**
   * The process wants to end: the run stops at its next check and gives its claim back.
   *
   * @see #cutWith
   */
  void end() {
    ending = true;
    cut.run();
  }

  /** Whether the process wants to end. */
  boolean ending() {
    return ending;
  }

  /** The secret store does not answer: the run stops and gives its claim back. */
  RunStopped withoutSecrets() {
    withoutSecrets = true;
    return RunStopped.withoutSecrets();
  }

  /** Whether the run stopped for want of its secrets. */
  boolean wasWithoutSecrets() {
    return withoutSecrets;
  }

  /**
   * Says how a run is freed that waits for its portal and so comes to no check: everything it asks
   * of its browser fails from then on. Does not block.
   */
  void cutWith(Runnable cut) {
    this.cut = cut;
    if (ending) {
      cut.run();
    }
  }

  /**
   * Blocks; for the run's own thread.
   *
   * @throws RunStopped when the run must not go on
   */
  void check() {
    if (ending) {
      throw RunStopped.ending();
    }
    boolean unsure = Duration.between(sure, time.now()).compareTo(SURE) > 0;
    if (lost || (unsure && !Waiting.on(renew()))) {
      throw RunStopped.claimLost();
    }
  }
}
