// Finds what a step for one document acts on.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.PortalBrowser.Element;
import de.belegbote.portals.recipe.Row;
import de.belegbote.portals.recipe.Step;
import de.belegbote.portals.recipe.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** In the row, or with {@code in} in a frame or anywhere on the page. */
final class RowSteps {
  private static final Duration TARGET = Duration.ofSeconds(10);

  private final RunClock clock;
  private final SignIn loop;
  private final String place;

  RowSteps(RunClock clock, SignIn loop, String place) {
    this.clock = clock;
    this.loop = loop;
    this.place = place;
  }

  /**
   * What the step acts on; waited for unless it is optional.
   *
   * @return empty only when it is optional
   * @throws RowFailed when it does not come
   */
  Optional<Element> control(Target on, Row row, RowSource rows) {
    Instant until = clock.now().plus(TARGET);
    while (true) {
      Optional<Element> found = on.in().isEmpty() ? inRow(on, row, rows) : onPage(on);
      if (found.isPresent() || on.optional()) {
        return found;
      }
      if (!clock.now().isBefore(until)) {
        throw RowFailed.changed(on + " did not come");
      }
      clock.pause(RunClock.LOOK);
    }
  }

  // A document inside a row is there as long as the list is.
  private Optional<Element> inRow(Target on, Row row, RowSource rows) {
    if (!(row instanceof ElementRow element) || !(rows instanceof ElementRows list)) {
      throw new IllegalStateException(place + ": a click needs a row on a page");
    }
    return Look.within(element.inner() ? element.element() : list.shown(element), on);
  }

  private Optional<Element> onPage(Target on) {
    loop.look().refresh();
    var click = new Step.Click(on, false);
    return loop.look().tops().stream()
        .flatMap(top -> loop.look().on(click, top).stream())
        .findFirst();
  }
}
