// What a step acts on.
package de.belegbote.portals.recipe;

import java.util.List;
import java.util.Optional;

/**
 * The first visible match of the first alternative that has one.
 *
 * @param css where to look
 * @param labels the accessible name equals one of them; empty: any
 * @param in the frame to look into; empty: where the page or row stands
 * @param optional skipped at once when it is not visible now
 */
public record Target(Selector css, List<String> labels, Optional<Frame> in, boolean optional) {
  @Override
  public String toString() {
    return labels.isEmpty() ? css.toString() : css + " " + labels;
  }
}
