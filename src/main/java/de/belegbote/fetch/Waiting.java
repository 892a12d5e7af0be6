// Lets the thread of a run wait for what the rest of the house does.
package de.belegbote.fetch;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Only for threads of the pool {@code fetch}; an event loop must never call this. */
final class Waiting {
  // Above every deadline of database and stores, so that theirs says what was late.
  private static final long SECONDS = 60;

  private Waiting() {}

  /**
   * The result of a future; throws what it failed with.
   *
   * @throws IllegalStateException when it takes longer than a minute, or the thread is interrupted
   */
  static <T> T on(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(failed.getCause());
    } catch (TimeoutException late) {
      throw new IllegalStateException("no answer within " + SECONDS + " seconds", late);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    }
  }
}
