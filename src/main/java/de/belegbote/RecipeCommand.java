// The command "recipe": checks recipe files, one line for each thing to be said of them.
package de.belegbote;

import de.belegbote.fetch.browser.SelectorProbe;
import de.belegbote.portals.recipe.RecipeLint;
import de.belegbote.portals.recipe.RecipeLint.Finding;
import de.belegbote.portals.recipe.RecipeLint.Level;
import de.belegbote.portals.recipe.SharedSignIns;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reaches no portal and no network. */
final class RecipeCommand {
  private static final String USAGE =
      """
      Usage: recipe check FILE...
        prints FILE:LINE: error|warning|note: TEXT; ends with 1 if there is an error\
      """;

  private RecipeCommand() {}

  /**
   * Checks the files in order.
   *
   * @param arguments without the word {@code recipe}
   * @return the exit code: 0, 1 if there is an error, 2 for a wrong command
   */
  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    if (arguments.size() < 2 || !arguments.get(0).equals("check")) {
      err.println(USAGE);
      return 2;
    }
    int code = 0;
    try (var probe = new SelectorProbe()) {
      for (String file : arguments.subList(1, arguments.size())) {
        code = Math.max(code, check(file, probe, out));
      }
    }
    return code;
  }

  // Shared sign-ins are looked for beside the file first.
  private static SharedSignIns besides(Path file) {
    return new SharedSignIns(Optional.ofNullable(file.toAbsolutePath().getParent()));
  }

  private static int check(String file, SelectorProbe probe, PrintStream out) {
    List<Finding> findings;
    try {
      findings =
          RecipeLint.check(
              file, Files.readString(Path.of(file)), besides(Path.of(file)), probe::fault);
    } catch (IOException | InvalidPathException unreadable) {
      findings = List.of(new Finding(0, Level.ERROR, "cannot be read: " + unreadable.getMessage()));
    }
    for (Finding finding : findings) {
      out.printf(
          "%s:%d: %s: %s%n",
          file,
          finding.line(),
          finding.level().name().toLowerCase(Locale.ROOT),
          finding.what().replaceAll("\\p{Cntrl}", " "));
    }
    boolean wrong = findings.stream().anyMatch(finding -> finding.level() == Level.ERROR);
    out.printf("%s: %s%n", file, wrong ? "refused" : "ok");
    return wrong ? 1 : 0;
  }
}
