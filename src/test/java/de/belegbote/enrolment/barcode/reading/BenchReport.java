// What a comparison of readers came to.
package de.belegbote.enrolment.barcode.reading;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** Counts, and writes tables. */
final class BenchReport {
  /** Sets whose names begin so, in the order of the report; with a name for people. */
  static final Map<String, String> GROUPS = new LinkedHashMap<>();

  static {
    GROUPS.put("real", "real photos");
    GROUPS.put("screen 0-1", "screenshots and easy photos");
    GROUPS.put("screen 2", "usual photos of screens");
    GROUPS.put("screen 3", "hard photos of screens");
    GROUPS.put("screen 4", "nearly hopeless photos of screens");
  }

  static final String NEGATIVES = "without a code";

  /**
   * One reader at one picture.
   *
   * @param read one of the texts it should
   * @param wrong a text that is known not to be there
   * @param unlisted a text of a picture whose text nobody listed
   */
  record Reading(
      String set, String reader, boolean read, boolean wrong, boolean unlisted, long nanos) {}

  private record Goal(String what, String wanted, String measured, boolean reached) {}

  private final List<String> readers;
  private final List<Reading> readings = new ArrayList<>();
  private final Map<String, String> memory = new LinkedHashMap<>();

  /**
   * An empty report.
   *
   * @param readers their names, ours first
   */
  BenchReport(List<String> readers) {
    this.readers = List.copyOf(readers);
  }

  void add(Reading reading) {
    readings.add(reading);
  }

  void memory(String reader, String megabytes) {
    memory.put(reader, megabytes);
  }

  List<String> readers() {
    return readers;
  }

  /** Pictures of those sets. */
  long pictures(String sets) {
    return count(readers.get(0), sets, one -> true);
  }

  long read(String reader, String sets) {
    return count(reader, sets, Reading::read);
  }

  long falseReads(String reader) {
    return count(reader, "", Reading::wrong);
  }

  private long count(String reader, String sets, Function<Reading, Boolean> which) {
    return readings.stream()
        .filter(one -> one.reader.equals(reader) && one.set.startsWith(sets) && which.apply(one))
        .count();
  }

  /** Processor time, without the pictures that hold no code. */
  private long millis(String reader, String sets, double share) {
    long[] sorted =
        readings.stream()
            .filter(one -> one.reader.equals(reader) && one.set.startsWith(sets))
            .filter(one -> !one.set.equals(NEGATIVES))
            .mapToLong(Reading::nanos)
            .sorted()
            .toArray();
    if (sorted.length == 0) {
      return 0;
    }
    return sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1_000_000;
  }

  String markdown(String seeds) {
    var text = new StringBuilder("<!-- Which reader reads how many photos; by ReadingBench. -->\n");
    text.append("# Reading photos: a comparison\n\n");
    text.append("![Bars: share of photos read, by reader and kind](barcode-benchmark.svg)\n\n");
    text.append(
        """
        One run on one machine, the same grey pixels for all. Real photos are of paper, walls, cans and screens. Photos of screens are
        generated afresh by chance, from screenshots to nearly hopeless; only the exact text counts. Time is processor time of the one
        thread that reads, after thirty rounds to warm up, opening the file left out.
        """);
    text.append("Our reader has ").append(Contender.BUDGET.toMillis());
    text.append(" ms for a picture. zxing-cpp is its build for WebAssembly, run by Node.js.\n\n");
    text.append("To repeat, with the same generated photos:\n\n```sh\n");
    text.append("npm install --prefix target/zxing-wasm zxing-wasm@3.1.4   # or leave it out\n");
    text.append("mvn -Pbench verify -Dtest=ReadingBench -Dphotos=FOLDER -Dphotos.seeds=");
    text.append(seeds).append("\n```\n\n");
    head(text, "read");
    GROUPS.forEach((set, name) -> row(text, name, set));
    values(text, "false reads", reader -> String.valueOf(falseReads(reader)));
    values(
        text, "false reads in " + pictures(NEGATIVES) + " pictures without a code", this::inNone);
    values(text, "text found where nobody listed one", this::unlisted);
    values(text, "real photos, ms: median / 95 %", reader -> times(reader, "real"));
    values(text, "generated, ms: median / 95 %", reader -> times(reader, "screen"));
    values(text, "memory, MB", reader -> memory.getOrDefault(reader, "-"));
    text.append(
        """

        Memory: the largest live heap on top of the picture itself, in the largest photos of the run; for zxing-cpp all that its process
        held, Node.js with it. What a whole upload costs is told in [pictures.md](pictures.md#what-an-upload-costs).

        ## Goals

        | goal | wanted | measured | |
        |---|---|---|---|
        """);
    for (Goal goal : goals()) {
      text.append("| ").append(goal.what).append(" | ").append(goal.wanted).append(" | ");
      text.append(goal.measured).append(goal.reached ? " | reached |\n" : " | **missed** |\n");
    }
    text.append("\n## Real photos by kind\n\n");
    head(text, "read");
    var sets = new TreeSet<String>();
    readings.stream().map(Reading::set).filter(set -> set.startsWith("real, ")).forEach(sets::add);
    sets.forEach(set -> row(text, set.substring(6).replace('_', ' '), set));
    return text.toString();
  }

  private void head(StringBuilder text, String what) {
    text.append("| ").append(what).append(" | ").append(String.join(" | ", readers)).append(" |\n");
    text.append("|---".repeat(readers.size() + 1)).append("|\n");
  }

  private void row(StringBuilder text, String name, String set) {
    long all = pictures(set);
    if (all > 0) {
      values(text, name + " (" + all + ")", reader -> String.valueOf(read(reader, set)));
    }
  }

  private void values(StringBuilder text, String name, Function<String, String> value) {
    text.append("| ").append(name).append(" |");
    readers.forEach(reader -> text.append(' ').append(value.apply(reader)).append(" |"));
    text.append('\n');
  }

  private String inNone(String reader) {
    return String.valueOf(count(reader, NEGATIVES, Reading::wrong));
  }

  private String unlisted(String reader) {
    return String.valueOf(count(reader, "", Reading::unlisted));
  }

  private String times(String reader, String sets) {
    return millis(reader, sets, 0.5) + " / " + millis(reader, sets, 0.95);
  }

  /** Of our own reader. */
  private List<Goal> goals() {
    String ours = readers.get(0);
    var goals = new ArrayList<Goal>();
    goals.add(new Goal("false reads", "0", "" + falseReads(ours), falseReads(ours) == 0));
    share(goals, "real", 0.90);
    share(goals, "screen 0-1", 0.97);
    share(goals, "screen 2", 0.97);
    share(goals, "screen 3", 0.74);
    if (pictures("real") > 0) {
      long median = millis(ours, "real", 0.5);
      long late = millis(ours, "real", 0.95);
      goals.add(new Goal("median, real photos", "25 ms", median + " ms", median <= 25));
      goals.add(new Goal("95 %, real photos", "600 ms", late + " ms", late <= 600));
    }
    return goals;
  }

  private void share(List<Goal> goals, String set, double wanted) {
    long all = pictures(set);
    long read = read(readers.get(0), set);
    if (all > 0) {
      String measured =
          String.format(Locale.ROOT, "%d of %d, %.1f %%", read, all, 100.0 * read / all);
      String percent = String.format(Locale.ROOT, "%.0f %%", 100 * wanted);
      goals.add(new Goal(GROUPS.get(set), percent, measured, read >= wanted * all));
    }
  }

  /** Goals that were missed by more than the chance of fresh pictures explains. */
  List<String> missedClearly() {
    var missed = new ArrayList<String>();
    for (Goal goal : goals()) {
      if (!goal.reached && !byChance(goal)) {
        missed.add(goal.what + ": " + goal.measured);
      }
    }
    return missed;
  }

  /** Within two standard deviations of a reader that just reaches the goal. */
  private boolean byChance(Goal goal) {
    for (var group : GROUPS.entrySet()) {
      if (group.getValue().equals(goal.what) && group.getKey().startsWith("screen")) {
        double all = pictures(group.getKey());
        double wanted = Double.parseDouble(goal.wanted.replace(" %", "")) / 100;
        double slack = 2 * Math.sqrt(all * wanted * (1 - wanted));
        return read(readers.get(0), group.getKey()) >= wanted * all - slack;
      }
    }
    return false;
  }
}
