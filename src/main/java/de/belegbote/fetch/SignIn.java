// Signs in: recognises pages and acts on them until the goal shows.
package de.belegbote.fetch;

import de.belegbote.fetch.Look.Seen;
import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Condition;
import de.belegbote.portals.recipe.Credential;
import de.belegbote.portals.recipe.Page;
import de.belegbote.portals.recipe.Recipe;
import de.belegbote.portals.recipe.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The loop of recipes.md section 1. An object signs in once; the same loop then brings each list of
 * invoices up, without typing a credential. Nobody watches: a page that asks a person ends the run
 * with its outcome.
 */
final class SignIn {
  private static final int MOST_STEPS = 30;
  private static final Duration MOST_TIME = Duration.ofMinutes(3);
  private static final Duration CAME_BACK = Duration.ofSeconds(3);
  private static final Duration PENDING = Duration.ofSeconds(60);

  private final Recipe recipe;
  private final PortalBrowser browser;
  private final RunInput input;
  private final RunClock clock;
  private final Map<String, String> values;
  private final String start;
  private final Attempt attempt = new Attempt();
  private final Watch watch = new Watch();
  private final Filled filled = new Filled();
  private final Look look;
  private final Acting acting;
  private List<Page> pages;
  private String place = "";
  private boolean signedIn;
  private Duration begun = Duration.ZERO;
  private boolean reopened;
  private boolean done;
  private Instant lastLook;
  private Duration pending = Duration.ZERO;
  private Duration quiet = Duration.ZERO;

  /** Throws {@link de.belegbote.portals.recipe.TemplateException} when a setting is missing. */
  SignIn(Recipe recipe, PortalBrowser browser, RunInput input, RunClock clock) {
    this.recipe = recipe;
    this.browser = browser;
    this.input = input;
    this.clock = clock;
    Map<String, String> settings = recipe.values(input.settings());
    values = new HashMap<>(settings);
    values.put("since", input.since().toString());
    values.put("today", clock.today().toString());
    start = recipe.signIn().open().address(values);
    pages = PageOrder.of(recipe.signIn().goal(), recipe.signIn().pages());
    look = new Look(browser, settings, settings.keySet(), attempt.sent());
    acting =
        new Acting(
            browser,
            input,
            clock,
            recipe.hosts(values),
            values,
            look,
            attempt,
            filled,
            () -> look.all(pages),
            this::closeOverlays);
  }

  /**
   * Opens the portal and goes on until the goal shows.
   *
   * @throws RunEnd with every other outcome
   */
  void run() {
    open();
    loop();
    input.step().accept("signed in");
    signedIn = true;
  }

  private void loop() {
    while (!done) {
      turn();
      if (!done) {
        clock.pause(RunClock.LOOK);
      }
    }
  }

  /**
   * Opens an address and goes on until the goal shows.
   *
   * @param where names the place for whoever reads how the run ended
   * @throws SessionGone when a page that asks for a credential shows
   * @throws RunEnd when another page's outcome or nothing known shows
   */
  void open(String address, Condition goal, String where) {
    aim(goal, where);
    browser.open(address);
    watch.forget();
    restart();
    loop();
  }

  /** Does something and goes on until the goal shows as an answer to it; throws as open does. */
  void after(Runnable action, Condition goal, String where) {
    aim(goal, where);
    look.refresh();
    Map<String, Seen> before = look.all(pages);
    action.run();
    look.refresh();
    watch.acted(before, look.all(pages));
    restart();
    loop();
  }

  // Another goal; what was sent before awaits no answer any more.
  private void aim(Condition goal, String where) {
    pages = PageOrder.of(goal, recipe.signIn().pages());
    place = where;
    done = false;
    reopened = true;
    begun = clock.used();
    attempt.aimAnew();
    filled.forget();
  }

  /** Does one step of the recipe on what is shown; throws {@link RunEnd}. */
  void step(Step step, String where) {
    look.refresh();
    var unused = acting.perform(PageOrder.doing(where, step), look.newest().orElseThrow());
  }

  Look look() {
    return look;
  }

  /** What templates outside of rows may use. */
  Map<String, String> values() {
    return Map.copyOf(values);
  }

  /** Name of the page it stands at. */
  String place() {
    return place;
  }

  boolean wasAskedForCode() {
    return attempt.wasAskedForCode();
  }

  /** Closes the overlays that show now; also for browser steps after the sign-in. */
  void closeOverlays() {
    for (Page page : pages) {
      if (page.overlay()) {
        look.refresh();
        look.match(page)
            .filter(seen -> !watch.isStale(page) && attempt.mayClose(page))
            .ifPresent(seen -> close(page, seen));
      }
    }
  }

  private void open() {
    input.step().accept("open " + Places.host(start));
    browser.open(start);
    restart();
  }

  // What was done begins a new silence and may begin requests.
  private void restart() {
    lastLook = clock.now();
    pending = Duration.ZERO;
    quiet = Duration.ZERO;
  }

  private void turn() {
    if (clock.used().minus(begun).compareTo(MOST_TIME) > 0) {
      throw new RunEnd(FetchOutcome.TIMED_OUT, place, "no goal within 3 minutes");
    }
    Instant now = clock.now();
    Duration passed = Duration.between(lastLook, now);
    lastLook = now;
    if (pending.compareTo(PENDING) < 0 && browser.busy()) {
      pending = pending.plus(passed);
      return;
    }
    look.refresh();
    watch.update(look.all(pages), now);
    if (filled.isRefused(look, now)) {
      refused("a field is marked invalid");
      return;
    }
    boolean fresh = pages.stream().anyMatch(p -> counts(p) && watch.shownFor(p, now).isPresent());
    quiet = fresh ? Duration.ZERO : quiet.plus(passed);
    if (fresh) {
      choose(now);
    } else if (quiet.compareTo(recipe.signIn().patience()) >= 0) {
      silence();
    }
  }

  // A refusal without anything to refuse means nothing, nor does an overlay that comes forever.
  private boolean counts(Page page) {
    boolean refuses = page.outcome().filter(Page.REFUSED::equals).isPresent();
    return !(refuses && attempt.last().isEmpty()) && (!page.overlay() || attempt.mayClose(page));
  }

  private void choose(Instant now) {
    for (Page page : pages) {
      Duration shown = counts(page) ? watch.shownFor(page, now).orElse(null) : null;
      if (shown == null) {
        continue;
      }
      boolean back = !signedIn && page.sendsCredential() && attempt.isSpent(page);
      Duration needed = watch.seen(page).holds();
      if (back && needed.compareTo(CAME_BACK) < 0) {
        needed = CAME_BACK;
      }
      boolean held = shown.compareTo(needed) >= 0;
      if (held && back) {
        place = page.name();
        refused("the page came back");
      } else if (held) {
        met(page);
      }
      // While a page that came back is being held, pages after it wait.
      if (held || back) {
        return;
      }
    }
  }

  private void met(Page page) {
    if (page.name().equals(PageOrder.GOAL)) {
      done = true;
      return;
    }
    if (signedIn && page.sendsCredential()) {
      throw new SessionGone(place, "the portal shows " + page.name() + " again");
    }
    if (!page.overlay()) {
      place = page.name();
    }
    if (page.outcome().isPresent()) {
      ends(page.outcome().get(), "the portal shows this page");
    } else if (page.overlay()) {
      close(page, watch.seen(page));
    } else if (attempt.isSpent(page)) {
      ends(page.again(), "the page came again");
    } else {
      act(page);
    }
  }

  private void act(Page page) {
    if (attempt.steps() == MOST_STEPS) {
      throw new RunEnd(FetchOutcome.LAYOUT_CHANGED, place, "30 pages without reaching the goal");
    }
    input.step().accept(page.name());
    Seen seen = watch.seen(page);
    attempt.visited(page);
    Map<String, Seen> before = acting.perform(page, seen.document());
    look.refresh();
    watch.acted(before, look.all(pages));
    restart();
  }

  private void close(Page overlay, Seen seen) {
    attempt.closed(overlay);
    var unused = acting.perform(overlay, seen.document());
    look.refresh();
    watch.closed(overlay, look.match(overlay));
    restart();
  }

  private void ends(String outcome, String detail) {
    if (outcome.equals(Page.REFUSED)) {
      refused(detail);
    } else {
      throw new RunEnd(FetchOutcome.valueOf(outcome), place, detail);
    }
  }

  // Rules 5 and 8.
  private void refused(String detail) {
    Credential last = attempt.last().orElse(null);
    if (last == null) {
      throw new RunEnd(FetchOutcome.LAYOUT_CHANGED, place, detail + ", but nothing was sent");
    }
    if (last != Credential.CODE) {
      throw new RunEnd(FetchOutcome.LOGIN_REJECTED, place, detail);
    }
    if (!attempt.tryAnotherCode()) {
      throw new RunEnd(FetchOutcome.CODE_REJECTED, place, detail);
    }
    input.step().accept("code refused, waiting for another");
    watch.forget();
    filled.forget();
    restart();
  }

  // Rule 7: the first that applies.
  private void silence() {
    quiet = Duration.ZERO;
    List<Page> stale = pages.stream().filter(p -> counts(p) && watch.isStale(p)).toList();
    Optional<Page> fixed =
        stale.stream().filter(p -> p.outcome().isPresent() && !p.asks()).findFirst();
    Optional<Page> acted =
        stale.stream()
            .filter(page -> attempt.wasActedOn(page) && page.sendsCredential())
            .min(Comparator.comparing(page -> !page.sends(Credential.CODE)));
    if (fixed.isPresent()) {
      place = fixed.get().name();
      ends(fixed.get().outcome().orElseThrow(), "the page stayed");
    } else if (acted.isPresent()) {
      stayed(acted.get());
    } else if (!stale.isEmpty()) {
      watch.forget();
    } else {
      nothingKnown();
    }
  }

  private void stayed(Page page) {
    place = page.name();
    if (page.sends(Credential.CODE) || filled.isEmptied(look)) {
      refused("the page stayed without a message");
    } else {
      throw new RunEnd(
          FetchOutcome.LAYOUT_CHANGED,
          place,
          "the page stayed without a message, as it was filled");
    }
  }

  private void nothingKnown() {
    Optional<PortalBrowser.Page> shown = look.newest();
    int status = shown.map(PortalBrowser.Page::status).orElse(0);
    String where = shown.map(page -> Places.host(page.url())).orElse("nowhere");
    // In the sign-in a right or an address means nothing yet.
    FetchOutcome meant =
        Statuses.outcome(status)
            .filter(o -> signedIn || status == 429 || status >= 500)
            .orElse(FetchOutcome.LAYOUT_CHANGED);
    if (meant != FetchOutcome.LAYOUT_CHANGED) {
      throw new RunEnd(meant, place, where + " answers " + status);
    }
    if (attempt.sent().isEmpty() || reopened) {
      throw new RunEnd(FetchOutcome.LAYOUT_CHANGED, place, "no known page shows at " + where);
    }
    reopened = true;
    open();
  }
}
