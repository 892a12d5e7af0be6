// One page of a sign-in.
package de.belegbote.portals.recipe;

import java.util.List;
import java.util.Optional;

/**
 * A page as recipes.md section 1 means it: recognised, not assumed.
 *
 * @param name unique within the recipe; names the place where a run ended
 * @param when what must hold beside its targets
 * @param in the frame it stands in; empty: the whole document
 * @param steps what is done on it
 * @param outcome name of the outcome it means; {@link #REFUSED} for the credential sent last
 * @param ask the kind of question that only a person can answer, as the API names it; its outcome
 *     counts when nobody watches
 * @param overlay whether it lies over other pages and is merely closed
 * @param visits how often it may be met
 * @param again name of the outcome when a page without credentials is met more often
 * @param guess why this page is not proven
 */
public record Page(
    String name,
    Condition when,
    Optional<Frame> in,
    List<Step> steps,
    Optional<String> outcome,
    Optional<String> ask,
    boolean overlay,
    int visits,
    String again,
    Optional<String> guess) {
  /** The outcome that means: the credential sent last was refused. */
  public static final String REFUSED = "REFUSED";

  /** Whether only a person can answer it. */
  public boolean asks() {
    return ask.isPresent();
  }

  /**
   * Its group where more than one page matches: 0 with an outcome or a question, 1 overlays, 2 all
   * others; the lower goes first (recipes.md section 1, rule 2).
   */
  public int group() {
    if (outcome.isPresent()) {
      return 0;
    }
    return overlay ? 1 : 2;
  }

  /** Whether it sends a credential of ours. */
  public boolean sendsCredential() {
    return !asks() && steps.stream().anyMatch(step -> step.credential().isPresent());
  }

  /** Whether it sends this credential. */
  public boolean sends(Credential credential) {
    return !asks()
        && steps.stream().anyMatch(s -> s.credential().filter(credential::equals).isPresent());
  }
}
