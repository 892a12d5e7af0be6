// How a portal is signed in to.
package de.belegbote.portals.recipe;

import java.time.Duration;
import java.util.List;

/**
 * A set of recognised pages and where it all starts and ends.
 *
 * @param open where to begin
 * @param goal holds when signed in
 * @param patience how long nothing fresh may show before the silence is interpreted
 * @param cookies set before it begins
 * @param pages in the file's order, those of a shared sign-in last
 */
public record SignIn(
    Template open, Condition goal, Duration patience, List<Cookie> cookies, List<Page> pages) {
  /** A cookie that a recipe sets, such as a choice of language. */
  public record Cookie(String name, Template value, Template host) {}

  /** What its pages fill with a credential, where a selector alone tells it. */
  public List<Selector> fields() {
    return pages.stream()
        .filter(page -> !page.asks())
        .flatMap(page -> page.steps().stream())
        .filter(Step.Fill.class::isInstance)
        .map(step -> ((Step.Fill) step).on())
        .filter(target -> target.labels().isEmpty())
        .map(Target::css)
        .toList();
  }
}
