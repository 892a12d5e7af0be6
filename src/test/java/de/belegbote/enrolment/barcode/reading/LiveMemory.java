// How much memory reading a picture needs at its peak.
package de.belegbote.enrolment.barcode.reading;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/**
 * What is still in use when the collector is run again and again in the middle of the work: what a
 * heap must have room for, garbage left out. Slow, and no good for measuring time.
 */
public final class LiveMemory {
  private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

  private LiveMemory() {}

  /** Megabytes on top of what was in use before, such as the picture itself. */
  public static long peak(Runnable work) throws InterruptedException {
    long before = used();
    var worker = new Thread(work, "measured");
    worker.setDaemon(true);
    worker.start();
    long most = 0;
    while (worker.isAlive()) {
      most = Math.max(most, used() - before);
      worker.join(5);
    }
    return most / 1_000_000;
  }

  private static long used() {
    MEMORY.gc();
    return MEMORY.getHeapMemoryUsage().getUsed();
  }
}
