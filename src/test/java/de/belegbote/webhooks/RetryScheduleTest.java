// The schedule stays within its bounds, whatever the dice say.
package de.belegbote.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
  private static final int DRAWS = 10_000;
  private static final int LAST = RetrySchedule.STEPS.size();

  @Test
  void makesTenAttemptsIn75Hours35Minutes5Seconds() {
    Duration all = RetrySchedule.STEPS.stream().reduce(Duration.ZERO, Duration::plus);
    assertEquals(10, LAST);
    assertEquals(Duration.parse("PT75H35M5S"), all);
  }

  @Test
  void waitsAtLeastTheStepAndAtMostAFifthLonger() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int draw = 0; draw < DRAWS; draw++) {
      Duration all = Duration.ZERO;
      for (int attempt = 1; attempt < LAST; attempt++) {
        Duration step = RetrySchedule.STEPS.get(attempt);
        Duration wait = plain(attempt, random.nextDouble());
        all = all.plus(wait);
        assertWithin(step, step.multipliedBy(12).dividedBy(10), wait, seed);
      }
      assertWithin(Duration.parse("PT75H35M5S"), Duration.parse("PT90H42M6S"), all, seed);
    }
  }

  @Test
  void clampsWhatTheReceiverAsksForToOneAndTwoSteps() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int draw = 0; draw < DRAWS; draw++) {
      int attempt = 1 + random.nextInt(LAST - 1);
      Duration step = RetrySchedule.STEPS.get(attempt);
      Duration asked = Duration.ofSeconds(random.nextInt(400_000));
      Duration wait =
          RetrySchedule.after(attempt, false, Optional.of(asked), random.nextDouble())
              .orElseThrow();
      assertWithin(step, step.multipliedBy(2), wait, seed);
      boolean inBetween = asked.compareTo(step) > 0 && asked.compareTo(step.multipliedBy(2)) < 0;
      assertTrue(!inBetween || wait.compareTo(asked) >= 0, "earlier than asked for, seed " + seed);
    }
  }

  @Test
  void jitterSpreadsOverItsWholeRange() {
    assertEquals(Duration.ofMinutes(5), plain(2, 0));
    assertEquals(Duration.ofSeconds(330), plain(2, 0.5));
    assertTrue(plain(2, 0.999_999).compareTo(Duration.ofSeconds(359)) > 0);
  }

  @Test
  void givesAnOverloadedReceiverAMinute() {
    assertEquals(
        Optional.of(Duration.ofMinutes(1)), RetrySchedule.after(1, true, Optional.empty(), 0.5));
    assertEquals(
        Optional.of(Duration.ofSeconds(330)), RetrySchedule.after(2, true, Optional.empty(), 0.5));
  }

  @Test
  void endsAfterTheTenthAttempt() {
    assertEquals(Optional.empty(), RetrySchedule.after(LAST, false, Optional.empty(), 0));
    assertEquals(Optional.empty(), RetrySchedule.after(LAST + 1, true, Optional.empty(), 0));
    assertEquals(Duration.ofHours(24), plain(LAST - 1, 0));
  }

  private static Duration plain(int attempt, double draw) {
    return RetrySchedule.after(attempt, false, Optional.empty(), draw).orElseThrow();
  }

  private static void assertWithin(Duration least, Duration most, Duration wait, long seed) {
    assertTrue(
        wait.compareTo(least) >= 0 && wait.compareTo(most) <= 0,
        () -> wait + " is not within " + least + " and " + most + ", seed " + seed);
  }
}
