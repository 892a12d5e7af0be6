// Reads where a portal's invoices are.
package de.belegbote.portals.recipe;

import de.belegbote.portals.recipe.Invoices.Listing;
import de.belegbote.portals.recipe.Invoices.Loop;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns one block of {@code invoices} into records. */
final class InvoicesReader {
  private final Parts parts;
  private final ValueReader values;
  private final ActionReader actions;
  private final ListReader lists;

  InvoicesReader(Parts parts) {
    this.parts = parts;
    this.values = new ValueReader(parts);
    this.actions = new ActionReader(parts);
    this.lists = new ListReader(parts);
  }

  Invoices read(Item item) {
    var names = new HashSet<String>();
    List<Action> start = actions.read(item, "start", names, Place.ANYWHERE);
    if (start.stream().anyMatch(Action.Print.class::isInstance)) {
      throw item.get("start").wrong("print ends a document");
    }
    List<Loop> loops = new LoopReader(parts).read(item, names);
    Listing list = lists.read(item.get("list"), names, Optional.empty());
    Place row = ListReader.place(list);
    Map<String, Value> fields = fields(item, list, row, names);
    names.addAll(rowNames(fields, false));
    Optional<Listing> each = item.find("each").map(one -> lists.read(one, names, Optional.of(row)));
    Place from = each.map(ListReader::place).orElse(row);
    List<Action> document = actions.read(item, "document", new HashSet<>(names), from);
    List<Action> otherwise = actions.read(item, "otherwise", new HashSet<>(names), from);
    checkEnd(item, "document", document, from);
    checkEnd(item, "otherwise", otherwise, from);
    return new Invoices(
        start,
        loops,
        list,
        fields,
        each,
        document,
        otherwise,
        item.has("identity")
            ? item.items("identity").stream().map(i -> parts.template(i, names)).toList()
            : List.of(Template.of("{row.number}")),
        item.find("settle").map(Item::duration).orElse(Duration.ZERO),
        item.find("revisit").map(Item::duration).orElse(Duration.ZERO));
  }

  // The last action has to bring bytes, and only a row on a page has something to click.
  private static void checkEnd(Item item, String key, List<Action> chain, Place row) {
    if (chain.isEmpty()) {
      return;
    }
    List<Item> items = item.items(key);
    Action last = chain.get(chain.size() - 1);
    boolean brings =
        last instanceof Action.Ask
            || last instanceof Action.Print
            || (last instanceof Action.Browse browse && browse.step() instanceof Step.Click);
    if (!brings) {
      throw items.get(items.size() - 1).wrong("a document ends with get, post, click or print");
    }
    for (int i = 0; i < chain.size(); i++) {
      if (chain.get(i) instanceof Action.Print && i < chain.size() - 1) {
        throw items.get(i).wrong("print ends a document");
      }
      boolean clicks =
          chain.get(i) instanceof Action.Browse browse
              && browse.step().target().filter(target -> target.in().isEmpty()).isPresent();
      if (clicks && row != Place.ELEMENT) {
        throw items
            .get(i)
            .wrong("a row that is not on a page has nothing to click; in: page leaves the row");
      }
    }
  }

  // Names of the fields and their members; optionally without those that are made of others.
  private static Set<String> rowNames(Map<String, Value> fields, boolean onlyTaken) {
    var names = new HashSet<String>();
    fields.forEach(
        (name, value) -> {
          if (!onlyTaken || !value.isComposed()) {
            names.add("row." + name);
            value.members().forEach(member -> names.add("row." + name + "." + member));
          }
        });
    return names;
  }

  // A value made from other fields may name those that are taken from the row itself.
  private Map<String, Value> fields(Item item, Listing list, Place row, Set<String> known) {
    var taken = new LinkedHashMap<String, Value>();
    item.entries("fields")
        .forEach(
            (name, value) -> {
              if (!ValueReader.isMade(value)) {
                taken.put(name, field(name, value, known, list, row));
              }
            });
    var names = new HashSet<>(known);
    names.addAll(rowNames(taken, true));
    var fields = new LinkedHashMap<String, Value>();
    item.entries("fields")
        .forEach(
            (name, value) ->
                fields.put(
                    name,
                    taken.containsKey(name)
                        ? taken.get(name)
                        : field(name, value, names, list, row)));
    return fields;
  }

  private Value field(String name, Item item, Set<String> names, Listing list, Place row) {
    Value value = values.read(item, names, row, name);
    boolean column =
        value.readings().stream().anyMatch(r -> r.source() instanceof Value.Source.Column);
    if (column && list.header().isEmpty()) {
      throw item.wrong("column needs the list's header");
    }
    return value;
  }
}
