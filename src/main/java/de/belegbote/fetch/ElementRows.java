// Rows that stand on pages of the browser.
package de.belegbote.fetch;

import de.belegbote.fetch.browser.PortalBrowser;
import de.belegbote.fetch.browser.PortalBrowser.Element;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Condition;
import de.belegbote.portals.recipe.Invoices.Listing;
import de.belegbote.portals.recipe.Invoices.Origin.Opened;
import de.belegbote.portals.recipe.Selector;
import de.belegbote.portals.recipe.Step;
import de.belegbote.portals.recipe.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Opens a list, turns its pages, and finds a row again after a click has led away from it. */
final class ElementRows implements RowSource {
  private final Listing list;
  private final Opened from;
  private final Selector css;
  private final SignIn loop;
  private final Known known;
  private final PortalBrowser browser;
  private final RunClock clock;
  private final Duration patience;
  private final String place;
  private final Condition goal;
  private int pages;
  // Rows of the pages before, where a button adds to them.
  private int before;
  private int total;

  /**
   * @param known what its address may name
   * @param loop recognises the list, or what stands in its way
   * @param patience how long a button may take to add rows
   * @param place names the list in outcomes
   */
  ElementRows(
      Listing list,
      Selector css,
      SignIn loop,
      Known known,
      PortalBrowser browser,
      RunClock clock,
      Duration patience,
      String place) {
    this.list = list;
    this.from = (Opened) list.from();
    this.known = known;
    this.css = css;
    this.loop = loop;
    this.browser = browser;
    this.clock = clock;
    this.patience = patience;
    this.place = place;
    var clauses = new ArrayList<Condition.Clause>();
    clauses.add(rowsShow(css));
    list.empty().ifPresent(empty -> empty.clauses().forEach(clause -> clauses.add(within(clause))));
    this.goal = new Condition(List.copyOf(clauses));
  }

  // What proves that there is nothing stands where the rows would.
  private Condition.Clause within(Condition.Clause clause) {
    return new Condition.Clause(
        clause.visible(),
        clause.present(),
        clause.text(),
        clause.url(),
        clause.sent(),
        clause.setting(),
        clause.not(),
        clause.in().or(from::in),
        clause.holds());
  }

  private Condition.Clause rowsShow(Selector rows) {
    return new Condition.Clause(
        Optional.of(rows),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        from.in(),
        Optional.empty());
  }

  @Override
  public List<ElementRow> next() {
    before = list.paging().more().isPresent() || list.paging().scroll() ? total : 0;
    if (pages == 0 || list.paging().number().isPresent()) {
      open(pages);
    } else {
      show();
      if (!turn()) {
        return List.of();
      }
    }
    pages++;
    List<ElementRow> rows = rows();
    total = rows.size();
    return rows.subList(Math.min(before, total), total);
  }

  private void open(int page) {
    var more = new HashMap<String, String>();
    int step = list.paging().step();
    list.paging().number().ifPresent(n -> more.put("page", String.valueOf(n + page * step)));
    String address = from.address().address(known.with(more).values());
    known
        .stray(from.address().names(), Places.host(address))
        .ifPresent(
            name -> {
              throw new RunEnd(
                  FetchOutcome.LAYOUT_CHANGED, place, "{" + name + "} was learned elsewhere");
            });
    loop.reach(
        goal,
        place,
        () -> {
          browser.open(address);
          from.steps().forEach(one -> loop.step(one, place));
        });
  }

  // False when there is no further page.
  private boolean turn() {
    if (list.paging().scroll()) {
      List<ElementRow> shown = rows();
      return !shown.isEmpty() && adds(shown.get(shown.size() - 1).element()::reveal);
    }
    Optional<Selector> link = list.paging().next().or(list.paging()::more);
    Optional<Element> control = link.flatMap(this::control);
    if (control.isEmpty()) {
      return false;
    }
    if (list.paging().next().isPresent()) {
      loop.reach(goal, place, () -> control.get().click());
      return true;
    }
    return adds(control.get()::click);
  }

  private Optional<Element> control(Selector selector) {
    loop.overlays().close();
    loop.look().refresh();
    var click = new Step.Click(new Target(selector, List.of(), Optional.empty(), false), false);
    return loop.look().documents(from.in()).stream()
        .flatMap(document -> loop.look().on(click, document).stream())
        .findFirst()
        .filter(element -> element.attribute("disabled").isEmpty())
        .filter(e -> e.attribute("aria-disabled").filter("true"::equalsIgnoreCase).isEmpty());
  }

  private boolean adds(Runnable action) {
    int shown = rows().size();
    action.run();
    Instant until = clock.now().plus(patience);
    while (rows().size() <= shown && clock.now().isBefore(until)) {
      clock.pause(RunClock.LOOK);
    }
    return rows().size() > shown;
  }

  // What shows now, in the newest tab that has rows.
  private List<ElementRow> rows() {
    loop.look().refresh();
    for (PortalBrowser.Page document : loop.look().documents(from.in())) {
      for (String one : css.alternatives()) {
        List<Element> found = document.find(one).stream().filter(Element::visible).toList();
        if (!found.isEmpty()) {
          List<String> header = header(document);
          return IntStream.range(0, found.size())
              .mapToObj(i -> new ElementRow(i, found.get(i), header, false))
              .toList();
        }
      }
    }
    return List.of();
  }

  private List<String> header(PortalBrowser.Page document) {
    return list.header().stream()
        .flatMap(cells -> cells.alternatives().stream())
        .map(document::find)
        .filter(found -> !found.isEmpty())
        .findFirst()
        .map(found -> found.stream().map(Element::text).toList())
        .orElse(List.of());
  }

  /**
   * The row as it shows now: the list is opened again where it was left.
   *
   * @throws RowFailed when it is no longer there
   */
  Element shown(ElementRow row) {
    show();
    List<ElementRow> now = rows();
    String print = row.print();
    boolean there = row.index() < now.size() && now.get(row.index()).print().equals(print);
    return (there ? Optional.of(now.get(row.index())) : first(now, print))
        .map(ElementRow::element)
        .orElseThrow(() -> new RowFailed("the row is no longer in the list"));
  }

  private static Optional<ElementRow> first(List<ElementRow> rows, String print) {
    return rows.stream().filter(each -> each.print().equals(print)).findFirst();
  }

  private void show() {
    if (total == 0 || rows().size() >= total) {
      return;
    }
    boolean numbered = list.paging().number().isPresent();
    open(numbered ? pages - 1 : 0);
    for (int page = 1; page < pages && !numbered && turn(); page++) {
      clock.check();
    }
  }

  SignIn loop() {
    return loop;
  }
}
