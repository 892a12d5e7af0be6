// Every recipe that ships, at its lab portal.
package de.belegbote.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.fetch.FetchedInvoice;
import de.belegbote.fetch.RunResult;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Recipe;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LabIT {
  private static Lab lab;

  @BeforeAll
  static void start() {
    lab = new Lab(hosts());
  }

  static List<String> hosts() {
    return LabPortals.recipes().stream()
        .flatMap(recipe -> LabPortals.of(recipe).hosts().stream())
        .distinct()
        .toList();
  }

  @AfterAll
  static void stop() {
    lab.close();
  }

  static Stream<String> portals() {
    return LabPortals.recipes().stream().map(Recipe::id);
  }

  private static LabRun run(String id, Situation situation) {
    Recipe recipe =
        LabPortals.recipes().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    return new LabRun(lab, recipe, LabPortals.of(recipe), situation);
  }

  private static void ends(FetchOutcome outcome, RunResult result, LabRun run) {
    assertEquals(outcome, result.outcome(), () -> result + " after " + run.steps());
    assertEquals(List.of(), run.portal().unstated());
  }

  private static List<String> expected(LabRun run) {
    return run.portal().invoices().stream()
        .map(i -> told(i.kind(), i.number(), i.date(), i.amount(), i.currency(), i.pdf()))
        .sorted()
        .toList();
  }

  private static List<String> stored(LabRun run) {
    return run.stored().stream()
        .map(
            (FetchedInvoice i) ->
                told(
                    i.kind(),
                    i.number(),
                    i.date(),
                    i.amount().orElse(null),
                    i.currency().orElse(null),
                    i.bytes()))
        .sorted()
        .toList();
  }

  private static String told(Object... parts) {
    return Stream.of(parts)
        .map(part -> part instanceof Buffer bytes ? "file " + bytes.hashCode() : part)
        .map(String::valueOf)
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @MethodSource("portals")
  void bringsAllInvoicesHome(String id) {
    LabRun run = run(id, Situation.GOOD);

    RunResult result = run.run();

    ends(FetchOutcome.OK, result, run);
    assertEquals(expected(run), stored(run));
    assertEquals(1, run.portal().signIns());
    assertEquals(1, run.codes());
  }

  @ParameterizedTest
  @MethodSource("portals")
  void triesAWrongPasswordOnce(String id) {
    LabRun run = run(id, Situation.WRONG_PASSWORD);

    RunResult result = run.run();

    ends(FetchOutcome.LOGIN_REJECTED, result, run);
    assertEquals(1, run.portal().passwords());
    assertEquals(0, run.codes());
  }

  @ParameterizedTest
  @MethodSource("portals")
  void triesCodesOfAWrongSeedInTwoTimeSteps(String id) {
    LabRun run = run(id, Situation.WRONG_CODE);

    RunResult result = run.run();

    ends(FetchOutcome.CODE_REJECTED, result, run);
    assertEquals(2, run.codes());
    assertTrue(run.portal().passwords() <= 2, "the password went too often");
  }

  @ParameterizedTest
  @MethodSource("portals")
  void knowsEverythingTheSecondTime(String id) {
    LabRun run = run(id, Situation.GOOD);
    var unused = run.run();

    RunResult second = run.run();

    ends(FetchOutcome.NOTHING_NEW, second, run);
    assertEquals(expected(run), stored(run));
    assertEquals(0, second.counts().stored());
  }

  @ParameterizedTest
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
                    .map(
                        situation ->
                            DynamicTest.dynamicTest(
                                recipe.id() + ": " + situation, () -> play(recipe, situation))));
  }

  private static void play(Recipe recipe, Situation situation) {
    var run = new LabRun(lab, recipe, LabPortals.of(recipe), situation);

    RunResult result = run.run();

    ends(situation.outcome(), result, run);
    if (situation.outcome() == FetchOutcome.OK) {
      assertEquals(expected(run), stored(run));
    }
  }
}
