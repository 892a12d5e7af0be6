// Waits for a value that is to be learned.
package de.belegbote.fetch;

import de.belegbote.portals.recipe.Row;
import de.belegbote.portals.recipe.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A page may still be making it; an answer has it or not. */
final class Learning {
  private static final Duration MOST = Duration.ofSeconds(10);

  private Learning() {}

  /** The value; on a page as soon as it is there, within 10 s. */
  static Optional<Value.Found> from(Value value, Row at, Known known, RunClock clock) {
    Instant until = clock.now().plus(MOST);
    while (true) {
      Optional<Value.Found> found = value.read(at, known.values());
      boolean late = !(at instanceof PageRow) || !clock.now().isBefore(until);
      if (found.isPresent() || value.optional() || late) {
        return found;
      }
      clock.pause(RunClock.LOOK);
    }
  }
}
