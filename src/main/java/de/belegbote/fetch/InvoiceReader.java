// Reads the lists of invoices and brings the documents home.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.fetch.browser.PortalBrowser.Answer;
import de.belegbote.invoices.Document;
import de.belegbote.platform.Failure;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Condition;
import de.belegbote.portals.recipe.Invoices;
import de.belegbote.portals.recipe.Invoices.Rows;
import de.belegbote.portals.recipe.Recipe;
import de.belegbote.portals.recipe.Row;
import de.belegbote.portals.recipe.Step;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Carries out {@code invoices} (recipes.md section 3) in a browser that is signed in. It may run
 * again after another sign-in and goes on where it stopped.
 */
final class InvoiceReader {
  private final Recipe recipe;
  private final PortalBrowser browser;
  private final RunInput input;
  private final RunClock clock;
  private final Tally tally = new Tally();
  private boolean again;

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
    var requests = new Requests(recipe.requests(), browser, clock, signIn.values());
    for (int i = 0; i < blocks.size() && !tally.isFull(); i++) {
      String place = blocks.size() == 1 ? "invoices" : "invoices " + i;
      new Block(blocks.get(i), place, signIn, requests).read();
    }
    input.step().accept(tally.counts().stored() + " documents stored");
  }

  /** Says that the next run is the one after a second sign-in. */
  void signedInAgain() {
    again = true;
  }

  private record Candidate(Row row, ReadRow read) {}

  private final class Block {
    private final Invoices block;
    private final String place;
    private final SignIn signIn;
    private final RowSource rows;
    private final RowReader reader;
    private final DocumentReader documents;
    private final Set<String> seen = new HashSet<>();
    private final LocalDate settled;
    private final LocalDate revisited;

    Block(Invoices block, String place, SignIn signIn, Requests requests) {
      this.block = block;
      this.place = place;
      this.signIn = signIn;
      this.rows = rows(requests);
      this.reader = new RowReader(block, recipe.language(), signIn.values());
      this.documents =
          new DocumentReader(browser, clock, requests, block.document(), place + " document");
      this.settled = clock.today().minusDays(block.settle().toDays());
      this.revisited = clock.today().minusDays(block.revisit().toDays());
    }

    private RowSource rows(Requests requests) {
      String where = place + " list";
      if (block.list().rows() instanceof Rows.Json json) {
        return new JsonRows(block.list(), json.path(), requests, signIn.values(), where);
      }
      var css = ((Rows.Elements) block.list().rows()).css();
      return new ElementRows(
          block.list(), css, signIn, browser, clock, recipe.signIn().patience(), where);
    }

    void read() {
      block.start().forEach(this::start);
      for (int page = 1; page <= block.list().paging().max() && !tally.isFull(); page++) {
        List<? extends Row> shown = rows.next();
        input.step().accept("page %d of the list: %d rows".formatted(page, shown.size()));
        boolean fresh = false;
        for (Row row : shown) {
          fresh = seen.add(row.print()) || fresh;
        }
        if (!fresh || isPast(shown)) {
          return;
        }
      }
    }

    private void start(Step step) {
      Condition goal = recipe.signIn().goal();
      if (step instanceof Step.Open open) {
        String address = open.address().address(signIn.values());
        signIn.reach(goal, place + " start", () -> browser.open(address));
      } else {
        signIn.step(step, place + " start");
      }
    }

    // Deals with the rows of a page; true when reading ends with it, by the age of its rows.
    private boolean isPast(List<? extends Row> shown) {
      var candidates = new ArrayList<Candidate>();
      int kept = 0;
      int unread = 0;
      for (Row row : shown) {
        boolean keep =
            block.list().where().isEmpty()
                || block.list().where().stream().anyMatch(filter -> filter.holds(row));
        kept += keep ? 1 : 0;
        Optional<ReadRow> read = keep ? read(row) : Optional.empty();
        unread += keep && read.isEmpty() ? 1 : 0;
        read.ifPresent(one -> candidates.add(new Candidate(row, one)));
      }
      if (unread * 2 > kept) {
        throw new RunEnd(
            FetchOutcome.LAYOUT_CHANGED,
            place + " fields",
            "%d of %d rows cannot be read: %s"
                .formatted(unread, kept, tally.lastFailure().map(Throwable::getMessage).get()));
      }
      candidates.stream().takeWhile(one -> !tally.isFull()).forEach(this::take);
      return block.list().newestFirst()
          && unread == 0
          && !candidates.isEmpty()
          && candidates.stream().allMatch(one -> isOld(one.read()));
    }

    private Optional<ReadRow> read(Row row) {
      try {
        return Optional.of(reader.read(row));
      } catch (RowFailed fault) {
        List<String> name = List.of(place, row.print());
        if (!tally.isDone(name)) {
          fail(name, fault);
        }
        return Optional.empty();
      }
    }

    private boolean isOld(ReadRow row) {
      return row.date().isBefore(input.since());
    }

    private void take(Candidate one) {
      clock.check();
      ReadRow row = one.read();
      InvoiceKey key = row.key();
      if (key.kind().equals(Invoices.SKIP) || isOld(row) || tally.isDone(key)) {
        return;
      }
      if (!block.settle().isZero() && row.date().isAfter(settled)) {
        tally.left(key);
        return;
      }
      boolean reopened = !block.revisit().isZero() && !row.date().isBefore(revisited);
      if (!reopened && input.known().test(key)) {
        tally.known(key, false);
        return;
      }
      try {
        fetch(one);
      } catch (RowFailed fault) {
        fail(key, fault);
      }
    }

    private void fetch(Candidate one) {
      Answer answer = documents.get(one.row(), one.read(), rows);
      ReadRow row = one.read();
      FetchedInvoice invoice =
          new FetchedInvoice(
              row.key().kind(),
              row.key().identity(),
              row.number(),
              row.date(),
              row.amount(),
              row.currency(),
              row.due(),
              row.title(),
              checked(answer).bytes(),
              Places.withoutQuery(answer.url()));
      if (stored(invoice)) {
        tally.stored(row.key());
      } else {
        tally.known(row.key(), true);
      }
    }

    private boolean stored(FetchedInvoice invoice) {
      try {
        return input.store().test(invoice);
      } catch (IllegalArgumentException refused) {
        throw new RowFailed("the document could not be stored: " + refused.getMessage());
      }
    }

    private Document checked(Answer answer) {
      try {
        return Document.of(answer.body());
      } catch (Failure noDocument) {
        // A page instead of a document mostly means that the portal has forgotten us.
        if (Requests.isHtml(answer) && !again) {
          throw new SessionGone(place + " document", "a page came where a document was due");
        }
        throw Requests.isHtml(answer)
            ? new RowFailed(FetchOutcome.FAILED, "a page came where a document was due", noDocument)
            : new RowFailed(noDocument.detail());
      }
    }

    private void fail(Object row, RowFailed fault) {
      input.step().accept("a document failed: " + fault.getMessage());
      tally.failed(row, fault, place + " document");
    }
  }
}
