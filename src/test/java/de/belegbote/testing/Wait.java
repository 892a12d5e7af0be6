// How a test waits for a future.
package de.belegbote.testing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.platform.Failure;
import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits at most 20 seconds, which nothing in a test takes. */
public final class Wait {
  private Wait() {}

  /** What the future gives; what it failed with is the cause of an AssertionError. */
  @CanIgnoreReturnValue
  public static <T> T until(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw new AssertionError("The future failed", failed.getCause());
    } catch (TimeoutException | InterruptedException late) {
      throw new AssertionError("The future gave nothing", late);
    }
  }

  /** The failure the future ends with; anything else fails the test. */
  public static Failure failure(Future<?> future) {
    Throwable cause = cause(future);
    if (cause instanceof Failure failure) {
      return failure;
    }
    throw new AssertionError("Not a Failure", cause);
  }

  /** Whatever the future fails with. */
  public static Throwable cause(Future<?> future) {
    try {
      Object given = future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
      throw new AssertionError("The future gave " + given);
    } catch (ExecutionException failed) {
      return failed.getCause();
    } catch (TimeoutException | InterruptedException late) {
      throw new AssertionError("The future gave nothing", late);
    }
  }
}
