// The pages of a recipe as they show, and which of them answer what was done.
package de.belegbote.fetch;

import de.belegbote.fetch.Look.Seen;
import de.belegbote.portals.recipe.Condition;
import de.belegbote.portals.recipe.Credential;
import de.belegbote.portals.recipe.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks at all pages of one goal and leaves out those that mean nothing now. */
final class Screens {
  private final List<Page> recipe;
  private final Look look;
  private final Attempt attempt;
  private final Watch watch = new Watch();
  private List<Page> pages;

  /**
   * @param recipe the pages of the recipe
   */
  Screens(List<Page> recipe, Condition goal, Look look, Attempt attempt) {
    this.recipe = recipe;
    this.look = look;
    this.attempt = attempt;
    aim(goal);
  }

  /** Another goal. */
  void aim(Condition goal) {
    pages = PageOrder.of(goal, recipe);
  }

  /** In the order in which they are chosen. */
  List<Page> pages() {
    return pages;
  }

  /** Those that match now, by name. */
  Map<String, Seen> all() {
    return look.all(pages);
  }

  /** Whether one that asks for a credential matches now. */
  boolean askForCredential() {
    return pages.stream().anyMatch(page -> page.sendsCredential() && look.match(page).isPresent());
  }

  /** Looks anew. */
  void update(Instant now) {
    look.refresh();
    watch.update(all(), now);
  }

  /** Marks what an action has left behind; see {@link Watch#acted}. */
  void acted(Map<String, Seen> before) {
    look.refresh();
    watch.acted(before, all());
  }

  /** Marks an overlay that was closed. */
  void closed(Page overlay) {
    look.refresh();
    watch.closed(overlay, look.match(overlay));
  }

  void forget() {
    watch.forget();
  }

  /** For how long a page has been showing as an answer that means something. */
  Optional<Duration> shownFor(Page page, Instant now) {
    return counts(page) ? watch.shownFor(page, now) : Optional.empty();
  }

  /** Whether anything shows as an answer. */
  boolean anyShows(Instant now) {
    return pages.stream().anyMatch(page -> shownFor(page, now).isPresent());
  }

  /** Where a page that shows was seen last. */
  Seen seen(Page page) {
    return watch.seen(page);
  }

  // A refusal without anything to refuse means nothing, nor does an overlay that comes forever.
  private boolean counts(Page page) {
    boolean refuses = page.outcome().filter(Page.REFUSED::equals).isPresent();
    return !(refuses && attempt.last().isEmpty()) && (!page.overlay() || attempt.mayClose(page));
  }

  /** Where an overlay lies over the page now that may be closed. */
  Optional<Seen> overlay(Page page) {
    look.refresh();
    return look.match(page).filter(seen -> !watch.isStale(page) && attempt.mayClose(page));
  }

  /** Whether anything shows that showed before the last action. */
  boolean anyStale() {
    return stale().findAny().isPresent();
  }

  /** The first such page that has an outcome of its own. */
  Optional<Page> staleOutcome() {
    return stale().filter(page -> page.outcome().isPresent() && !page.asks()).findFirst();
  }

  /** The first such page that we sent a credential from; one of a code before any other. */
  Optional<Page> staleCredential() {
    return stale()
        .filter(page -> attempt.wasActedOn(page) && page.sendsCredential())
        .min(Comparator.comparing(page -> !page.sends(Credential.CODE)));
  }

  private Stream<Page> stale() {
    return pages.stream().filter(page -> counts(page) && watch.isStale(page));
  }
}
