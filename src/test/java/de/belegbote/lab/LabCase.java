// What every recipe has to do at its lab portal, in the engine that it names.
package de.belegbote.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.fetch.FetchedInvoice;
import de.belegbote.fetch.RunResult;
import de.belegbote.fetch.browser.Browsers;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Recipe;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One class for each engine, so that they run at the same time and one can be missing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LabCase {
  private final String engine;
  private Lab lab;

  /**
   * @param engine whose recipes are played
   */
  LabCase(String engine) {
    this.engine = engine;
  }

  @BeforeAll
  void start() {
    lab = new Lab(LabPortals.hosts());
  }

  @AfterAll
  void stop() {
    lab.close();
  }

  final Stream<Recipe> recipes() {
    return LabPortals.recipes().stream().filter(recipe -> recipe.engine().equals(engine));
  }

  final Stream<String> portals() {
    return recipes().map(Recipe::id);
  }

  private LabRun run(String id, Situation situation) {
    Recipe recipe = recipes().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    return run(recipe, situation);
  }

  private LabRun run(Recipe recipe, Situation situation) {
    return new LabRun(lab, engine, recipe, LabPortals.of(recipe), situation);
  }

  private static void ends(FetchOutcome outcome, RunResult result, LabRun run) {
    assertEquals(outcome, result.outcome(), () -> result + " after " + run.steps());
    assertEquals(List.of(), run.portal().unstated());
  }

  private static List<String> expected(LabRun run) {
    boolean prints = run.portal().prints();
    return run.portal().invoices().stream()
        .map(
            i ->
                told(
                    i.kind(),
                    i.number(),
                    i.date(),
                    i.amount(),
                    i.currency(),
                    prints ? i.title() : i.pdf().hashCode()))
        .sorted()
        .toList();
  }

  private static List<String> stored(LabRun run) {
    boolean prints = run.portal().prints();
    return run.stored().stream()
        .map(
            (FetchedInvoice i) ->
                told(
                    i.kind(),
                    i.number(),
                    i.date(),
                    i.amount().orElse(null),
                    i.currency().orElse(null),
                    prints ? words(i.bytes()) : i.bytes().hashCode()))
        .sorted()
        .toList();
  }

  // What is printed is never the same to the byte.
  private static String words(Buffer pdf) {
    try (var document = Loader.loadPDF(pdf.getBytes())) {
      return new PDFTextStripper().getText(document).strip();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String told(Object... parts) {
    return Stream.of(parts).map(String::valueOf).collect(Collectors.joining(" "));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("portals")
  void bringsAllInvoicesHome(String id) {
    LabRun run = run(id, Situation.GOOD);

    RunResult result = run.run();

    ends(FetchOutcome.OK, result, run);
    assertEquals(expected(run), stored(run));
    assertEquals(1, run.portal().signIns());
    assertEquals(1, run.codes());
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("portals")
  void triesAWrongPasswordOnce(String id) {
    LabRun run = run(id, Situation.WRONG_PASSWORD);

    RunResult result = run.run();

    ends(FetchOutcome.LOGIN_REJECTED, result, run);
    assertEquals(1, run.portal().passwords());
    assertEquals(0, run.codes());
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("portals")
  void triesCodesOfAWrongSeedInTwoTimeSteps(String id) {
    LabRun run = run(id, Situation.WRONG_CODE);

    RunResult result = run.run();

    ends(FetchOutcome.CODE_REJECTED, result, run);
    assertEquals(2, run.codes());
    assertTrue(run.portal().passwords() <= 2, "the password went too often");
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("portals")
  void knowsEverythingTheSecondTime(String id) {
    LabRun run = run(id, Situation.GOOD);
    var unused = run.run();

    RunResult second = run.run();

    ends(FetchOutcome.NOTHING_NEW, second, run);
    assertEquals(expected(run), stored(run));
    assertEquals(0, second.counts().stored());
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("portals")
  void goesOnWhereItStoppedWhenTheSessionIsForgotten(String id) {
    LabRun run = run(id, Situation.FORGOTTEN);

    RunResult result = run.run();

    ends(FetchOutcome.OK, result, run);
    assertEquals(expected(run), stored(run));
    assertEquals(2, run.portal().signIns());
  }

  @TestFactory
  Stream<DynamicTest> endsEverySituationAsThePortalSays() {
    return LabPortals.recipes().stream()
        .flatMap(
            recipe ->
                LabPortals.of(recipe).situations().stream()
                    .filter(one -> engine.equals(one.cheap() ? Browsers.HTMLUNIT : recipe.engine()))
                    .map(
                        situation ->
                            DynamicTest.dynamicTest(
                                recipe.id() + ": " + situation, () -> play(recipe, situation))));
  }

  private void play(Recipe recipe, Situation situation) {
    LabRun run = run(recipe, situation);

    RunResult result = run.run();

    ends(situation.outcome(), result, run);
    if (situation.outcome() == FetchOutcome.OK) {
      assertEquals(expected(run), stored(run));
    }
  }
}
