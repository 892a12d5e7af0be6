// Which pages are an answer to what was done, and since when they show.
package de.belegbote.fetch;

import de.belegbote.fetch.Look.Seen;
import de.belegbote.portals.recipe.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tells pages that are fresh from stale ones (recipes.md section 1, rule 4): a page that matched
 * before the last action and still does after it is the screen of before. It is fresh again when
 * its document was replaced, the text of the matched element changed, or a look found it gone.
 */
final class Watch {
  private record Fresh(Seen seen, Instant since) {}

  private final Map<String, Seen> stale = new HashMap<>();
  private final Map<String, Fresh> fresh = new HashMap<>();

  /** Takes in what a look saw. */
  void update(Map<String, Seen> seen, Instant now) {
    stale.entrySet().removeIf(mark -> !isSame(mark.getValue(), seen.get(mark.getKey())));
    fresh.keySet().removeIf(name -> !seen.containsKey(name) || stale.containsKey(name));
    seen.forEach(
        (name, found) -> {
          Fresh known = fresh.get(name);
          boolean unbroken = known != null && Look.same(known.seen.matched(), found.matched());
          if (!stale.containsKey(name)) {
            fresh.put(name, new Fresh(found, unbroken ? known.since : now));
          }
        });
  }

  private static boolean isSame(Seen mark, Seen found) {
    return found != null && mark.same(found);
  }

  /** For how long a page has been showing as an answer; empty when it is not or is stale. */
  Optional<Duration> shownFor(Page page, Instant now) {
    return Optional.ofNullable(fresh.get(page.name()))
        .map(shown -> Duration.between(shown.since, now));
  }

  /** Where a fresh page was seen last. */
  Seen seen(Page page) {
    return fresh.get(page.name()).seen;
  }

  /** Whether a page shows that showed before the last action. */
  boolean isStale(Page page) {
    return stale.containsKey(page.name());
  }

  /**
   * Marks what a page's {@code do} has left behind. An engine that waits for the answer within the
   * action shows the answer when {@code do} ends, so only what showed before the last action too,
   * unchanged, is stale.
   */
  void acted(Map<String, Seen> before, Map<String, Seen> after) {
    stale.clear();
    fresh.clear();
    before.forEach(
        (name, seen) -> {
          if (isSame(seen, after.get(name))) {
            stale.put(name, seen);
          }
        });
  }

  /** Marks an overlay that was closed and still shows, and only it: closing sends nothing. */
  void closed(Page overlay, Optional<Seen> after) {
    fresh.remove(overlay.name());
    after.ifPresent(seen -> stale.put(overlay.name(), seen));
  }

  /** Makes every page an answer again, from now on. */
  void forget() {
    stale.clear();
    fresh.clear();
  }
}
