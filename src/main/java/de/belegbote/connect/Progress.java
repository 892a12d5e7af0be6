// How far a customer's account has come, seen from the wizard.
package de.belegbote.connect;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What the page has to follow.
 *
 * @param account state of the portal account
 * @param attention outcome that needs somebody
 * @param factor state of the second factor
 * @param seedAt when the seed was stored
 * @param link the newest upload link since the wizard was opened
 * @param run the newest fetch since then
 */
public record Progress(
    UUID login,
    String account,
    Optional<String> attention,
    String factor,
    Optional<Instant> seedAt,
    Optional<Link> link,
    Optional<Run> run) {

  /**
   * An upload link.
   *
   * @param state open, used or revoked
   * @param tries photos that could not be read
   * @param smsTo last digits of the number; empty for a link on the screen
   */
  public record Link(
      String state,
      Instant expiresAt,
      boolean opened,
      int tries,
      Optional<String> smsTo,
      Optional<String> smsState) {
    /** Whether a phone can still use it. */
    public boolean isOpen(Instant now) {
      return state.equals("open") && expiresAt.isAfter(now);
    }
  }

  /**
   * A fetch.
   *
   * @param state queued, running or finished
   * @param outcome once it is finished
   * @param invoices found so far
   */
  public record Run(String state, Optional<String> outcome, int invoices, Instant queuedAt) {
    public boolean isOver() {
      return state.equals("finished");
    }
  }
}
