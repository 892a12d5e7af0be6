// What a sign-in has done so far.
package de.belegbote.fetch;

import de.belegbote.portals.recipe.Credential;
import de.belegbote.portals.recipe.Page;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Counts visits, overlays, passwords and codes, and knows which credential awaits its answer. */
final class Attempt {
  private static final int MOST_CLOSINGS = 3;
  private static final int MOST_PASSWORDS = 2;
  private static final int MOST_CODES = 2;

  private final Set<Credential> sent = EnumSet.noneOf(Credential.class);
  private final Map<String, Integer> visits = new HashMap<>();
  private final Map<String, Integer> closings = new HashMap<>();
  private Credential last;
  private int steps;
  private int passwords;
  private int refusedCodes;
  private boolean codeAsked;

  /** What was sent since the start; changes with time. */
  Set<Credential> sent() {
    return sent;
  }

  /** How many pages were acted on. */
  int steps() {
    return steps;
  }

  void visited(Page page) {
    steps++;
    visits.merge(page.name(), 1, Integer::sum);
  }

  /** Whether a page was acted on since the start or since a code was refused. */
  boolean wasActedOn(Page page) {
    return visits.containsKey(page.name());
  }

  /**
   * Whether a page was met as often as it may be. A password goes twice, never three times, however
   * often its page may be met.
   */
  boolean isSpent(Page page) {
    return visits.getOrDefault(page.name(), 0) >= page.visits()
        || (page.sends(Credential.PASSWORD) && passwords >= MOST_PASSWORDS);
  }

  boolean mayClose(Page overlay) {
    return closings.getOrDefault(overlay.name(), 0) < MOST_CLOSINGS;
  }

  void closed(Page overlay) {
    closings.merge(overlay.name(), 1, Integer::sum);
  }

  /**
   * Notes that the portal is opened: a page that asks for a credential is no answer to what was
   * sent before, and a wrong password is never guessed.
   */
  void started() {
    last = null;
  }

  void askedForCode() {
    codeAsked = true;
  }

  /** Whether the portal asked for a code of the authenticator. */
  boolean wasAskedForCode() {
    return codeAsked;
  }

  void typed(Credential credential) {
    sent.add(credential);
    last = credential;
    if (credential == Credential.PASSWORD) {
      passwords++;
    }
  }

  /** The credential sent last; empty when none was since the start or the last refusal. */
  Optional<Credential> last() {
    return Optional.ofNullable(last);
  }

  /** Forgets visits and what awaits an answer, for another goal after the sign-in. */
  void aimAnew() {
    last = null;
    steps = 0;
    visits.clear();
    closings.clear();
  }

  /** Notes that a code was refused; says whether another may be tried. Visits are forgotten. */
  boolean tryAnotherCode() {
    refusedCodes++;
    last = null;
    visits.clear();
    return refusedCodes < MOST_CODES;
  }
}
