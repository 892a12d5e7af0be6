// Where Maven unpacked Keycloak.
package de.belegbote.keycloak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** {@code mvn dependency:unpack@keycloak} puts it into the build folder; nothing else does. */
final class Distribution {
  private static final Path PLACE = Path.of("target", "keycloak");

  private Distribution() {}

  /** The unpacked folder; empty when it was not fetched. */
  static Optional<Path> folder() {
    if (!Files.isDirectory(PLACE)) {
      return Optional.empty();
    }
    try (var folders = Files.list(PLACE)) {
      return folders
          .filter(folder -> Files.isExecutable(folder.resolve("bin/kc.sh")))
          .max(Path::compareTo)
          .map(Path::toAbsolutePath);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
