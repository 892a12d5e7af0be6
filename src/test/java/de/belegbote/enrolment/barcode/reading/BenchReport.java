// What a comparison of readers came to.
package de.belegbote.enrolment.barcode.reading;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Counts, and writes a table and bars. */
final class BenchReport {
  private record Reading(String set, String reader, boolean read, boolean wrong, long nanos) {}

  private final List<Contender> contenders;
  private final List<Reading> readings = new ArrayList<>();

  BenchReport(List<Contender> contenders) {
    this.contenders = contenders;
  }

  void add(String set, String reader, boolean read, boolean wrong, long nanos) {
    readings.add(new Reading(set, reader, read, wrong, nanos));
  }

  int pictures() {
    return readings.size() / contenders.size();
  }

  long read(String reader) {
    return readings.stream().filter(one -> one.reader.equals(reader) && one.read).count();
  }

  long falseReads(String reader) {
    return readings.stream().filter(one -> one.reader.equals(reader) && one.wrong).count();
  }

  private long count(String set, String reader, boolean onlyRead) {
    return readings.stream()
        .filter(one -> one.set.startsWith(set) && one.reader.equals(reader))
        .filter(one -> one.read || !onlyRead)
        .count();
  }

  private long millis(String reader, double share) {
    long[] sorted =
        readings.stream()
            .filter(one -> one.reader.equals(reader))
            .mapToLong(Reading::nanos)
            .sorted()
            .toArray();
    return sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1_000_000;
  }

  String markdown(long seed) {
    var text = new StringBuilder("<!-- Which reader reads how many photos; by ReadingBench. -->\n");
    text.append("# Reading photos: a comparison\n\n![bars](barcode-benchmark.svg)\n\n");
    text.append("One run, one machine, the same grey pixels for all. Budget of our reader: ");
    text.append(Contender.BUDGET.toMillis()).append(" ms; generated with seed ").append(seed);
    text.append(".\nTo repeat: `mvn -Pbench verify -Dtest=ReadingBench -Dphotos=FOLDER`.\n\n| |");
    var line = new StringBuilder("|---|");
    for (Contender contender : contenders) {
      text.append(' ').append(contender.name()).append(" |");
      line.append("---|");
    }
    text.append('\n').append(line).append('\n');
    var sets = new TreeSet<String>(List.of("real", "screen"));
    readings.forEach(one -> sets.add(one.set));
    for (String set : sets) {
      long all = count(set, contenders.get(0).name(), false);
      if (all > 0) {
        text.append("| ").append(set).append(" (").append(all).append(") |");
        contenders.forEach(
            one -> text.append(' ').append(count(set, one.name(), true)).append(" |"));
        text.append('\n');
      }
    }
    text.append("| false reads |");
    contenders.forEach(one -> text.append(' ').append(falseReads(one.name())).append(" |"));
    text.append("\n| processor time, median / 95 % |");
    contenders.forEach(
        one ->
            text.append(' ')
                .append(millis(one.name(), 0.5))
                .append(" / ")
                .append(millis(one.name(), 0.95))
                .append(" ms |"));
    return text.append('\n').toString();
  }

  void write(Path folder, long seed) throws IOException {
    Path table = folder.resolve("barcode-benchmark.md");
    Path bars = folder.resolve("barcode-benchmark.svg");
    boolean written =
        Files.exists(Files.writeString(table, markdown(seed), StandardCharsets.UTF_8))
            && Files.exists(Files.writeString(bars, bars(), StandardCharsets.UTF_8));
    if (!written) {
      throw new IOException("no report in " + folder);
    }
  }

  private String bars() {
    var text = new StringBuilder();
    int y = 10;
    for (String set : List.of("real", "screen")) {
      long all = count(set, contenders.get(0).name(), false);
      for (int i = 0; i < contenders.size() && all > 0; i++) {
        String name = contenders.get(i).name();
        double share = 100.0 * count(set, name, true) / all;
        text.append(
            String.format(
                Locale.ROOT,
                "<text x='205' y='%d' text-anchor='end'>%s, %s</text>"
                    + "<rect x='212' y='%d' width='%.1f' height='16' fill='%s'/>"
                    + "<text x='%.1f' y='%d'>%.0f %%</text>%n",
                y + 13,
                name,
                set.equals("real") ? "real" : "screens",
                y,
                share * 4,
                i == 0 ? "#1f6f54" : "#9aa5b1",
                218 + share * 4,
                y + 13,
                share));
        y += 22;
      }
      y += 10;
    }
    return String.format(
        Locale.ROOT,
        "<!-- Share of photos read, by ReadingBench. -->%n<svg xmlns='http://www.w3.org/2000/svg'"
            + " width='680' height='%d' font-family='sans-serif' font-size='12'>%n%s</svg>%n",
        y,
        text);
  }
}
