// When reading a photo has to end.
package de.belegbote.enrolment.barcode;

import de.belegbote.platform.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** Asked between the steps and inside the long ones. */
record Deadline(TimeSource time, Instant end) {
  static Deadline in(Duration left, TimeSource time) {
    return new Deadline(time, time.now().plus(left));
  }

  /** How long there is still; never negative. */
  Duration left() {
    Duration left = Duration.between(time.now(), end);
    return left.isNegative() ? Duration.ZERO : left;
  }

  boolean passed() {
    return !time.now().isBefore(end);
  }

  void check() {
    if (passed()) {
      throw PictureRefusal.TOO_SLOW.failure();
    }
  }
}
