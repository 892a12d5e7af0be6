// How a run ended.
package de.belegbote.fetch;

import de.belegbote.portals.FetchOutcome;

/**
 * The end of a run.
 *
 * @param page of the recipe it ended on; empty when it ended well
 * @param detail for the operator; holds no secret
 * @param codeAsked whether the portal asked for a one-time code
 * @param signedIn whether the sign-in reached its goal
 */
public record RunResult(
    FetchOutcome outcome,
    String page,
    String detail,
    Counts counts,
    boolean codeAsked,
    boolean signedIn) {}
