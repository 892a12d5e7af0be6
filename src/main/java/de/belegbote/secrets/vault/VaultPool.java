// The threads that wait for Vault, each no longer than the deadline.
package de.belegbote.secrets.vault;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The driver blocks, and its own timeouts end with the head of an answer: a body that never ends
 * would hold its thread for ever. So the thread is interrupted when the deadline is over, which
 * frees it. The time a call waits for a thread counts too.
 */
final class VaultPool {
  private static final int THREADS = 8;

  private final Vertx vertx;
  private final WorkerExecutor workers;
  private final Duration deadline;

  VaultPool(Vertx vertx, Duration deadline) {
    this.vertx = vertx;
    this.workers = vertx.createSharedWorkerExecutor("vault", THREADS);
    this.deadline = deadline;
  }

  /**
   * Runs blocking work.
   *
   * @return its result; fails as it does, or with UNAVAILABLE when the deadline is over
   */
  <T> Future<T> run(Callable<T> work) {
    var task = new FutureTask<>(work);
    long timer = vertx.setTimer(deadline.toMillis(), late -> task.cancel(true));
    return workers
        .executeBlocking(() -> result(task), false)
        .onComplete(done -> vertx.cancelTimer(timer));
  }

  // The interrupt may come a moment after the end: it must not hit the thread's next task.
  private <T> T result(FutureTask<T> task) throws Exception {
    task.run();
    try {
      return task.get();
    } catch (CancellationException late) {
      throw new Failure(
          Problem.UNAVAILABLE,
          "The secret store did not answer within %d ms. Nothing is lost; try again later."
              .formatted(deadline.toMillis()),
          late);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(failed.getCause());
    } finally {
      boolean wasInterrupted = Thread.interrupted();
      assert !wasInterrupted || task.isDone();
    }
  }

  Future<Void> close() {
    return workers.close();
  }
}
