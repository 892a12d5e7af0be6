// Reads what is done before a list or for a document.
package de.belegbote.portals.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns chains of browser steps and requests into records. */
final class ActionReader {
  private static final List<String> OF_CALLS =
      List.of(
          "query",
          "headers",
          "form",
          "multipart",
          "json",
          "graphql",
          "expect",
          "answers",
          "poll",
          "bytes");
  private static final Set<String> RESERVED = Set.of("since", "today", "page", "cursor", "row");

  private final Parts parts;
  private final ValueReader values;
  private final CallReader calls;

  ActionReader(Parts parts) {
    this.parts = parts;
    this.values = new ValueReader(parts);
    this.calls = new CallReader(parts);
  }

  /**
   * Reads a chain.
   *
   * @param names what its templates may name beside settings and days; what is learned is added
   * @param first what the first action reads values from
   */
  List<Action> read(Item parent, String key, Set<String> names, Place first) {
    var actions = new ArrayList<Action>();
    Place at = first;
    for (Item item : parent.items(key)) {
      actions.add(action(item, names, at));
      at = Place.ANYWHERE;
    }
    return List.copyOf(actions);
  }

  private Action action(Item item, Set<String> names, Place at) {
    if (item.has("print")) {
      return print(item);
    }
    if (CallReader.isCall(item)) {
      for (String key : List.of("in", "label", "optional")) {
        if (item.has(key)) {
          throw item.wrong("get and post take no in, label or optional");
        }
      }
      if (Parts.VERBS.stream().anyMatch(item::has)) {
        throw item.wrong("a step is either one of the browser or a request");
      }
      Call call = calls.read(item, names, at);
      return new Action.Ask(call, learn(item, names));
    }
    for (String key : OF_CALLS) {
      if (item.has(key)) {
        throw item.get(key).wrong(key + " belongs to a get or post");
      }
    }
    Step step = parts.step(item, names);
    if (step.credential().isPresent()) {
      throw item.wrong("credentials are typed by the pages of sign_in only");
    }
    return new Action.Browse(step, learn(item, names));
  }

  private Action print(Item item) {
    if (!parts.prints()) {
      throw item.get("print").wrong("engine htmlunit cannot print a page");
    }
    for (String key : item.inner().keySet()) {
      if (!key.equals("print") && !key.equals("guess")) {
        throw item.get(key).wrong(key + " does not belong to print");
      }
    }
    return new Action.Print(item.get("print").find("hide").map(parts::css));
  }

  private Map<String, Value> learn(Item item, Set<String> names) {
    var learned = new LinkedHashMap<String, Value>();
    item.entries("learn")
        .forEach(
            (name, value) -> {
              if (RESERVED.contains(name) || parts.settings().contains(name)) {
                throw value.wrong(name + " is a name of its own and cannot be learned");
              }
              learned.put(name, values.read(value, names, Place.ANYWHERE, name));
            });
    learned.forEach(
        (name, value) -> {
          names.add(name);
          value.members().forEach(member -> names.add(name + "." + member));
        });
    return learned;
  }
}
