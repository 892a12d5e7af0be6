// What a lab portal is asked to play.
package de.belegbote.lab;

import de.belegbote.portals.FetchOutcome;

/**
 * One state of an account or of a portal, and how a run at it has to end.
 *
 * @param name also what the portal asks for with {@link LabPortal#plays}
 * @param cheap whether HtmlUnit plays it, whatever engine the recipe wants: a run of Chromium takes
 *     seconds
 */
record Situation(String name, FetchOutcome outcome, boolean cheap) {
  static final Situation GOOD = new Situation("all is well", FetchOutcome.OK);
  static final Situation WRONG_PASSWORD =
      new Situation("wrong password", FetchOutcome.LOGIN_REJECTED);
  static final Situation WRONG_CODE = new Situation("wrong code", FetchOutcome.CODE_REJECTED);
  static final Situation FORGOTTEN = new Situation("session forgotten", FetchOutcome.OK);

  /** Played in the recipe's own engine. */
  Situation(String name, FetchOutcome outcome) {
    this(name, outcome, false);
  }

  @Override
  public String toString() {
    return name;
  }
}
