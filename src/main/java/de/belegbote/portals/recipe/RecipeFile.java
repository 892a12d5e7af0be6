// Reads a recipe and refuses what it could not carry out.
package de.belegbote.portals.recipe;

import de.belegbote.portals.recipe.Recipe.Guide;
import de.belegbote.portals.recipe.Recipe.Requests;
import de.belegbote.portals.recipe.Recipe.Setting;
import de.belegbote.portals.recipe.Recipe.Terms;
import de.belegbote.portals.recipe.SharedReader.Shared;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One YAML file, one recipe: text, then schema, then what the schema cannot say. */
public final class RecipeFile {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private RecipeFile() {}

  /**
   * Reads a recipe.
   *
   * @param file how the file is called in errors
   * @param yaml its text
   * @throws RecipeException with file, line and key of the first thing that is wrong
   */
  public static Recipe read(String file, String yaml) {
    return read(file, yaml, SharedSignIns.ofJar());
  }

  /**
   * The same, with shared sign-ins from elsewhere.
   *
   * @param shared where {@code use} finds them
   */
  public static Recipe read(String file, String yaml, SharedSignIns shared) {
    return load(RecipeText.read(file, yaml), shared).recipe();
  }

  /** A recipe, with the small parts that a closer look wants to see again. */
  record Loaded(Recipe recipe, Parts parts) {}

  static Loaded load(RecipeText text, SharedSignIns shared) {
    RecipeSchema.check(text);
    Item top = Item.top(text);
    Map<String, Setting> settings = settings(top);
    Locale language = Locale.forLanguageTag(top.find("language").map(Item::string).orElse("en"));
    var parts =
        new Parts(settings.keySet(), language, !top.get("engine").string().equals("htmlunit"));
    Optional<Shared> use =
        top.get("sign_in").has("use")
            ? Optional.of(SharedReader.of(top.get("sign_in"), shared))
            : Optional.empty();
    return new Loaded(recipe(top, settings, language, parts, use), parts);
  }

  private static Recipe recipe(
      Item top,
      Map<String, Setting> settings,
      Locale language,
      Parts parts,
      Optional<Shared> shared) {
    if (top.has("hosts") == shared.isPresent()) {
      throw top.find("hosts")
          .orElse(top)
          .wrong("a recipe names hosts, or uses a shared sign-in that names them");
    }
    shared.ifPresent(
        s ->
            settings
                .keySet()
                .forEach(
                    name -> {
                      if (s.parameters().containsKey(name)) {
                        throw top.get("settings").get(name).wrong(name + " is a parameter");
                      }
                    }));
    SignIn signIn = new SignInReader(parts).read(top.get("sign_in"), shared.map(Shared::pages));
    var invoices = new ArrayList<Invoices>();
    top.items("invoices").forEach(block -> invoices.add(new InvoicesReader(parts).read(block)));
    List<Template> hosts =
        shared
            .map(Shared::hosts)
            .orElseGet(() -> top.items("hosts").stream().map(parts::settingsTemplate).toList());
    var guesses = new ArrayList<String>();
    collectGuesses(top, "", guesses);
    shared.ifPresent(s -> collectGuesses(s.top(), s.top().get("id").string(), guesses));
    return new Recipe(
        top.get("id").string(),
        top.get("name").string(),
        top.get("version").number(),
        top.get("homepage").string(),
        top.get("engine").string(),
        language,
        hosts,
        settings,
        authenticator(top.has("authenticator") ? top : shared.map(Shared::top).orElse(top)),
        terms(top),
        requests(top, parts, invoices),
        signIn,
        List.copyOf(invoices),
        guesses,
        shared.map(Shared::recipe));
  }

  private static Map<String, Setting> settings(Item top) {
    var settings = new LinkedHashMap<String, Setting>();
    top.entries("settings")
        .forEach(
            (name, item) -> {
              if (Set.of("since", "today", "page", "cursor").contains(name)) {
                throw item.wrong(name + " is a name of its own and cannot be a setting");
              }
              settings.put(
                  name,
                  new Setting(
                      texts(item, "label"),
                      item.isTrue("optional"),
                      item.isTrue("many"),
                      item.strings("one_of"),
                      item.find("pattern").map(Parts::pattern)));
            });
    return settings;
  }

  private static Map<String, String> texts(Item item, String key) {
    var texts = new LinkedHashMap<String, String>();
    item.entries(key).forEach((language, text) -> texts.put(language, text.string()));
    return texts;
  }

  private static Guide authenticator(Item top) {
    Optional<Item> item = top.find("authenticator");
    var steps = new LinkedHashMap<String, List<String>>();
    item.ifPresent(
        i ->
            i.entries("steps")
                .forEach(
                    (language, list) ->
                        steps.put(language, list.items().stream().map(Item::string).toList())));
    return new Guide(
        item.flatMap(i -> i.find("where")).map(Item::string),
        orUnknown(item, "unattended"),
        orUnknown(item, "second"),
        orUnknown(item, "key_as_text"),
        steps);
  }

  private static Terms terms(Item top) {
    Optional<Item> item = top.find("terms");
    return new Terms(
        item.flatMap(i -> i.find("url")).map(Item::string),
        orUnknown(item, "automation"),
        item.flatMap(i -> i.find("checked")).map(RecipeFile::day));
  }

  private static String orUnknown(Optional<Item> item, String key) {
    return item.flatMap(i -> i.find(key)).map(Item::string).orElse("unknown");
  }

  private static LocalDate day(Item item) {
    try {
      return LocalDate.parse(item.string());
    } catch (DateTimeException none) {
      throw item.wrong("no such day: " + item.string());
    }
  }

  private static Requests requests(Item top, Parts parts, List<Invoices> invoices) {
    Optional<Item> item = top.find("requests");
    item.flatMap(i -> i.find("headers")).ifPresent(CallReader::checkHeaders);
    return new Requests(
        item.map(i -> parts.templates(i, "headers", learned(invoices))).orElse(Map.of()),
        item.flatMap(i -> i.find("pause")).map(Item::duration).orElse(PAUSE),
        item.map(CallReader::meanings).orElse(List.of()));
  }

  // What the first steps learn may go along with every request to the host it came from.
  private static Set<String> learned(List<Invoices> invoices) {
    var names = new HashSet<String>();
    invoices.forEach(
        block -> block.start().forEach(action -> names.addAll(action.learn().keySet())));
    return names;
  }

  // Every "guess" of the file with the place it stands at.
  private static void collectGuesses(Item item, String place, List<String> guesses) {
    item.find("guess").ifPresent(guess -> guesses.add(place + ": " + guess.string()));
    item.inner()
        .forEach((key, inner) -> collectGuesses(inner, (place + " " + key).strip(), guesses));
  }
}
