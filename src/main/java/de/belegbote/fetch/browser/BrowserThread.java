// The one thread a browser engine runs on, so that an engine that hangs cannot hang a run.
package de.belegbote.fetch.browser;

import de.belegbote.fetch.browser.BrowserException.Kind;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs pieces of work one after the other. The caller waits for each until the browser's deadline
 * or the limit of a single call; then it goes on with {@link Kind#TIMED_OUT} and the thread, which
 * may never come back, is left to {@link #stop}.
 */
final class BrowserThread {
  private final ExecutorService thread;
  private final Duration call;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile CompletableFuture<?> current = CompletableFuture.completedFuture(null);
  private volatile BrowserException end;

  /**
   * @param name of the thread
   * @param deadline from now; every call after it fails
   * @param call how long a single call may take
   */
  BrowserThread(String name, Duration deadline, Duration call) {
    this.call = call;
    this.thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              return made;
            });
    CompletableFuture.delayedExecutor(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .execute(this::expire);
  }

  /**
   * Runs the work and gives its result.
   *
   * @throws BrowserException as the work threw it, or TIMED_OUT
   */
  <T> T call(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    current = result;
    if (end != null) {
      throw end;
    }
    try {
      thread.execute(() -> complete(result, work));
      return result.get(call.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known
          ? known
          : new BrowserException(Kind.CRASHED, "The browser failed", e.getCause());
    } catch (TimeoutException | RejectedExecutionException e) {
      expire();
      throw end;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      expire();
      throw end;
    }
  }

  /** Runs the work on the thread after the delay, unless the browser ended by then. */
  void later(Duration delay, Runnable work) {
    CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              if (ended.getCount() > 0) {
                thread.execute(work);
              }
            });
  }

  /** Lets time pass while the engine's own background threads go on; ends early at the deadline. */
  void idle(Duration time) {
    try {
      if (ended.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        throw end == null ? timedOut() : end;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw timedOut();
    }
  }

  /**
   * Ends the thread.
   *
   * @return whether it ended within the time; if not it is left behind as a daemon
   */
  boolean stop(Duration patience) {
    ended.countDown();
    thread.shutdownNow();
    try {
      return thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Runs one more piece of work, however late it is, and ends the thread.
   *
   * @return whether it ended within the time; if not it is left behind as a daemon
   */
  boolean stop(Runnable last, Duration patience) {
    ended.countDown();
    thread.execute(last);
    thread.shutdown();
    try {
      boolean over = thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (!over) {
        thread.shutdownNow();
      }
      return over;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Ends the time allowed, from any thread: the call under way and every later one fail. */
  void expire() {
    end(timedOut());
  }

  /** The same for another reason; the first one counts. */
  synchronized void end(BrowserException why) {
    if (end == null) {
      end = why;
    }
    ended.countDown();
    current.completeExceptionally(end);
  }

  private static BrowserException timedOut() {
    return new BrowserException(Kind.TIMED_OUT, "The time allowed for the run is over", null);
  }

  private static <T> void complete(CompletableFuture<T> result, Callable<T> work) {
    try {
      result.complete(work.call());
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }
}
