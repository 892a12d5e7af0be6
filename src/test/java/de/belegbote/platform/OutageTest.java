// An outage is told at its beginning and its end.
package de.belegbote.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.testing.CapturedLog;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OutageTest {
  private final Outage outage =
      new Outage(LoggerFactory.getLogger(OutageTest.class), "nothing can be claimed");

  private List<String> told(Runnable happening) {
    try (var log = new CapturedLog()) {
      happening.run();
      return log.text().lines().filter(line -> line.contains("OutageTest ")).toList();
    }
  }

  @Test
  void isToldOnceAndItsEndToo() {
    var lines =
        told(
            () -> {
              outage.worked();
              for (int i = 0; i < 5; i++) {
                outage.failed(new Failure(Problem.UNAVAILABLE, "The database does not answer."));
              }
              outage.worked();
              outage.worked();
            });

    var loud = lines.stream().filter(line -> !line.contains(" DEBUG ")).toList();
    assertEquals(2, loud.size(), loud.toString());
    assertTrue(loud.get(0).contains(" WARN "), loud.get(0));
    assertTrue(loud.get(0).contains("The database does not answer."), loud.get(0));
    assertTrue(loud.get(1).contains("over after 5 failed tries"), loud.get(1));
  }

  @Test
  void hasAStackOnlyWhenItIsOursToMend() {
    try (var log = new CapturedLog()) {
      outage.failed(new Failure(Problem.UNAVAILABLE, "away"));
      assertFalse(log.text().contains("\tat "), log.text());
    }
    outage.worked();
    try (var log = new CapturedLog()) {
      outage.failed(new IllegalStateException("a defect"));
      assertTrue(log.text().contains("\tat "), log.text());
    }
  }
}
