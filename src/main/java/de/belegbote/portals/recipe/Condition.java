// What must hold for a page to be recognised.
package de.belegbote.portals.recipe;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Holds when any of its clauses does.
 *
 * @param clauses at least one
 */
public record Condition(List<Clause> clauses) {
  /**
   * Holds when everything it names does; {@code text} is looked for in the element that {@code
   * visible} or {@code present} names, else in the document.
   *
   * @param visible one of its matches can be seen
   * @param present one of its matches is there
   * @param text any of these words; empty: no matter
   * @param url any of these fits the document's address; empty: no matter
   * @param sent this credential was sent in this attempt
   * @param setting the customer gave this setting
   * @param not this does not hold
   * @param in the frame in which all this is looked for
   * @param holds for how long without a break; empty: as the place decides
   */
  public record Clause(
      Optional<Selector> visible,
      Optional<Selector> present,
      List<String> text,
      List<UrlPattern> url,
      Optional<Credential> sent,
      Optional<String> setting,
      Optional<Condition> not,
      Optional<Frame> in,
      Optional<Duration> holds) {}

  /** A condition that always holds: a page without {@code when} is known by its targets. */
  public static Condition always() {
    return new Condition(
        List.of(
            new Clause(
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())));
  }
}
