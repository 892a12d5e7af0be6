// PostgreSQL's own programs, of a release that the server of the tests takes.
package de.belegbote.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Those that {@code .ci/run} puts into target/postgresql-client; who uses them is marked {@code
 * RequiresTool("postgresql-client")}.
 *
 * @param folder the test's own, where they read and write their files
 */
public record PostgresPrograms(Path folder) {
  private static final Path PLACE = Path.of("target/postgresql-client").toAbsolutePath();

  /** Runs one as the database's superuser; fails with its words unless it ends with 0. */
  public void run(TestDatabase database, String program, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(PLACE.resolve(program).toString()));
    command.addAll(List.of(arguments));
    Path words = folder.resolve(program + ".words");
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(words.toFile());
    builder.environment().putAll(database.environment());
    Process process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), program + " does not end");
    assertEquals(0, process.exitValue(), Files.readString(words));
  }
}
