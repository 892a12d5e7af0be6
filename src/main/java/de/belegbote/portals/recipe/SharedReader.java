// Reads a sign-in that several portals share.
package de.belegbote.portals.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Turns a file of {@code sign-ins} into records, for a recipe that uses it or by itself. */
final class SharedReader {
  private SharedReader() {}

  /**
   * What a shared sign-in gives a recipe.
   *
   * @param top the file
   * @param parts reads its templates: its parameters stand where settings would
   * @param parameters their values, from closed lists
   */
  record Shared(
      Item top,
      Parts parts,
      Map<String, String> parameters,
      List<Template> hosts,
      List<Page> pages) {
    Recipe.Shared recipe() {
      return new Recipe.Shared(
          top.get("id").string(), top.get("version").number(), Map.copyOf(parameters));
    }
  }

  /** Refuses what is wrong with the file itself; every choice of parameters is as good. */
  static Shared check(RecipeText text) {
    RecipeSchema.checkShared(text);
    var first = new LinkedHashMap<String, String>();
    Item.top(text)
        .entries("parameters")
        .forEach((name, item) -> first.put(name, item.strings("one_of").get(0)));
    return read(text, first);
  }

  /** The sign-in that a recipe uses, with the parameters it gives. */
  static Shared of(Item signIn, SharedSignIns shared) {
    Item use = signIn.get("use");
    RecipeText text =
        shared
            .find(use.string())
            .orElseThrow(() -> use.wrong("there is no shared sign-in " + use.string()));
    RecipeSchema.checkShared(text);
    Item top = Item.top(text);
    if (!top.get("id").string().equals(use.string())) {
      throw top.get("id").wrong("id must be the name of the file");
    }
    Map<String, Item> wanted = top.entries("parameters");
    Map<String, Item> given = signIn.entries("with");
    var values = new LinkedHashMap<String, String>();
    wanted.forEach(
        (name, item) -> {
          Item value = given.get(name);
          if (value == null) {
            throw use.wrong("%s wants the parameter %s".formatted(use.string(), name));
          }
          if (!item.strings("one_of").contains(value.string())) {
            throw value.wrong(
                "%s is one of %s".formatted(name, String.join(", ", item.strings("one_of"))));
          }
          values.put(name, value.string());
        });
    given.forEach(
        (name, item) -> {
          if (!wanted.containsKey(name)) {
            throw item.wrong("%s has no parameter %s".formatted(use.string(), name));
          }
        });
    return read(text, values);
  }

  private static Shared read(RecipeText text, Map<String, String> values) {
    Item top = Item.top(text);
    var parts = new Parts(values.keySet(), Locale.ENGLISH, false);
    List<Page> pages = new ArrayList<>();
    var reader = new SignInReader(parts);
    top.items("pages").forEach(page -> pages.add(reader.page(page)));
    if (pages.stream().noneMatch(page -> page.sends(Credential.PASSWORD))) {
      throw top.get("pages").wrong("no page types the password");
    }
    return new Shared(
        top,
        parts,
        values,
        top.items("hosts").stream().map(parts::settingsTemplate).toList(),
        List.copyOf(pages));
  }
}
