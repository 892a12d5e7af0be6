// Reads over what lists are read again and again.
package de.belegbote.portals.recipe;

import de.belegbote.portals.recipe.Invoices.Loop;
import de.belegbote.portals.recipe.Invoices.Over;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Turns {@code for_each} into records; each loop may name the members of those around it. */
final class LoopReader {
  private static final Set<String> RESERVED = Set.of("since", "today", "page", "cursor", "row");
  private static final Set<String> LISTS = Set.of("get", "post", "open");

  private final Parts parts;
  private final ValueReader values;
  private final ListReader lists;

  LoopReader(Parts parts) {
    this.parts = parts;
    this.values = new ValueReader(parts);
    this.lists = new ListReader(parts);
  }

  /**
   * Reads the loops.
   *
   * @param names what is known around them; their members are added
   */
  List<Loop> read(Item block, Set<String> names) {
    var loops = new ArrayList<Loop>();
    for (Item item : block.items("for_each")) {
      String as = item.get("as").string();
      boolean taken = names.stream().anyMatch(n -> n.equals(as) || n.startsWith(as + "."));
      if (taken || RESERVED.contains(as) || parts.settings().contains(as)) {
        throw item.get("as").wrong(as + " is the name of something else");
      }
      Over over = over(item, names);
      members(as, over).forEach(names::add);
      loops.add(new Loop(as, over));
    }
    return List.copyOf(loops);
  }

  private Over over(Item item, Set<String> names) {
    boolean listed = LISTS.stream().anyMatch(item::has);
    long kinds =
        Stream.of("values", "years", "days").filter(item::has).count()
            + (listed || item.has("setting") ? 1 : 0);
    if (kinds != 1) {
      throw item.wrong("a loop is over one of values, setting, years, days, or a list");
    }
    for (String key : List.of("id", "label", "visit", "learn", "rows")) {
      if (!listed && item.has(key)) {
        throw item.get(key).wrong(key + " belongs to a loop over a list");
      }
    }
    Optional<String> setting = item.find("setting").map(this::setting);
    if (listed) {
      return listed(item, setting, names);
    }
    if (setting.isPresent()) {
      return new Over.OfSetting(setting.get());
    }
    if (item.has("years")) {
      return new Over.Years();
    }
    return item.has("days") ? new Over.Windows(item.get("days").number()) : literals(item);
  }

  private String setting(Item item) {
    if (!parts.settings().contains(item.string())) {
      throw item.wrong("there is no setting " + item.string());
    }
    return item.string();
  }

  private Over listed(Item item, Optional<String> setting, Set<String> names) {
    Invoices.Listing list = lists.read(item, names, Optional.empty());
    Place place = ListReader.place(list);
    Optional<Target> visit =
        item.find("visit")
            .map(css -> new Target(parts.css(css), List.of(), Optional.empty(), false));
    if (visit.isPresent() && place != Place.ELEMENT) {
      throw item.get("visit").wrong("only a row on a page can be visited");
    }
    var learn = new LinkedHashMap<String, Value>();
    item.entries("learn").forEach((n, value) -> learn.put(n, values.read(value, names, place, n)));
    return new Over.Listed(
        list,
        setting,
        values.read(item.get("id"), names, visit.isPresent() ? Place.ANYWHERE : place, "id"),
        item.find("label").map(label -> values.read(label, names, place, "label")),
        visit,
        learn);
  }

  private static Over literals(Item item) {
    List<Map<String, String>> all = new ArrayList<>();
    Set<String> keys = null;
    for (Item one : item.items("values")) {
      var map = new LinkedHashMap<String, String>();
      one.inner().forEach((key, value) -> map.put(key, value.string()));
      if (keys != null && !keys.equals(map.keySet())) {
        throw one.wrong("all values of a loop have the same keys");
      }
      keys = map.keySet();
      all.add(map);
    }
    return new Over.Literals(List.copyOf(all));
  }

  private static Set<String> members(String as, Over over) {
    var names = new TreeSet<String>();
    if (over instanceof Over.Years) {
      names.add(as);
    } else if (over instanceof Over.Windows) {
      names.addAll(List.of(as + ".from", as + ".to"));
    } else if (over instanceof Over.Literals literals) {
      literals.values().get(0).keySet().forEach(key -> names.add(as + "." + key));
    } else {
      names.addAll(List.of(as + ".id", as + ".label"));
    }
    if (over instanceof Over.Listed listed) {
      listed.learn().keySet().forEach(key -> names.add(as + "." + key));
    }
    return names;
  }
}
