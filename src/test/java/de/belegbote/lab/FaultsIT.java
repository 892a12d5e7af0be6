// A portal that fails in the middle: each fault ends a run in its outcome, and loses only what it
// hits.
package de.belegbote.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import de.belegbote.fetch.RunResult;
import de.belegbote.fetch.browser.Browsers;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Recipe;
import de.belegbote.portals.recipe.Recipes;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Faults that a whole run has to bear; those of a single call, among them a portal that hangs and a
 * certificate that is none, are in the contract of the engines.
 */
class FaultsIT {
  private static final String LIST = "/account/billing/history";
  private static final int ALL = 4;
  private static final int TOO_LONG = 30_000_000;

  private static Lab lab;
  private static Recipe recipe;

  /**
   * A fault.
   *
   * @param at paths that answer with it
   * @param stored how many documents a run brings home all the same
   */
  record Fault(String name, Predicate<String> at, Reply reply, FetchOutcome outcome, int stored) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void start() {
    recipe = new Recipes(Optional.empty()).byId("github").orElseThrow();
    lab = new Lab(new GithubPortal().hosts());
  }

  @AfterAll
  static void stop() {
    lab.close();
  }

  static Stream<Fault> faults() {
    String document = "/account/receipts/" + new GithubPortal().invoices().get(1).id();
    var page = Reply.page("Receipt", "<p>Receipt</p>");
    var half = new Reply(200, page.headers(), Buffer.buffer("%PDF-1.7 half of it"));
    return Stream.of(
        new Fault("500", LIST::equals, Reply.status(500), FetchOutcome.PORTAL_DOWN, 0),
        new Fault("redirects", LIST::equals, Reply.redirect(LIST), FetchOutcome.FAILED, 0),
        new Fault(
            "endless page",
            LIST::equals,
            Reply.html(200, "<p>" + "x".repeat(TOO_LONG)),
            FetchOutcome.FAILED,
            0),
        new Fault("dropped sign-in", "/login"::equals, page.dropped(), FetchOutcome.PORTAL_DOWN, 0),
        new Fault("dropped PDF", document::equals, half.dropped(), FetchOutcome.OK, ALL - 1),
        new Fault("page for a PDF", document::equals, page, FetchOutcome.OK, ALL - 1));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void endsInItsOutcome(Fault fault) {
    var run = new LabRun(lab, Browsers.HTMLUNIT, recipe, new GithubPortal(), Situation.GOOD);

    RunResult result =
        run.run((ask, portal) -> fault.at().test(ask.path()) ? fault.reply() : portal.apply(ask));

    assertEquals(fault.outcome(), result.outcome(), () -> result + " after " + run.steps());
    assertEquals(fault.stored(), run.stored().size(), () -> result + " after " + run.steps());
  }
}
