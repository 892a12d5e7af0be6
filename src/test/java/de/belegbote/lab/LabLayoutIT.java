// The lab does not go round in circles: whatever a recipe names, its run misses it.
package de.belegbote.lab;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.fetch.RunResult;
import de.belegbote.fetch.browser.Browsers;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Recipe;
import de.belegbote.testing.RequiresTool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Takes each selector, address and field of each recipe away once, where the portal shows it, and
 * has the run end in LAYOUT_CHANGED at that page. Nothing is listed by hand.
 */
class LabLayoutIT {
  private static Lab lab;
  private static List<Recipe> inHtmlUnit;

  @BeforeAll
  static void start() {
    lab = new Lab(LabPortals.hosts());
    inHtmlUnit = LabPortals.recipes().stream().filter(LabLayoutIT::isPlayedByHtmlUnit).toList();
  }

  // Its runs are cheap; the lab's pages are ours, so mostly it can show those of Chromium's too.
  private static boolean isPlayedByHtmlUnit(Recipe recipe) {
    if (recipe.engine().equals(Browsers.HTMLUNIT)) {
      return true;
    }
    LabRun run = run(Browsers.HTMLUNIT, recipe, Situation.GOOD);
    return run.run().outcome() == FetchOutcome.OK
        && run.stored().size() == run.portal().invoices().size();
  }

  private static LabRun run(String engine, Recipe recipe, Situation situation) {
    return new LabRun(lab, engine, recipe, LabPortals.of(recipe), situation);
  }

  @AfterAll
  static void stop() {
    lab.close();
  }

  /** How a run at the whole portal ended, and the pages it met, in order. */
  private record Whole(Situation situation, RunResult result, List<String> met) {
    boolean meets(String page, Recipe recipe) {
      boolean reads = result.signedIn();
      boolean overlay =
          recipe.signIn().pages().stream().anyMatch(p -> p.overlay() && p.name().equals(page));
      return overlay || meets(page, reads);
    }

    private boolean meets(String page, boolean reads) {
      return switch (page) {
        case Takings.GOAL, Takings.INVOICES -> reads;
        default -> met.contains(page) || result.page().equals(page);
      };
    }

    /** Whether a place is one where a run may stand that misses something: never past it. */
    boolean stands(String at, boolean signedIn, Taking taking) {
      if (taking.page().equals(Takings.GOAL)) {
        return true;
      }
      if (taking.page().equals(Takings.INVOICES)) {
        // Some of it the sign-in needs, too.
        return at.startsWith(Takings.INVOICES) || !signedIn;
      }
      int index = met.indexOf(taking.page());
      return index < 0 || !met.subList(index + 1, met.size()).contains(at);
    }
  }

  @TestFactory
  Stream<DynamicContainer> misses() {
    return inHtmlUnit.stream().map(recipe -> misses(Browsers.HTMLUNIT, recipe));
  }

  @TestFactory
  @RequiresTool("playwright")
  Stream<DynamicContainer> missesWhatOnlyChromiumShows() {
    return LabPortals.recipes().stream()
        .filter(recipe -> !inHtmlUnit.contains(recipe))
        .map(recipe -> misses(Browsers.CHROMIUM, recipe));
  }

  private static DynamicContainer misses(String engine, Recipe recipe) {
    Map<Situation, Whole> wholes = new LinkedHashMap<>();
    return DynamicContainer.dynamicContainer(
        recipe.id(),
        Stream.concat(
                Takings.of(LabPortals.text(recipe)).stream(),
                LabPortals.sharedText(recipe).stream()
                    .flatMap(shared -> Takings.ofShared(shared).stream()))
            .map(
                taking ->
                    DynamicTest.dynamicTest(
                        taking.toString(), () -> missed(engine, recipe, taking, wholes))));
  }

  private static Stream<Situation> situations(Recipe recipe) {
    return Stream.concat(
        Stream.of(Situation.GOOD, Situation.WRONG_PASSWORD, Situation.WRONG_CODE),
        Stream.concat(LabPortals.of(recipe).situations().stream(), Stream.of(Situation.FORGOTTEN)));
  }

  private static Whole whole(String engine, Recipe recipe, Situation situation) {
    LabRun run = run(engine, recipe, situation);
    RunResult result = run.run();
    return new Whole(
        situation,
        result,
        run.steps().stream().filter(step -> isPage(recipe, step)).distinct().toList());
  }

  private static boolean isPage(Recipe recipe, String step) {
    return recipe.signIn().pages().stream().anyMatch(page -> page.name().equals(step));
  }

  private static void missed(
      String engine, Recipe recipe, Taking taking, Map<Situation, Whole> wholes) {
    List<Whole> meeting =
        situations(recipe)
            .map(one -> wholes.computeIfAbsent(one, situation -> whole(engine, recipe, situation)))
            .filter(whole -> whole.meets(taking.page(), recipe))
            .toList();
    assertFalse(meeting.isEmpty(), () -> "no situation of the lab shows page " + taking.page());
    boolean noticed = taking.optional() || isNotice(recipe, taking);
    for (int i = 0; i < meeting.size() && (i == 0 || !noticed); i++) {
      noticed = isMissed(engine, recipe, taking, meeting.get(i)) || noticed;
    }
    assertTrue(noticed, () -> "nothing is missed without " + taking);
  }

  // A page that only tells how it ends may end so without being recognised.
  private static boolean isNotice(Recipe recipe, Taking taking) {
    return recipe.signIn().pages().stream()
        .anyMatch(page -> page.name().equals(taking.page()) && page.outcome().isPresent());
  }

  // Not as something good, and a password is called wrong only where it was.
  private static boolean isTold(RunResult result, Whole whole) {
    return !result.outcome().good()
        && (result.outcome() != FetchOutcome.LOGIN_REJECTED
            || whole.result().outcome() == FetchOutcome.LOGIN_REJECTED);
  }

  // False when the run ends as if nothing had been taken.
  private static boolean isMissed(String engine, Recipe recipe, Taking taking, Whole whole) {
    LabRun run = run(engine, recipe, whole.situation());
    RunResult result = run.run(taking.taken());
    if (result.outcome() == whole.result().outcome()
        && result.counts().equals(whole.result().counts())) {
      return false;
    }
    boolean changed =
        result.outcome() == FetchOutcome.LAYOUT_CHANGED
            && whole.stands(result.page(), result.signedIn(), taking);
    assertTrue(
        changed || taking.isSilent() || (isNotice(recipe, taking) && isTold(result, whole)),
        () -> whole.situation() + ": " + result + " after " + run.steps());
    return true;
  }
}
