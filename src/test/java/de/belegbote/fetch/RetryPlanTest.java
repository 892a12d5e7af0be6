// When an account is tried again.
package de.belegbote.fetch;

import static de.belegbote.portals.FetchOutcome.BLOCKED;
import static de.belegbote.portals.FetchOutcome.LAYOUT_CHANGED;
import static de.belegbote.portals.FetchOutcome.LOGIN_REJECTED;
import static de.belegbote.portals.FetchOutcome.OK;
import static de.belegbote.portals.FetchOutcome.PORTAL_DOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.accounts.PortalAccount;
import de.belegbote.accounts.Schedule;
import de.belegbote.portals.FetchOutcome;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RetryPlanTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void leavesARefusedLoginAlone() {
    assertEquals(Optional.empty(), next(7, LOGIN_REJECTED));
  }

  @Test
  void keepsToTheScheduleAfterSuccessAndAfterAChangedLayout() {
    assertTrue(days(next(7, OK)) >= 6.9);
    assertEquals(next(7, OK), next(7, LAYOUT_CHANGED));
  }

  @Test
  void waitsLongerAfterEachFailureInARow() {
    assertMinutes(15, next(7, PORTAL_DOWN));
    assertMinutes(15, next(7, PORTAL_DOWN, OK, PORTAL_DOWN, PORTAL_DOWN));
    assertMinutes(60, next(7, PORTAL_DOWN, BLOCKED));
    assertMinutes(240, next(7, PORTAL_DOWN, BLOCKED, PORTAL_DOWN));
    assertMinutes(720, next(7, PORTAL_DOWN, BLOCKED, PORTAL_DOWN, PORTAL_DOWN));
  }

  @Test
  void fallsBackToTheScheduleInTheEnd() {
    assertEquals(
        next(7, OK), next(7, PORTAL_DOWN, PORTAL_DOWN, PORTAL_DOWN, PORTAL_DOWN, PORTAL_DOWN));
  }

  @Test
  void comesNoSoonerThanThePortalAsks() {
    assertMinutes(120, asked(7, BLOCKED, Duration.ofHours(2)));
    assertMinutes(120, asked(7, PORTAL_DOWN, Duration.ofHours(2)));
    assertMinutes(15, asked(7, BLOCKED, Duration.ofSeconds(10)));
    assertMinutes(24 * 60, asked(7, BLOCKED, Duration.ofDays(30)));
    assertEquals(next(7, OK), asked(7, OK, Duration.ofHours(2)));
    assertEquals(Optional.empty(), asked(7, LOGIN_REJECTED, Duration.ofHours(2)));
  }

  private static void assertMinutes(int minutes, Optional<Instant> next) {
    Duration wait = Duration.between(NOW, next.orElseThrow());
    assertTrue(
        wait.compareTo(Duration.ofMinutes(minutes)) >= 0
            && wait.compareTo(Duration.ofMinutes(minutes + 2)) < 0,
        () -> minutes + " minutes expected, but it was " + wait);
  }

  private static double days(Optional<Instant> next) {
    return Duration.between(NOW, next.orElseThrow()).toHours() / 24.0;
  }

  private static Optional<Instant> next(int days, FetchOutcome outcome, FetchOutcome... before) {
    return RetryPlan.next(account(days), outcome, List.of(before), Optional.empty(), NOW);
  }

  private static Optional<Instant> asked(int days, FetchOutcome outcome, Duration wait) {
    return RetryPlan.next(account(days), outcome, List.of(), Optional.of(wait), NOW);
  }

  private static PortalAccount account(int days) {
    return new PortalAccount(
        UUID.fromString("01920c5f-0c2b-7d4f-8a3e-4b5c6d7e8f90"),
        UUID.randomUUID(),
        "practice",
        UUID.randomUUID(),
        Optional.empty(),
        new JsonObject(),
        PortalAccount.State.ACTIVE,
        Optional.empty(),
        new Schedule(days, ZoneOffset.UTC, Set.of(), Set.of()),
        LocalDate.EPOCH,
        new PortalAccount.Consent("1", NOW, "test"),
        Optional.empty(),
        Optional.empty(),
        NOW,
        NOW,
        1);
  }
}
