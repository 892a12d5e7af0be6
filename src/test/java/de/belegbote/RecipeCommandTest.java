// The command "recipe check": one line for each thing to be said of a recipe, and the exit code.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeCommandTest {
  private static final Path PRACTICE = Path.of("src/main/resources/recipes/practice.yaml");

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return RecipeCommand.run(
        List.of(arguments),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private Path changed(String from, String to) throws IOException {
    String text = Files.readString(PRACTICE);
    assertTrue(text.contains(from), from);
    return Files.writeString(folder.resolve("practice.yaml"), text.replace(from, to));
  }

  @Test
  void findsNothingWrongWithTheRecipeThatShips() {
    assertEquals(0, run("check", PRACTICE.toString()));
    String said = out.toString(StandardCharsets.UTF_8);
    assertTrue(said.contains("practice.yaml:9: note: credentials may go to practice"), said);
    assertTrue(said.endsWith("practice.yaml: ok\n"), said);
  }

  @Test
  void namesTheSelectorThatAnEngineCannotRead() throws IOException {
    Path file = changed("form#code input[name=code]", "form#code input[name=");

    assertEquals(1, run("check", file.toString()));
    String said = out.toString(StandardCharsets.UTF_8);
    assertTrue(said.contains("practice.yaml:28: error: no selector: form#code input[name="), said);
  }

  @Test
  void tellsAllFaultsOfTheSchemaAtOnce() throws IOException {
    Path file = changed("name: Practice portal", "nom: x");

    assertEquals(1, run("check", file.toString(), folder.resolve("none.yaml").toString()));
    String said = out.toString(StandardCharsets.UTF_8);
    assertTrue(said.contains("practice.yaml:4: error: key nom is not known here"), said);
    assertTrue(said.contains("error: "), said);
    assertTrue(said.contains("none.yaml:0: error: cannot be read"), said);
  }

  @Test
  void saysHowItIsUsed() {
    assertEquals(2, run("chek", "x.yaml"));
    assertEquals(2, run("check"));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("recipe check FILE"));
  }
}
