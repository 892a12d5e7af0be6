// Clocks that misbehave on purpose.
package de.belegbote.enrolment.barcode;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** For tests of deadlines and of a full pool. */
final class Clocks {
  private Clocks() {}

  /** A clock in UTC that a test makes up. */
  abstract static class Utc extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** Each look at it costs time. */
  static final class Ticking extends Utc {
    private final Duration tick;
    private Instant now = Instant.EPOCH;

    Ticking(Duration tick) {
      this.tick = tick;
    }

    @Override
    public synchronized Instant instant() {
      now = now.plus(tick);
      return now;
    }
  }

  /** Lets no thread of the pool go on before the gate opens. */
  static final class Gated extends Utc {
    private final CountDownLatch gate;

    Gated(CountDownLatch gate) {
      this.gate = gate;
    }

    @Override
    public Instant instant() {
      try {
        if (Thread.currentThread().getName().startsWith("barcode")
            && !gate.await(20, TimeUnit.SECONDS)) {
          throw new IllegalStateException("the test forgot to open the gate");
        }
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      }
      return Instant.EPOCH;
    }
  }
}
