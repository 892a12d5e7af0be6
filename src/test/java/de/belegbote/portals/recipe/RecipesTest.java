// The recipes of the jar are all there, and an operator's folder cannot break them.
package de.belegbote.portals.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.portals.FetchOutcome;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipesTest {
  private static final Path SOURCES = Path.of("src/main/resources/recipes");

  @Test
  void knowsEveryRecipeOfTheSourcesWithAStatusForItsVersion() throws IOException {
    var recipes = new Recipes(Optional.empty());

    try (Stream<Path> files = Files.list(SOURCES)) {
      List<String> ids =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".yaml") && !name.equals("status.yaml"))
              .map(name -> name.replace(".yaml", ""))
              .sorted()
              .toList();
      assertEquals(ids, recipes.all().stream().map(Recipe::id).toList());
    }
    assertTrue(recipes.all().stream().allMatch(recipe -> recipes.status(recipe).isPresent()));
  }

  @Test
  void prefersTheOperatorsFileAndLeavesOutWhatIsBroken(@TempDir Path folder) throws IOException {
    String practice = Files.readString(SOURCES.resolve("practice.yaml"));
    Files.writeString(
        folder.resolve("practice.yaml"), practice.replace("version: 1", "version: 2"));
    Files.writeString(folder.resolve("other.yaml"), practice);
    Files.writeString(folder.resolve("broken.yaml"), "format: 1\nevil: true\n");

    var recipes = new Recipes(Optional.of(folder));

    assertEquals(Optional.of(2), recipes.byId("practice").map(Recipe::version));
    assertEquals(new Recipes(Optional.empty()).all().size(), recipes.all().size());
    List<String> refused = recipes.refused().stream().map(Throwable::getMessage).toList();
    assertEquals(2, refused.size());
    assertTrue(refused.get(0).contains("broken.yaml:"), refused.get(0));
    assertTrue(refused.get(1).contains("id practice must be the name"), refused.get(1));
  }

  @Test
  void namesOnlyOutcomesThatExist() throws IOException {
    var schema = new JsonObject(Files.readString(Path.of("src/main/resources/recipe.schema.json")));
    List<String> known = Arrays.stream(FetchOutcome.values()).map(Enum::name).toList();

    var named = schema.getJsonObject("$defs").getJsonObject("outcome").getJsonArray("enum");
    assertTrue(named.size() > 10);
    assertTrue(known.containsAll(named.getList()), named.encode());
  }
}
