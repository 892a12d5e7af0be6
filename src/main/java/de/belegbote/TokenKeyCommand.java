// Changes the key that signs access tokens, from the command line.
package de.belegbote;

import de.belegbote.platform.crypto.KeyFiles;
import de.belegbote.platform.crypto.TokenKeys;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** One step of three; docs/operations.md says when to restart and how long to wait between them. */
final class TokenKeyCommand {
  private static final String USAGE = "Say: token-key add FOLDER, or use, or drop instead of add.";

  private TokenKeyCommand() {}

  /**
   * Changes the file of a folder of key files; blocks.
   *
   * @param words what stands behind the command: add, use or drop, and the folder
   * @return 0, or 1 when the step cannot be done
   */
  static int run(List<String> words, PrintStream out, PrintStream err) {
    if (words.size() != 2) {
      err.println(USAGE);
      return 1;
    }
    Path file = KeyFiles.tokens(Path.of(words.get(1)));
    try {
      switch (words.get(0)) {
        case "add" -> {
          TokenKeys.add(file);
          out.println("A second key is taken from the next start on. Restart, then: token-key use");
        }
        case "use" -> {
          TokenKeys.use(file);
          out.println(
              "The other key signs from the next start on. Restart, wait 15 minutes, then:"
                  + " token-key drop");
        }
        case "drop" -> {
          TokenKeys.drop(file);
          out.println("The key that does not sign is gone from the next start on. Restart.");
        }
        default -> {
          err.println(USAGE);
          return 1;
        }
      }
      return 0;
    } catch (UncheckedIOException | IllegalStateException unusable) {
      err.println("The token key is not changed: " + unusable.getMessage());
      return 1;
    }
  }
}
