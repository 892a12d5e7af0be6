// How much computing a picture may cost.
package de.belegbote.enrolment.barcode.reading;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/**
 * Processor time of the thread that made it, so that a busy machine makes reading slower and not
 * worse. Asked between the stages and inside the long ones.
 */
public final class Budget {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** What finding out why nothing was read costs of it at most, about. */
  private static final Duration DIAGNOSIS = Duration.ofMillis(50);

  /** What a picture may cost unless somebody says otherwise. */
  public static final Duration USUAL = Duration.ofMillis(600);

  private final long limit;
  private final long start;
  private final Runnable backstop;

  private Budget(long limit, Runnable backstop) {
    this.limit = limit;
    this.start = THREADS.getCurrentThreadCpuTime();
    this.backstop = backstop;
  }

  /**
   * Counts from now on.
   *
   * @param limit processor time of this thread; when it is used up, reading ends with what it has
   * @param backstop run at each look; throws to end reading at once
   */
  public static Budget of(Duration limit, Runnable backstop) {
    return new Budget(limit.toNanos(), backstop);
  }

  /**
   * The same, and leaves a part for finding out why nothing could be read: 50 milliseconds, of a
   * small budget a tenth.
   *
   * @param all what a picture may cost
   */
  public static Budget reading(Duration all, Runnable backstop) {
    Duration tenth = all.dividedBy(10);
    return of(all.minus(tenth.compareTo(DIAGNOSIS) < 0 ? tenth : DIAGNOSIS), backstop);
  }

  /** Processor time used so far, in milliseconds. */
  public long usedMillis() {
    return (THREADS.getCurrentThreadCpuTime() - start) / 1_000_000;
  }

  /** Whether reading should end. */
  boolean spent() {
    backstop.run();
    return THREADS.getCurrentThreadCpuTime() - start >= limit;
  }
}
