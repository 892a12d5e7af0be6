// Finds the lab portal of a recipe.
package de.belegbote.lab;

import de.belegbote.portals.recipe.Recipe;
import de.belegbote.portals.recipe.Recipes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** By its name, so that a recipe and a class are all a portal needs, and neither is forgotten. */
final class LabPortals {
  /** The practice portal is real; it has tests of its own. */
  private static final String PRACTICE = "practice";

  private static final Path SHIPPED = Path.of("src/main/resources/recipes");
  private static final List<Recipe> RECIPES =
      new Recipes(Optional.empty())
          .all().stream()
              .filter(recipe -> !recipe.id().equals(PRACTICE))
              .filter(recipe -> recipe.id().matches(System.getProperty("belegbote.lab", ".*")))
              .toList();

  private LabPortals() {}

  /** All recipes that ship. */
  static List<Recipe> recipes() {
    return RECIPES;
  }

  /** The real names of all portals. */
  static List<String> hosts() {
    return RECIPES.stream().flatMap(recipe -> of(recipe).hosts().stream()).distinct().toList();
  }

  /** A recipe as it is written. */
  static String text(Recipe recipe) {
    return read(SHIPPED.resolve(recipe.id() + ".yaml"));
  }

  /**
   * The sign-in that a recipe shares with others, as it is written; only for the first recipe that
   * uses it, since what goes for one goes for all.
   */
  static Optional<String> sharedText(Recipe recipe) {
    Optional<Recipe> first =
        RECIPES.stream()
            .filter(one -> one.shared().isPresent() && one.realm().equals(recipe.realm()))
            .findFirst();
    return first
        .filter(one -> one.id().equals(recipe.id()))
        .map(one -> read(SHIPPED.resolve("sign-ins/" + one.realm() + ".yaml")));
  }

  /** Whether a recipe is the one at which the sign-in that it shares is looked at closely. */
  static boolean isFirstOfItsSignIn(String id) {
    return RECIPES.stream()
        .filter(recipe -> recipe.id().equals(id))
        .anyMatch(recipe -> sharedText(recipe).isPresent());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** A fresh portal: {@code amazon-de} is played by {@code AmazonDePortal}. */
  static LabPortal of(Recipe recipe) {
    String name =
        Arrays.stream(recipe.id().split("-"))
            .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
            .collect(Collectors.joining("", LabPortals.class.getPackageName() + ".", "Portal"));
    try {
      return Class.forName(name).asSubclass(LabPortal.class).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException(
          "recipe " + recipe.id() + " has no lab portal: write " + name, missing);
    }
  }
}
