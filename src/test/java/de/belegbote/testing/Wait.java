// How a test waits for a future or a condition.
package de.belegbote.testing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.platform.Failure;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits at most 20 seconds, which nothing in a test takes. */
public final class Wait {
  private Wait() {}

  /** What the future gives; what it failed with is the cause of an AssertionError. */
  @CanIgnoreReturnValue
  public static <T> T until(Future<T> future) {
    return until(future, Duration.ofSeconds(20));
  }

  /** The same for what others' programs take longer for, on a machine that has much to do. */
  @CanIgnoreReturnValue
  public static <T> T until(Future<T> future, Duration patience) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(patience.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw new AssertionError("The future failed", failed.getCause());
    } catch (TimeoutException | InterruptedException late) {
      throw new AssertionError("The future gave nothing", late);
    }
  }

  /** Asks again and again, 20 seconds at most. */
  public static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("Waited in vain until " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
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
