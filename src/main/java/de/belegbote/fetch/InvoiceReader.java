// Reads the lists of invoices and brings the documents home.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.fetch.browser.PortalBrowser.Element;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Action;
import de.belegbote.portals.recipe.Call;
import de.belegbote.portals.recipe.Invoices;
import de.belegbote.portals.recipe.Invoices.Listing;
import de.belegbote.portals.recipe.Invoices.Loop;
import de.belegbote.portals.recipe.Invoices.Origin;
import de.belegbote.portals.recipe.Invoices.Rows;
import de.belegbote.portals.recipe.Recipe;
import de.belegbote.portals.recipe.Row;
import de.belegbote.portals.recipe.Step;
import de.belegbote.portals.recipe.Target;
import de.belegbote.portals.recipe.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries out {@code invoices} (recipes.md section 3) in a browser that is signed in. It may run
 * again after another sign-in and goes on where it stopped.
 */
final class InvoiceReader {
  private static final Duration LEADS = Duration.ofSeconds(10);

  private final Recipe recipe;
  private final PortalBrowser browser;
  private final RunInput input;
  private final RunClock clock;
  private final Tally tally = new Tally();
  private boolean again;
  private boolean resumed;

  InvoiceReader(Recipe recipe, PortalBrowser browser, RunInput input, RunClock clock) {
    this.recipe = recipe;
    this.browser = browser;
    this.input = input;
    this.clock = clock;
  }

  /** What was met so far. */
  Tally tally() {
    return tally;
  }

  /**
   * Reads all blocks, up to 500 documents.
   *
   * @param signIn has reached its goal
   * @throws RunEnd when reading cannot go on
   * @throws SessionGone when the portal wants us to sign in
   */
  void run(SignIn signIn) {
    List<Invoices> blocks = recipe.invoices();
    try (var requests = new Requests(recipe, browser, clock)) {
      for (int i = 0; i < blocks.size() && !tally.isFull(); i++) {
        String place = blocks.size() == 1 ? "invoices" : "invoices " + i;
        new Block(blocks.get(i), place, signIn, requests).read();
      }
    }
    input.step().accept(tally.counts().stored() + " documents stored");
  }

  /** Says that the next run is in a session that was kept, with no page open. */
  void resumed() {
    resumed = true;
  }

  /** Says that the next run is the one after a sign-in that a lost session made necessary. */
  void signedInAgain() {
    again = true;
    resumed = false;
  }

  private final class Block {
    private final Invoices block;
    private final String place;
    private final SignIn signIn;
    private final Requests requests;
    private final Known known;

    Block(Invoices block, String place, SignIn signIn, Requests requests) {
      this.block = block;
      this.place = place;
      this.signIn = signIn;
      this.requests = requests;
      this.known = Known.of(signIn.values());
    }

    void read() {
      if (resumed && needsPage()) {
        signIn.reach(recipe.signIn().goal(), place + " start", signIn::open);
      }
      start();
      loop(0, known);
    }

    // Whether the first step sees the page at which a sign-in ends; a kept session has none open.
    private boolean needsPage() {
      return block.start().stream()
          .findFirst()
          .filter(
              first ->
                  first instanceof Action.Ask ask
                      ? ask.call().to() instanceof Call.To.Named
                      : !(first instanceof Action.Browse browse
                          && browse.step() instanceof Step.Open))
          .isPresent();
    }

    private void loop(int depth, Known around) {
      if (depth == block.loops().size()) {
        list(around);
        return;
      }
      Loop loop = block.loops().get(depth);
      String where = place + " for_each " + loop.as();
      var elements = new LoopElements(input, clock, this::open, this::led, where).of(loop, around);
      for (Map<String, String> members : elements) {
        if (tally.isFull()) {
          return;
        }
        loop(depth + 1, around.with(members));
      }
    }

    private void list(Known around) {
      var documents = new DocumentReader(browser, clock, requests, signIn, place + " document");
      new ListRun(
              block,
              new ListRun.House(input, clock, tally, again),
              open(block.list(), around, place + " list"),
              new RowReader(block, recipe.language(), around.values()),
              documents,
              requests,
              around,
              place)
          .read();
    }

    private RowSource open(Listing list, Known around, String where) {
      if (list.from() instanceof Origin.Asked asked) {
        return new AnswerRows(list, asked.call(), requests, null, around, where);
      }
      var css = ((Rows.Elements) list.rows()).css();
      return new ElementRows(
          list, css, signIn, around, browser, clock, recipe.signIn().patience(), where);
    }

    // A click in a row that only leads somewhere: another document, or another address.
    private Row led(Target on, Row row, RowSource rows) {
      var steps = new RowSteps(clock, signIn, place);
      Element control = control(steps, on, row, rows);
      PortalBrowser.Page before = signIn.look().newest().orElseThrow();
      String url = before.url();
      control.click();
      Instant until = clock.now().plus(LEADS);
      while (clock.now().isBefore(until)) {
        signIn.look().refresh();
        PortalBrowser.Page now = signIn.look().newest().orElseThrow();
        if (!browser.busy() && (!Look.same(now, before) || !now.url().equals(url))) {
          return new PageRow(now, browser);
        }
        clock.pause(RunClock.LOOK);
      }
      throw new RunEnd(FetchOutcome.LAYOUT_CHANGED, place, on + " leads nowhere");
    }

    private Element control(RowSteps steps, Target on, Row row, RowSource rows) {
      try {
        return steps.control(on, row, rows).orElseThrow();
      } catch (RowFailed gone) {
        throw new RunEnd(FetchOutcome.LAYOUT_CHANGED, place, gone.getMessage());
      }
    }

    // Each sees the answer or page before it, the first one where the sign-in ended.
    private void start() {
      String where = place + " start";
      Row at = null;
      for (Action action : block.start()) {
        if (action instanceof Action.Ask ask) {
          Row before = at == null ? page() : at;
          at = requests.row(requests.list(ask.call(), before, known, where));
        } else {
          browse(((Action.Browse) action).step(), where);
          at = page();
        }
        Row from = at;
        action.learn().forEach((name, value) -> learn(name, value, from, where));
      }
    }

    private Row page() {
      signIn.look().refresh();
      return new PageRow(signIn.look().newest().orElseThrow(), browser);
    }

    private void browse(Step step, String where) {
      if (step instanceof Step.Open open) {
        String address = open.address().address(known.values());
        if (known.stray(open.address().names(), Places.host(address)).isPresent()) {
          throw new RunEnd(
              FetchOutcome.LAYOUT_CHANGED, where, "something learned would have gone elsewhere");
        }
        signIn.reach(recipe.signIn().goal(), where, () -> browser.open(address));
      } else {
        signIn.step(step, where);
      }
    }

    private void learn(String name, Value value, Row at, String where) {
      Optional<Value.Found> found = Learning.from(value, at, known, clock);
      if (found.isEmpty() && !value.optional()) {
        throw new RunEnd(FetchOutcome.LAYOUT_CHANGED, where, name + " is not there");
      }
      found.ifPresent(one -> known.learn(name, one, Places.host(at.url())));
    }
  }
}
