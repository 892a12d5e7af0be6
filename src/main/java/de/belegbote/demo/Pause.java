// How the journey waits between two questions.
package de.belegbote.demo;

import de.belegbote.platform.TimeSource;
import java.time.Duration;

/** A tenth of a second. */
final class Pause {
  private static final Duration BETWEEN = Duration.ofMillis(100);

  private Pause() {}

  static void shortly() {
    TimeSource.system().pause().accept(BETWEEN);
    if (Thread.currentThread().isInterrupted()) {
      throw new Stopped("Interrupted.");
    }
  }
}
