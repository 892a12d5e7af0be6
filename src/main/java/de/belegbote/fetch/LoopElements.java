// Over what a list is read again and again.
package de.belegbote.fetch;

import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Invoices.Listing;
import de.belegbote.portals.recipe.Invoices.Loop;
import de.belegbote.portals.recipe.Invoices.Over;
import de.belegbote.portals.recipe.Row;
import de.belegbote.portals.recipe.Target;
import de.belegbote.portals.recipe.TemplateException;
import de.belegbote.portals.recipe.Value;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The members of a loop's elements, by the names templates use; 200 elements at most. */
final class LoopElements {
  private static final int MOST = 200;

  private final RunInput input;
  private final RunClock clock;
  private final Lists lists;
  private final Visits visits;
  private final String place;

  /** Clicks in a row and tells where that leads. */
  interface Visits {
    Row led(Target on, Row row, RowSource rows);
  }

  /** Opens the list that a loop goes over. */
  interface Lists {
    RowSource open(Listing list, Known known, String place);
  }

  /**
   * @param place names the loop in outcomes
   */
  LoopElements(RunInput input, RunClock clock, Lists lists, Visits visits, String place) {
    this.visits = visits;
    this.input = input;
    this.clock = clock;
    this.lists = lists;
    this.place = place;
  }

  /**
   * The elements.
   *
   * @param known what is known around the loop
   * @throws RunEnd when a list of the portal's cannot be read
   */
  List<Map<String, String>> of(Loop loop, Known known) {
    String as = loop.as();
    List<Map<String, String>> all = new ArrayList<>();
    if (loop.over() instanceof Over.Literals literals) {
      literals.values().forEach(value -> all.add(members(as, value)));
    } else if (loop.over() instanceof Over.OfSetting setting) {
      chosen(setting.name()).forEach(v -> all.add(members(as, Map.of("id", v, "label", v))));
      if (all.isEmpty()) {
        throw new TemplateException(setting.name(), "is a setting that was not given");
      }
    } else if (loop.over() instanceof Over.Years) {
      for (int year = clock.today().getYear(); year >= input.since().getYear(); year--) {
        all.add(Map.of(as, String.valueOf(year)));
      }
    } else if (loop.over() instanceof Over.Windows windows) {
      windows(as, windows.days(), all);
    } else {
      listed(as, (Over.Listed) loop.over(), known, all);
    }
    return all.subList(0, Math.min(all.size(), MOST));
  }

  private List<String> chosen(String setting) {
    return input.settings().getOrDefault(setting, List.of());
  }

  private static Map<String, String> members(String as, Map<String, String> values) {
    var members = new HashMap<String, String>();
    values.forEach((key, value) -> members.put(as + "." + key, value));
    return members;
  }

  private void windows(String as, int days, List<Map<String, String>> all) {
    LocalDate to = clock.today();
    while (!to.isBefore(input.since()) && all.size() < MOST) {
      LocalDate from = to.minusDays(days - 1L);
      LocalDate first = from.isBefore(input.since()) ? input.since() : from;
      all.add(Map.of(as + ".from", first.toString(), as + ".to", to.toString()));
      to = from.minusDays(1);
    }
  }

  private void listed(String as, Over.Listed over, Known known, List<Map<String, String>> all) {
    RowSource rows = lists.open(over.list(), known, place);
    List<String> wanted = over.setting().map(this::chosen).orElse(List.of());
    var seen = new HashSet<String>();
    for (int page = 1; page <= over.list().paging().max() && all.size() < MOST; page++) {
      boolean fresh = false;
      for (Row row : rows.next()) {
        boolean kept =
            over.list().where().isEmpty()
                || over.list().where().stream().anyMatch(filter -> filter.holds(row));
        fresh = seen.add(row.print()) || fresh;
        if (kept) {
          element(over, row, known, rows)
              .filter(one -> wanted.isEmpty() || wanted.contains(one.get("id")))
              .filter(one -> seen.add("id " + one.get("id")))
              .ifPresent(one -> all.add(members(as, one)));
        }
      }
      if (!fresh) {
        return;
      }
    }
  }

  // Empty where the element has no id and may lack it: it is of another kind then.
  private Optional<Map<String, String>> element(
      Over.Listed over, Row row, Known known, RowSource rows) {
    var members = new HashMap<String, String>();
    Optional<String> id =
        over.visit()
            .map(on -> visits.led(on, row, rows))
            .map(page -> Learning.from(over.id(), page, known, clock).map(Value.Found::text))
            .orElseGet(() -> read(over.id(), row, known));
    if (id.isEmpty() && over.id().optional()) {
      return Optional.empty();
    }
    members.put(
        "id",
        id.orElseThrow(
            () ->
                new RunEnd(
                    FetchOutcome.LAYOUT_CHANGED, place, "an element of the loop has no id")));
    members.put("label", over.label().flatMap(label -> read(label, row, known)).orElse(id.get()));
    over.learn().forEach((name, v) -> read(v, row, known).ifPresent(t -> members.put(name, t)));
    return Optional.of(members);
  }

  private static Optional<String> read(Value value, Row row, Known known) {
    return value.read(row, known.values()).map(Value.Found::text);
  }
}
