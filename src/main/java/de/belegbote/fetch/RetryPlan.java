// When a portal account is fetched again after a run.
package de.belegbote.fetch;

import de.belegbote.accounts.PortalAccount;
import de.belegbote.portals.FetchOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The one reading of {@link FetchOutcome.Retry}. */
final class RetryPlan {
  private static final List<Duration> BACK_OFF =
      List.of(
          Duration.ofMinutes(15), Duration.ofHours(1), Duration.ofHours(4), Duration.ofHours(12));

  /** A portal that asks for more is asked again after this. */
  private static final Duration LONGEST_ASKED = Duration.ofHours(24);

  private static final int SPREAD_SECONDS = 120;

  /** So many earlier outcomes decide; more change nothing. */
  static final int LOOKS_BACK = BACK_OFF.size();

  private RetryPlan() {}

  /**
   * The next time, or empty when only a person can make it go on.
   *
   * @param outcome of the run that ended at {@code now}
   * @param before outcomes of the account's earlier runs, newest first
   * @param askedWait how long the portal wants to be left alone; kept up to a day, also past the
   *     schedule, and never a reason to come sooner
   */
  static Optional<Instant> next(
      PortalAccount account,
      FetchOutcome outcome,
      List<FetchOutcome> before,
      Optional<Duration> askedWait,
      Instant now) {
    Instant scheduled = account.schedule().next(now, account.id());
    return switch (outcome.retry()) {
      case NEVER -> Optional.empty();
      case NEXT_SCHEDULE -> Optional.of(scheduled);
      case BACK_OFF -> {
        long failed =
            before.stream().takeWhile(o -> o.retry() == FetchOutcome.Retry.BACK_OFF).count();
        // Spread by account, so that not everybody comes back at once when a portal is up again.
        int spread = Math.floorMod(account.id().hashCode(), SPREAD_SECONDS);
        Instant soon =
            failed < BACK_OFF.size()
                ? now.plus(BACK_OFF.get((int) failed)).plusSeconds(spread)
                : scheduled;
        Instant next = soon.isBefore(scheduled) ? soon : scheduled;
        Instant asked =
            askedWait
                .map(wait -> wait.compareTo(LONGEST_ASKED) < 0 ? wait : LONGEST_ASKED)
                .map(wait -> now.plus(wait).plusSeconds(spread))
                .orElse(next);
        yield Optional.of(asked.isAfter(next) ? asked : next);
      }
    };
  }
}
