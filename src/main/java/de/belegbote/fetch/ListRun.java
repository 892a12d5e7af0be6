// Reads one list and brings its documents home.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.PortalBrowser.Answer;
import de.belegbote.invoices.Document;
import de.belegbote.platform.Failure;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Action;
import de.belegbote.portals.recipe.Invoices;
import de.belegbote.portals.recipe.Invoices.Listing;
import de.belegbote.portals.recipe.Invoices.Origin;
import de.belegbote.portals.recipe.Row;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One list of one block, for one combination of what its loops go over. */
final class ListRun {
  private final Invoices block;
  private final House house;
  private final RowSource rows;
  private final RowReader reader;
  private final DocumentReader documents;
  private final Requests requests;
  private final Known known;
  private final String place;
  private final Set<String> seen = new HashSet<>();
  private final BareRows bare = new BareRows();
  private final LocalDate settled;
  private final LocalDate revisited;

  /**
   * What a list needs of the run around it.
   *
   * @param again whether this is the run after a second sign-in
   */
  record House(RunInput input, RunClock clock, Tally tally, boolean again) {}

  /**
   * @param known what its templates may name
   * @param place names the block in outcomes
   */
  ListRun(
      Invoices block,
      House house,
      RowSource rows,
      RowReader reader,
      DocumentReader documents,
      Requests requests,
      Known known,
      String place) {
    this.block = block;
    this.house = house;
    this.rows = rows;
    this.reader = reader;
    this.documents = documents;
    this.requests = requests;
    this.known = known;
    this.place = place;
    this.settled = house.clock().today().minusDays(block.settle().toDays());
    this.revisited = house.clock().today().minusDays(block.revisit().toDays());
  }

  /** Reads it to its end, or until the run has as many documents as it may. */
  void read() {
    readPages();
    bare.check(place);
  }

  private void readPages() {
    for (int page = 1; page <= block.list().paging().max() && !tally().isFull(); page++) {
      List<? extends Row> shown = rows.next();
      house.input().step().accept("page %d of the list: %d rows".formatted(page, shown.size()));
      boolean fresh = false;
      for (Row row : shown) {
        fresh = seen.add(row.print()) || fresh;
      }
      if (!fresh || isPast(shown)) {
        return;
      }
    }
  }

  private record Candidate(Row row, ReadRow read) {}

  private Tally tally() {
    return house.tally();
  }

  // Deals with the rows of a page; true when reading ends with it, by the age of its rows.
  private boolean isPast(List<? extends Row> shown) {
    var candidates = new ArrayList<Candidate>();
    int kept = 0;
    int unread = 0;
    for (Row row : shown) {
      boolean keep = keeps(block.list(), row);
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
              .formatted(unread, kept, tally().lastFailure().map(Throwable::getMessage).get()));
    }
    candidates.stream().takeWhile(one -> !tally().isFull()).forEach(this::take);
    return block.list().newestFirst()
        && unread == 0
        && !candidates.isEmpty()
        && candidates.stream().allMatch(one -> isOld(one.read()));
  }

  private static boolean keeps(Listing list, Row row) {
    return list.where().isEmpty() || list.where().stream().anyMatch(filter -> filter.holds(row));
  }

  private Optional<ReadRow> read(Row row) {
    try {
      return Optional.of(reader.read(row));
    } catch (RowFailed fault) {
      List<String> name = List.of(place, row.print());
      if (!tally().isDone(name)) {
        fail(name, fault);
      }
      return Optional.empty();
    }
  }

  private boolean isOld(ReadRow row) {
    return row.date().isBefore(house.input().since());
  }

  private void take(Candidate one) {
    house.clock().check();
    ReadRow row = one.read();
    InvoiceKey key = row.key();
    if (key.kind().equals(Invoices.SKIP) || isOld(row) || tally().isDone(key)) {
      return;
    }
    if (!block.settle().isZero() && row.date().isAfter(settled)) {
      tally().left(key);
    } else if (block.each().isEmpty()) {
      takeOne(one.row(), key, row);
    } else {
      takeEach(one, key);
    }
  }

  // Documents of one row are told apart by their position: what they are called may change.
  private void takeEach(Candidate one, InvoiceKey key) {
    if (!isReopened(one.read()) && house.input().known().test(numbered(key, 1))) {
      tally().known(numbered(key, 1), false);
      bare.row(false);
      return;
    }
    try {
      List<Row> inner = inner(one);
      if (inner.isEmpty()) {
        tally().left(key);
      }
      bare.row(inner.isEmpty());
      for (int i = 0; i < inner.size() && !tally().isFull(); i++) {
        takeOne(inner.get(i), numbered(key, i + 1), one.read());
      }
    } catch (RowFailed fault) {
      fail(key, fault);
    }
  }

  private static InvoiceKey numbered(InvoiceKey key, int position) {
    return new InvoiceKey(key.kind(), key.identity() + " #" + position);
  }

  private List<Row> inner(Candidate one) {
    Listing list = block.each().orElseThrow();
    if (!(list.from() instanceof Origin.Asked asked)) {
      return InnerRows.of(one.row(), list).stream().filter(row -> keeps(list, row)).toList();
    }
    if (list.optional() && CallFill.isNameless(asked.call(), one.row(), known)) {
      return List.of();
    }
    var all = new ArrayList<Row>();
    var source =
        new AnswerRows(
            list, asked.call(), requests, one.row(), known.with(one.read().values()), place);
    for (int page = 1; page <= list.paging().max(); page++) {
      List<Row> shown = source.next();
      if (shown.isEmpty()) {
        break;
      }
      shown.stream().filter(row -> keeps(list, row)).forEach(all::add);
    }
    return all;
  }

  private boolean isReopened(ReadRow row) {
    return !block.revisit().isZero() && !row.date().isBefore(revisited);
  }

  private void takeOne(Row from, InvoiceKey key, ReadRow row) {
    if (tally().isDone(key)) {
      return;
    }
    if (!isReopened(row) && house.input().known().test(key)) {
      tally().known(key, false);
      return;
    }
    try {
      fetch(from, key, row);
    } catch (RowFailed fault) {
      fail(key, fault);
    }
  }

  private void fetch(Row from, InvoiceKey key, ReadRow row) {
    Bytes bytes = bytes(from, row);
    FetchedInvoice invoice =
        new FetchedInvoice(
            key.kind(),
            key.identity(),
            row.number(),
            row.date(),
            row.amount(),
            row.currency(),
            row.due(),
            row.title(),
            bytes.document().bytes(),
            Places.withoutQuery(bytes.url()));
    if (stored(invoice)) {
      tally().stored(key);
    } else {
      tally().known(key, true);
    }
  }

  private record Bytes(Document document, String url) {}

  private Bytes bytes(Row from, ReadRow row) {
    if (block.otherwise().isEmpty()) {
      return bytes(block.document(), from, row);
    }
    try {
      return bytes(block.document(), from, row);
    } catch (RowFailed first) {
      house.input().step().accept("another way to the document: " + first.getMessage());
      return bytes(block.otherwise(), from, row);
    }
  }

  private Bytes bytes(List<Action> chain, Row from, ReadRow row) {
    try {
      Answer answer = documents.get(chain, from, known.with(row.values()), rows);
      return new Bytes(checked(answer), answer.url());
    } catch (SessionGone gone) {
      if (gone.isPage() && house.again()) {
        throw new RowFailed(FetchOutcome.FAILED, gone.getMessage(), gone);
      }
      throw gone;
    }
  }

  // A page instead of a document mostly means that the portal has forgotten us.
  private Document checked(Answer answer) {
    try {
      return Document.of(answer.body());
    } catch (Failure noDocument) {
      if (Requests.isHtml(answer)) {
        throw SessionGone.page(place + " document", "a document");
      }
      throw new RowFailed(noDocument.detail());
    }
  }

  private boolean stored(FetchedInvoice invoice) {
    try {
      return house.input().store().test(invoice);
    } catch (IllegalArgumentException refused) {
      throw new RowFailed("the document could not be stored: " + refused.getMessage());
    }
  }

  private void fail(Object row, RowFailed fault) {
    house.input().step().accept("a document failed: " + fault.getMessage());
    tally().failed(row, fault, place + " document");
  }
}
