// The command "barcode": tells what stands in picture files, one line of JSON for each.
package de.belegbote;

import de.belegbote.enrolment.barcode.PictureReport;
import de.belegbote.platform.TimeSource;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Starts no server; the files are read one after the other, in order. */
final class PictureCommand {
  private static final String USAGE =
      """
      Usage: barcode [--budget-ms N] [--show-secret] FILE...
        --budget-ms N    computing time for each picture in milliseconds, 1 to 60000 (600)
        --show-secret    print keys and passwords instead of ***""";

  private final List<String> files = new ArrayList<>();
  private int budget = 600;
  private boolean secrets;

  private PictureCommand() {}

  /**
   * Reads the files.
   *
   * @param arguments without the word {@code barcode}
   * @return the exit code: 0, 1 if a file could not be opened, 2 for a wrong command
   */
  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    var command = new PictureCommand();
    String wrong = command.parse(arguments);
    if (wrong != null) {
      err.println(wrong + "\n" + USAGE);
      return 2;
    }
    return command.print(out, err);
  }

  /** What is wrong with the arguments, or null. */
  private String parse(List<String> arguments) {
    boolean options = true;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!options || !argument.startsWith("-")) {
        files.add(argument);
      } else if (argument.equals("--")) {
        options = false;
      } else if (argument.equals("--show-secret")) {
        secrets = true;
      } else if (argument.equals("--budget-ms")) {
        String number = ++i < arguments.size() ? arguments.get(i) : "";
        budget = number.matches("\\d{1,5}") ? Integer.parseInt(number) : 0;
        if (budget < 1 || budget > 60_000) {
          return "--budget-ms takes a number from 1 to 60000.";
        }
      } else {
        return "There is no option " + argument + ".";
      }
    }
    return files.isEmpty() ? "Name at least one file." : null;
  }

  private int print(PrintStream out, PrintStream err) {
    int code = 0;
    for (String file : files) {
      PictureReport report;
      try {
        report =
            PictureReport.of(
                content(Path.of(file)), Duration.ofMillis(budget), TimeSource.system());
      } catch (IOException | InvalidPathException closed) {
        err.println(file + " cannot be opened: " + closed.getClass().getSimpleName());
        report = new PictureReport(List.of(), "cannot-open", 0);
        code = 1;
      }
      out.println(report.json(file, secrets));
      out.flush();
    }
    return code;
  }

  /** One byte more than is allowed is enough to know that it is too much. */
  private static Buffer content(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return Buffer.buffer(in.readNBytes(PictureReport.MAX_BYTES + 1));
    }
  }
}
