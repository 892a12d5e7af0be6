// Finds the lab portal of a recipe.
package de.belegbote.lab;

import de.belegbote.portals.recipe.Recipe;
import de.belegbote.portals.recipe.Recipes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** By its name, so that a recipe and a class are all a portal needs, and neither is forgotten. */
final class LabPortals {
  /** The practice portal is real; it has tests of its own. */
  private static final String PRACTICE = "practice";

  private LabPortals() {}

  /** All recipes that ship and have to pass the lab. */
  static List<Recipe> recipes() {
    return new Recipes(Optional.empty())
        .all().stream().filter(recipe -> !recipe.id().equals(PRACTICE)).toList();
  }

  /** A fresh portal: {@code amazon-de} is played by {@code AmazonDePortal}. */
  static LabPortal of(Recipe recipe) {
    String name =
        Arrays.stream(recipe.id().split("-"))
            .map(
                word -> word.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + word.substring(1))
            .collect(Collectors.joining("", LabPortals.class.getPackageName() + ".", "Portal"));
    try {
      return Class.forName(name).asSubclass(LabPortal.class).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException(
          "recipe " + recipe.id() + " has no lab portal: write " + name, missing);
    }
  }
}
