// All recipes this installation knows.
package de.belegbote.portals.recipe;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recipes of the jar and of the operator's folder, never of a tenant. {@code status.yaml} is
 * the jar's index: a recipe without a status is not there. A file of the operator replaces the
 * jar's recipe of the same id; one that is refused is reported and left out.
 */
public final class Recipes {
  private static final Logger LOG = LoggerFactory.getLogger(Recipes.class);
  private static final String PLACE = "recipes/";
  private static final String STATUS = "status.yaml";

  /** How well a version of a recipe is proven; the date is there for {@link Proof#LIVE}. */
  public record Status(Proof proof, Optional<LocalDate> seen) {}

  /** Passes the portal lab; passes a recording by an account holder; was seen working. */
  public enum Proof {
    LAB,
    RECORDED,
    LIVE
  }

  private final Map<String, Recipe> byId = new TreeMap<>();
  private final Map<String, Status> status = new TreeMap<>();
  private final List<RecipeException> refused = new ArrayList<>();
  private final SharedSignIns shared;

  /**
   * Reads all recipes; blocks.
   *
   * @param folder of the operator: files {@code *.yaml}, {@code sign-ins/*.yaml}, and a {@code
   *     status.yaml} if there is one
   * @throws RecipeException when a recipe of the jar is wrong
   */
  public Recipes(Optional<Path> folder) {
    shared = new SharedSignIns(folder);
    for (String id : readStatus(STATUS, resource(PLACE + STATUS))) {
      String file = id + ".yaml";
      add(RecipeFile.read(file, resource(PLACE + file)), id, file);
    }
    folder.ifPresent(this::addAll);
  }

  /** By id, in alphabetical order. */
  public List<Recipe> all() {
    return List.copyOf(byId.values());
  }

  public Optional<Recipe> byId(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** How well a recipe is proven; the lab at least, or nothing is known of this version. */
  public Optional<Status> status(Recipe recipe) {
    return Optional.ofNullable(status.get(recipe.id() + "@" + recipe.version()));
  }

  /** Files of the operator's folder that were left out, and why. */
  public List<RecipeException> refused() {
    return List.copyOf(refused);
  }

  private void addAll(Path folder) {
    try (var files = Files.list(folder)) {
      List<Path> sorted = files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
      for (Path file : sorted) {
        addOne(file);
      }
    } catch (IOException unreadable) {
      throw new Failure(
          Problem.UNAVAILABLE,
          "the recipes' folder %s cannot be read; let the user of this program read it"
              .formatted(folder),
          unreadable);
    }
  }

  private void addOne(Path path) {
    String file = path.getFileName().toString();
    try {
      String text = Files.readString(path);
      if (file.equals(STATUS)) {
        var unused = readStatus(path.toString(), text);
      } else {
        add(
            RecipeFile.read(path.toString(), text, shared),
            file.replaceFirst("\\.yaml$", ""),
            file);
      }
    } catch (RecipeException wrong) {
      leaveOut(wrong);
    } catch (IOException unreadable) {
      leaveOut(
          new RecipeException(
              path.toString(),
              1,
              "cannot be read (%s); let the user of this program read it, as text in UTF-8"
                  .formatted(unreadable.getClass().getSimpleName()),
              unreadable));
    }
  }

  private void leaveOut(RecipeException wrong) {
    LOG.error("recipe left out: {}", wrong.getMessage());
    refused.add(wrong);
  }

  private void add(Recipe recipe, String id, String file) {
    if (!recipe.id().equals(id)) {
      throw new RecipeException(
          file, 1, "id %s must be the name of the file".formatted(recipe.id()), null);
    }
    byId.put(id, recipe);
  }

  // Map of id to map of version to proof, or to [live, date].
  private List<String> readStatus(String file, String yaml) {
    Item top = Item.top(RecipeText.read(file, yaml));
    var ids = List.copyOf(((io.vertx.core.json.JsonObject) top.value()).fieldNames());
    for (String id : ids) {
      top.entries(id)
          .forEach((version, proof) -> status.put(id + "@" + version, status(proof.items())));
    }
    return ids;
  }

  private static Status status(List<Item> words) {
    try {
      Proof proof = Proof.valueOf(words.get(0).string().toUpperCase(java.util.Locale.ROOT));
      Optional<LocalDate> seen =
          words.size() > 1 ? Optional.of(LocalDate.parse(words.get(1).string())) : Optional.empty();
      if ((proof == Proof.LIVE) != seen.isPresent()) {
        throw words.get(0).wrong("live needs the date it was seen, and nothing else has one");
      }
      return new Status(proof, seen);
    } catch (RecipeException placed) {
      throw placed;
    } catch (IllegalArgumentException | java.time.DateTimeException unknown) {
      throw words.get(0).wrong("lab, recorded or [live, yyyy-MM-dd] is expected");
    }
  }

  private static String resource(String path) {
    try (var in = Recipes.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new RecipeException(path, 0, "status.yaml names it, but it is not in the jar", null);
      }
      return Buffer.buffer(in.readAllBytes()).toString(StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
