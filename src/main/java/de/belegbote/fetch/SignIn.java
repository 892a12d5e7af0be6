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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The loop of recipes.md section 1. An object signs in once, or goes on in a kept session; the same
 * loop then brings each list up, without typing a credential. Nobody watches: a page that asks a
 * person ends the run with its outcome.
 */
final class SignIn {
  private static final int MOST_STEPS = 30;
  private static final Duration MOST_TIME = Duration.ofMinutes(3);
  private static final Duration CAME_BACK = Duration.ofSeconds(3);

  private final Recipe recipe;
  private final PortalBrowser browser;
  private final RunInput input;
  private final RunClock clock;
  private final Map<String, String> values;
  private final String start;
  private final Attempt attempt = new Attempt();
  private final Filled filled = new Filled();
  private final Look look;
  private final Screens screens;
  private final Acting acting;
  private final Overlays overlays;
  private final Silence silence;
  private String place = "";
  private boolean signedIn;
  private Duration begun = Duration.ZERO;
  private boolean reopened;
  private boolean done;

  /** Throws TemplateException when a setting is missing. */
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
    look = new Look(browser, settings, settings.keySet(), attempt.sent());
    screens = new Screens(recipe.signIn().pages(), recipe.signIn().goal(), look, attempt);
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
            screens::all,
            this::closeOverlays);
    silence = new Silence(browser, clock);
    overlays = new Overlays(screens, attempt, acting, silence::restart);
  }

  /** Opens the portal and goes on until the goal shows; throws RunEnd with any other outcome. */
  void run() {
    begun = clock.used();
    open();
    loop();
    input.step().accept("signed in");
    signedIn = true;
  }

  /** Goes on in a session that was kept, without {@link #run}; nothing is open yet. */
  void resumed() {
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
   * Does something and goes on until another goal shows as an answer to it; only after {@link
   * #run}.
   *
   * @param where names the place
   * @throws SessionGone when a page that asks for a credential shows
   * @throws RunEnd when another page's outcome or nothing known shows
   */
  void reach(Condition goal, String where, Runnable action) {
    screens.aim(goal);
    place = where;
    done = false;
    reopened = true;
    begun = clock.used();
    attempt.aimAnew();
    filled.forget();
    look.refresh();
    Map<String, Seen> before = screens.all();
    action.run();
    screens.acted(before);
    silence.restart();
    loop();
  }

  /** Does one step of the recipe on what is shown; throws {@link RunEnd}. */
  void step(Step step, String where) {
    look.refresh();
    var unused = acting.perform(PageOrder.doing(where, step), look.newest().orElseThrow());
  }

  Look look() {
    return look;
  }

  Overlays overlays() {
    return overlays;
  }

  Map<String, String> values() {
    return Map.copyOf(values);
  }

  /** Whether a page that asks for a credential shows now, as of the last look. */
  boolean asksForCredential() {
    return screens.askForCredential();
  }

  String place() {
    return place;
  }

  Attempt attempt() {
    return attempt;
  }

  private void closeOverlays() {
    overlays.close();
  }

  /** Begins anew; in a kept session for {@link #reach}. */
  void open() {
    input.step().accept("open " + Places.host(start));
    attempt.started();
    browser.open(start);
    silence.restart();
  }

  private void turn() {
    if (clock.used().minus(begun).compareTo(MOST_TIME) > 0) {
      throw new RunEnd(FetchOutcome.TIMED_OUT, place, "no goal within 3 minutes");
    }
    Instant now = clock.now();
    if (silence.isBusy(now)) {
      return;
    }
    screens.update(now);
    if (filled.isRefused(look, now)) {
      refused("a field is marked invalid");
      return;
    }
    if (screens.anyShows(now)) {
      silence.broken();
      choose(now);
    } else if (silence.lasts(recipe.signIn().patience())) {
      silent();
    }
  }

  private void choose(Instant now) {
    for (Page page : screens.pages()) {
      Duration shown = screens.shownFor(page, now).orElse(null);
      if (shown == null) {
        continue;
      }
      boolean back = !signedIn && page.sendsCredential() && attempt.isSpent(page);
      Duration needed = screens.seen(page).holds();
      needed = back && needed.compareTo(CAME_BACK) < 0 ? CAME_BACK : needed;
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
      overlays.close(page, screens.seen(page));
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
    Seen seen = screens.seen(page);
    attempt.visited(page);
    Map<String, Seen> before = acting.perform(page, seen.document());
    screens.acted(before);
    silence.restart();
  }

  private void ends(String outcome, String detail) {
    if (!outcome.equals(Page.REFUSED)) {
      throw new RunEnd(FetchOutcome.valueOf(outcome), place, detail);
    }
    refused(detail);
  }

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
    screens.forget();
    filled.forget();
    silence.restart();
  }

  private void silent() {
    Optional<Page> fixed = screens.staleOutcome();
    Optional<Page> acted = screens.staleCredential();
    if (fixed.isPresent()) {
      place = fixed.get().name();
      ends(fixed.get().outcome().orElseThrow(), "the page stayed");
    } else if (acted.isPresent()) {
      stayed(acted.get());
    } else if (screens.anyStale()) {
      screens.forget();
    } else {
      nothingKnown();
    }
  }

  private void stayed(Page page) {
    place = page.name();
    if (!page.sends(Credential.CODE) && !filled.isEmptied(look)) {
      throw new RunEnd(FetchOutcome.LAYOUT_CHANGED, place, "the page stayed, filled as it was");
    }
    refused("the page stayed without a message");
  }

  private void nothingKnown() {
    RunEnd end = Unknown.at(look, place, signedIn);
    if (end.outcome() != FetchOutcome.LAYOUT_CHANGED || attempt.sent().isEmpty() || reopened) {
      throw end;
    }
    reopened = true;
    open();
  }
}
