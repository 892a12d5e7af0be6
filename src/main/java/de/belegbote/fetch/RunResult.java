// How a run ended.
package de.belegbote.fetch;

import de.belegbote.portals.FetchOutcome;
import java.time.Duration;
import java.util.Optional;

/**
 * The end of a run.
 *
 * @param page of the recipe it ended on; empty when it ended well
 * @param detail for the operator; holds no secret
 * @param codeAsked whether the portal asked for a one-time code
 * @param signedIn whether the sign-in reached its goal
 * @param askedWait how long the portal wants to be left alone, if it said so
 */
public record RunResult(
    FetchOutcome outcome,
    String page,
    String detail,
    Counts counts,
    boolean codeAsked,
    boolean signedIn,
    Optional<Duration> askedWait) {

  /** The end of a run at a portal that did not say when to come again. */
  public RunResult(
      FetchOutcome outcome,
      String page,
      String detail,
      Counts counts,
      boolean codeAsked,
      boolean signedIn) {
    this(outcome, page, detail, counts, codeAsked, signedIn, Optional.empty());
  }
}
