// Finds sign-ins that several portals share.
package de.belegbote.portals.recipe;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Files {@code sign-ins/ID.yaml}: the operator's before those of the jar.
 *
 * @param folder holds the folder {@code sign-ins}, if there is one
 */
public record SharedSignIns(Optional<Path> folder) {
  private static final String PLACE = "sign-ins/";

  /** Those of the jar. */
  public static SharedSignIns ofJar() {
    return new SharedSignIns(Optional.empty());
  }

  /** The text of one; empty when there is none of that id. */
  Optional<RecipeText> find(String id) {
    String file = PLACE + id + ".yaml";
    try {
      Optional<Path> own = folder.map(f -> f.resolve(file)).filter(Files::isRegularFile);
      return own.isPresent()
          ? Optional.of(RecipeText.read(file, Files.readString(own.get())))
          : ofJar(file);
    } catch (IOException unreadable) {
      throw new RecipeException(file, 1, "cannot be read", unreadable);
    }
  }

  private static Optional<RecipeText> ofJar(String file) throws IOException {
    try (var in = SharedSignIns.class.getClassLoader().getResourceAsStream("recipes/" + file)) {
      return in == null
          ? Optional.empty()
          : Optional.of(
              RecipeText.read(
                  file, Buffer.buffer(in.readAllBytes()).toString(StandardCharsets.UTF_8)));
    }
  }
}
