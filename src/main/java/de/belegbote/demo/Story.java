// Tells what happens, with times, to a person at a terminal.
package de.belegbote.demo;

import com.google.errorprone.annotations.FormatMethod;
import de.belegbote.platform.TimeSource;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Lines of 80 columns: time since the start, time since the line before, and what happened. */
public final class Story {
  private static final int WIDTH = 80;
  private static final String INDENT = " ".repeat(20);

  private final PrintStream out;
  private final TimeSource time;
  private final Instant start;
  private Instant last;
  private String step = "start";

  /** Begins now. */
  public Story(PrintStream out, TimeSource time) {
    this.out = out;
    this.time = time;
    this.start = time.now();
    this.last = start;
  }

  /** What is tried from now on, in a few words; a reason to stop is told with it. */
  void begin(String what) {
    step = what;
  }

  /** What time it is in this story. */
  Instant now() {
    return time.now();
  }

  /** The name of what was tried last. */
  public String step() {
    return step;
  }

  /** A line that needs no time, such as a heading. */
  public void print(String line) {
    out.println(line);
  }

  /** Something happened. */
  @FormatMethod
  public void tell(String text, Object... values) {
    Instant now = time.now();
    String times =
        "%6.1f s  +%5.1f s   "
            .formatted(seconds(Duration.between(start, now)), seconds(Duration.between(last, now)));
    last = now;
    for (String line : wrapped(text.formatted(values)).lines().toList()) {
      out.println(times + line);
      times = INDENT;
    }
    out.flush();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  // Words are not broken: a long address may stand out, but can be copied.
  private static String wrapped(String text) {
    var lines = new StringBuilder();
    int column = 0;
    for (String word : List.of(text.split(" ", -1))) {
      if (column > 0 && INDENT.length() + column + 1 + word.length() > WIDTH) {
        lines.append('\n');
        column = 0;
      } else if (column > 0) {
        lines.append(' ');
        column++;
      }
      lines.append(word);
      column += word.length();
    }
    return lines.toString();
  }

  /** Prints a table whose first row is the heading; columns are as wide as their widest cell. */
  void table(List<List<String>> rows) {
    var format = new StringBuilder(" ");
    for (int i = 0; i < rows.get(0).size(); i++) {
      int column = i;
      int width = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(1);
      boolean number = rows.stream().skip(1).allMatch(row -> row.get(column).matches("[-0-9. ]+"));
      format.append(" %").append(number ? "" : "-").append(width).append("s ");
    }
    for (List<String> row : rows) {
      out.println(format.toString().formatted(row.toArray()).stripTrailing());
    }
  }
}
