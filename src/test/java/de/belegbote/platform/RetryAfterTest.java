// What a receiver or a portal may ask for by Retry-After.
package de.belegbote.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-08-01T09:30:00Z");

  @Test
  void readsSecondsAndDates() {
    assertEquals(Optional.of(Duration.ofSeconds(121)), RetryAfter.read("121", NOW));
    assertEquals(
        Optional.of(Duration.ofMinutes(10)), RetryAfter.read("Sat, 01 Aug 2026 09:40:00 GMT", NOW));
    assertEquals(Optional.empty(), RetryAfter.read(null, NOW));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "soon", "", "9999999999999999999", "1.5", "Sat, 01 Aug 2026 09:20:00 GMT"})
  void takesAnythingElseAsNotGiven(String text) {
    assertEquals(Optional.empty(), RetryAfter.read(text, NOW));
  }
}
