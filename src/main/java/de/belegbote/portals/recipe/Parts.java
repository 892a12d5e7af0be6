// Reads the small parts that occur all over a recipe.
package de.belegbote.portals.recipe;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads templates, selectors, conditions and steps; each fault is a {@link RecipeException} with
 * its line.
 *
 * @param settings names of the recipe's settings
 * @param language first locale of dates and amounts
 * @param prints whether the engine can print
 * @param selectors takes in every selector that is read, for whoever checks them
 * @param addresses takes in every address that is read
 */
record Parts(
    Set<String> settings,
    Locale language,
    boolean prints,
    List<Item> selectors,
    List<Item> addresses) {
  private static final Set<String> DAYS = Set.of("since", "today");
  static final List<String> VERBS =
      List.of("open", "fill", "set", "click", "click_all", "tick", "untick", "submit", "pause");

  Parts(Set<String> settings, Locale language, boolean prints) {
    this(settings, language, prints, new ArrayList<>(), new ArrayList<>());
  }

  /** A template that may name settings, since, today and the names given. */
  Template template(Item item, Set<String> more) {
    var known = new HashSet<>(more);
    known.addAll(settings);
    known.addAll(DAYS);
    return ofNames(item, known);
  }

  /** A template that may name settings only. */
  Template settingsTemplate(Item item) {
    return ofNames(item, settings);
  }

  /** A template for an https address; in its host only settings may stand, each a whole label. */
  Template address(Item item, Set<String> more) {
    Template template = template(item, more);
    String host = template.hostSource();
    for (String label : host.split("\\.", -1)) {
      boolean whole = label.matches("[A-Za-z0-9-]+|\\{[a-z][a-z0-9_]*}");
      if (!whole) {
        throw item.wrong(
            "an https address without port or user is expected; a value is a whole label of the"
                + " host: "
                + item.string());
      }
    }
    for (String name : template.hostNames()) {
      if (!settings.contains(name)) {
        throw item.wrong("only a setting may stand in a host: {" + name + "}");
      }
    }
    addresses.add(item);
    return template;
  }

  Map<String, Template> templates(Item parent, String key, Set<String> more) {
    var templates = new java.util.LinkedHashMap<String, Template>();
    parent.entries(key).forEach((name, item) -> templates.put(name, template(item, more)));
    return templates;
  }

  Selector css(Item item) {
    for (Item one : item.items()) {
      // Inside a selector not every engine knows it, and it would say nothing.
      if (one.string().contains(":scope") && !one.string().strip().equals(":scope")) {
        throw one.wrong(":scope is the row itself and stands alone");
      }
      selectors.add(one);
    }
    return new Selector(item.items().stream().map(i -> i.string().strip()).toList());
  }

  Frame frame(Item item) {
    if (item.string().equals("page")) {
      return new Frame.WholePage();
    }
    return item.string().contains("://")
        ? new Frame.Url(new UrlPattern(settingsTemplate(item)))
        : new Frame.Css(css(item));
  }

  Condition condition(Item item) {
    var clauses = new ArrayList<Condition.Clause>();
    collect(item, clauses);
    return new Condition(List.copyOf(clauses));
  }

  private void collect(Item item, List<Condition.Clause> clauses) {
    if (item.isMap()) {
      clauses.add(clause(item));
    } else {
      item.items().forEach(one -> collect(one, clauses));
    }
  }

  private Condition.Clause clause(Item item) {
    Optional<Item> not = item.find("not");
    if (not.isPresent() && deepHas(not.get(), "holds")) {
      throw not.get().wrong("holds has no meaning under not");
    }
    item.find("setting")
        .filter(name -> !settings.contains(name.string()))
        .ifPresent(
            name -> {
              throw name.wrong("there is no setting " + name.string());
            });
    return new Condition.Clause(
        item.find("visible").map(this::css),
        item.find("present").map(this::css),
        item.strings("text"),
        item.items("url").stream().map(i -> new UrlPattern(settingsTemplate(i))).toList(),
        item.find("sent").map(Parts::credential),
        item.find("setting").map(Item::string),
        not.map(this::condition),
        item.find("in").map(this::frame),
        item.find("holds").map(Item::duration));
  }

  private static boolean deepHas(Item item, String key) {
    return item.isMap()
        ? item.has(key) || item.find("not").map(inner -> deepHas(inner, key)).orElse(false)
        : item.items().stream().anyMatch(one -> deepHas(one, key));
  }

  List<Step> steps(Item parent, String key, Set<String> names) {
    return parent.items(key).stream().map(item -> step(item, names)).toList();
  }

  Step step(Item item, Set<String> names) {
    List<String> verbs = VERBS.stream().filter(item::has).toList();
    if (verbs.size() != 1) {
      throw item.wrong("a step needs exactly one of " + String.join(", ", VERBS));
    }
    String verb = verbs.get(0);
    boolean acts = !verb.equals("open") && !verb.equals("pause");
    if (!acts && (item.has("label") || item.has("in") || item.has("optional"))) {
      throw item.wrong(verb + " takes no label, in or optional");
    }
    return switch (verb) {
      case "open" -> new Step.Open(address(item.get("open"), names));
      case "pause" -> new Step.Pause(item.get("pause").duration());
      case "fill" -> new Step.Fill(target(item, verb), credential(item.get("with")));
      case "set" -> new Step.Set(target(item, verb), template(item.get("to"), names));
      case "click" -> new Step.Click(target(item, verb), false);
      case "click_all" -> new Step.Click(target(item, verb), true);
      case "tick" -> new Step.Tick(target(item, verb), true);
      case "untick" -> new Step.Tick(target(item, verb), false);
      default -> new Step.Submit(target(item, verb));
    };
  }

  /** What a step acts on: the selector at the key, with label, in and optional beside it. */
  Target target(Item step, String key) {
    return new Target(
        css(step.get(key)),
        step.strings("label"),
        step.find("in").map(this::frame),
        step.isTrue("optional"));
  }

  private static Credential credential(Item item) {
    return Credential.valueOf(item.string().toUpperCase(Locale.ROOT));
  }

  /** An RE2 pattern. */
  static Pattern pattern(Item item) {
    try {
      return Pattern.compile(item.string());
    } catch (PatternSyntaxException broken) {
      throw item.wrong("no RE2 pattern: " + broken.getMessage());
    }
  }

  /** What the reader makes of the item; its IllegalArgumentException becomes a refusal. */
  static <T> T reading(Item item, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (RecipeException placed) {
      throw placed;
    } catch (IllegalArgumentException broken) {
      throw item.wrong(broken.getMessage());
    }
  }

  private static Template ofNames(Item item, Set<String> known) {
    Template template = reading(item, () -> Template.of(item.string()));
    for (String name : template.names()) {
      if (!known.contains(name)) {
        throw item.wrong(
            "{%s} is not known here; known are %s".formatted(name, new java.util.TreeSet<>(known)));
      }
    }
    return template;
  }
}
