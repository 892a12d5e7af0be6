// Tells of a trouble that lasts once, not at each try.
package de.belegbote.platform;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;

/**
 * One thing that is tried again and again. The first failure is a warning, with its stack unless it
 * is one that was expected; the end is told too. What fails in between stands in the log at debug.
 */
public final class Outage {
  private final Logger log;
  private final String what;
  private final AtomicInteger failures = new AtomicInteger();

  /**
   * The thing.
   *
   * @param what a sentence about its failing, such as "deliveries cannot be claimed"
   */
  public Outage(Logger log, String what) {
    this.log = log;
    this.what = what;
  }

  /** It failed once more. */
  public void failed(Throwable fault) {
    if (failures.getAndIncrement() > 0) {
      log.debug("still: {}", what, fault);
    } else if (fault instanceof Failure expected && expected.problem() == Problem.UNAVAILABLE) {
      log.warn("{}; it is tried again until it works: {}", what, fault.getMessage());
    } else {
      log.warn("{}; it is tried again until it works", what, fault);
    }
  }

  /** It worked. */
  public void worked() {
    int before = failures.getAndSet(0);
    if (before > 0) {
      log.info("over after {} failed tries: {}", before, what);
    }
  }
}
