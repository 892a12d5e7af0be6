// Looks at a recipe as a reviewer would: what is wrong, what is odd, and what one has to trust.
package de.belegbote.portals.recipe;

import de.belegbote.portals.recipe.RecipeFile.Loaded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/** Goes on where the loader stops: more than one fault, and what is allowed but hardly meant. */
public final class RecipeLint {
  /** An error keeps the recipe from being loaded, or from being carried out by an engine. */
  public enum Level {
    ERROR,
    WARNING,
    NOTE
  }

  /**
   * Something to look at.
   *
   * @param line from 1; 0 when it has no place
   */
  public record Finding(int line, Level level, String what) {}

  private final RecipeText text;
  private final Loaded loaded;
  private final List<Finding> findings = new ArrayList<>();

  private RecipeLint(RecipeText text, Loaded loaded) {
    this.text = text;
    this.loaded = loaded;
  }

  /**
   * Everything to be said of a recipe, by line.
   *
   * @param file how the file is called in errors
   * @param shared where {@code use} finds sign-ins
   * @param selectors why an engine cannot read a selector; empty when it can
   */
  public static List<Finding> check(
      String file,
      String yaml,
      SharedSignIns shared,
      Function<String, Optional<String>> selectors) {
    try {
      RecipeText text = RecipeText.read(file, yaml);
      if (text.top().containsKey("pages")) {
        return ofShared(text, selectors);
      }
      List<RecipeException> faults = RecipeSchema.faults(text);
      if (!faults.isEmpty()) {
        return faults.stream().map(RecipeLint::error).toList();
      }
      var lint = new RecipeLint(text, RecipeFile.load(text, shared));
      lint.selectors(lint.loaded.parts(), selectors);
      lint.pages();
      lint.goal();
      lint.hosts();
      lint.guesses(Item.top(text));
      lint.findings.sort(Comparator.comparingInt(Finding::line));
      return List.copyOf(lint.findings);
    } catch (RecipeException fault) {
      return List.of(error(fault));
    }
  }

  // A sign-in that several portals share is looked over by itself.
  private static List<Finding> ofShared(
      RecipeText text, Function<String, Optional<String>> selectors) {
    SharedReader.Shared read = SharedReader.check(text);
    var lint = new RecipeLint(text, null);
    lint.selectors(read.parts(), selectors);
    Item hosts = Item.top(text).get("hosts");
    lint.add(hosts, Level.NOTE, "credentials may go to " + String.join(", ", hosts.strings()));
    lint.guesses(Item.top(text));
    lint.findings.sort(Comparator.comparingInt(Finding::line));
    return List.copyOf(lint.findings);
  }

  private static Finding error(RecipeException fault) {
    return new Finding(fault.line(), Level.ERROR, fault.what());
  }

  private void add(Item at, Level level, String what) {
    findings.add(new Finding(text.lineOf(at.pointer()), level, what));
  }

  private void selectors(Parts parts, Function<String, Optional<String>> reader) {
    for (Item item : parts.selectors()) {
      Optional<String> fault =
          Selector.ROW.alternatives().contains(item.string().strip())
              ? Optional.empty()
              : reader.apply(item.string());
      fault.ifPresent(why -> add(item, Level.ERROR, "no selector: " + item.string() + ": " + why));
    }
  }

  private void pages() {
    List<Page> pages = loaded.recipe().signIn().pages();
    List<Item> items = Item.top(text).get("sign_in").items("pages");
    // Pages of a shared sign-in stand behind the file's own.
    for (int i = 0; i < items.size(); i++) {
      for (int j = 0; j < pages.size(); j++) {
        Page earlier = pages.get(j);
        Page later = pages.get(i);
        int groups = Integer.compare(earlier.group(), later.group());
        if (groups < 0 || (groups == 0 && j < i)) {
          shadow(earlier, later).ifPresent(shadowed(items.get(i)));
        }
      }
    }
  }

  private Consumer<String> shadowed(Item page) {
    return what -> add(page, Level.WARNING, what);
  }

  // A page that is chosen first whenever the other one matches.
  private static Optional<String> shadow(Page earlier, Page later) {
    Set<String> first = needs(earlier);
    Set<String> second = needs(later);
    boolean ends =
        earlier.outcome().filter(o -> !o.equals(Page.REFUSED)).isPresent() && !earlier.asks();
    if (first.isEmpty() || second.isEmpty() || earlier.overlay()) {
      return Optional.empty();
    }
    if (first.equals(second)) {
      return Optional.of(
          "page %s cannot be told from page %s, which is chosen before it"
              .formatted(later.name(), earlier.name()));
    }
    return ends && second.containsAll(first)
        ? Optional.of(
            "page %s is never reached: page %s ends the run first"
                .formatted(later.name(), earlier.name()))
        : Optional.empty();
  }

  // What has to show for a page, as texts; none for a page of several clauses, which is not judged.
  private static Set<String> needs(Page page) {
    var needs = new HashSet<String>();
    if (page.when().clauses().size() != 1) {
      return needs;
    }
    Condition.Clause clause = page.when().clauses().get(0);
    String where = clause.in().map(String::valueOf).orElse("");
    clause.visible().ifPresent(css -> needs.add(where + "visible " + css));
    clause.present().ifPresent(css -> needs.add(where + "present " + css));
    if (!clause.text().isEmpty()) {
      needs.add(where + "text " + clause.text() + clause.visible() + clause.present());
    }
    if (!clause.url().isEmpty()) {
      needs.add(where + "url " + clause.url());
    }
    clause.sent().ifPresent(sent -> needs.add("sent " + sent));
    clause.setting().ifPresent(setting -> needs.add("setting " + setting));
    clause.not().ifPresent(not -> needs.add(where + "not " + not));
    clause.holds().ifPresent(time -> needs.add("holds " + time));
    page.in().ifPresent(frame -> needs.add("in " + frame));
    for (int i = 0; i < page.steps().size(); i++) {
      Step step = page.steps().get(i);
      if (i == 0 || step instanceof Step.Fill) {
        target(step).ifPresent(needs::add);
      }
    }
    return needs;
  }

  private static Optional<String> target(Step step) {
    return step.target()
        .filter(target -> !target.optional())
        .map(
            target ->
                target.labels().isEmpty() && target.in().isEmpty()
                    ? "visible " + target.css()
                    : "visible " + target + target.in());
  }

  private void goal() {
    SignIn signIn = loaded.recipe().signIn();
    String open = signIn.open().toString().replaceAll("\\{[^}]*}", "x");
    for (Condition.Clause clause : signIn.goal().clauses()) {
      boolean only =
          clause.visible().isEmpty()
              && clause.present().isEmpty()
              && clause.text().isEmpty()
              && clause.not().isEmpty()
              && clause.sent().isEmpty()
              && clause.holds().isEmpty();
      if (only && clause.url().stream().anyMatch(pattern -> meets(pattern, open))) {
        add(
            Item.top(text).get("sign_in").get("goal"),
            Level.WARNING,
            "the address where the sign-in begins meets the goal; name something that shows only"
                + " when signed in, or say how long it holds");
      }
    }
  }

  private static boolean meets(UrlPattern pattern, String open) {
    try {
      return pattern.matches(open, Map.of());
    } catch (TemplateException named) {
      return false;
    }
  }

  private void hosts() {
    Item hosts = Item.top(text).find("hosts").orElseGet(() -> Item.top(text).get("sign_in"));
    List<String> names = loaded.recipe().hosts().stream().map(Template::toString).toList();
    add(hosts, Level.NOTE, "credentials may go to " + String.join(", ", names));
    var others = new TreeSet<String>();
    var own = Set.copyOf(names);
    loaded.parts().addresses().stream()
        .map(item -> Template.of(item.string()).hostSource())
        .filter(host -> !own.contains(host))
        .forEach(others::add);
    if (!others.isEmpty()) {
      add(hosts, Level.NOTE, "addresses lead also to " + String.join(", ", others));
    }
  }

  private void guesses(Item item) {
    item.find("guess").ifPresent(guess -> add(guess, Level.NOTE, "guess: " + guess.string()));
    item.inner().values().forEach(this::guesses);
  }
}
