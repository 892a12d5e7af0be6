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
 * @param pages in the file's order
 */
public record SignIn(Template open, Condition goal, Duration patience, List<Page> pages) {}
