// What is said about photos that one flaw has spoiled.
package de.belegbote.enrolment.barcode;

import com.google.zxing.WriterException;
import de.belegbote.enrolment.barcode.photos.Flaw;
import de.belegbote.enrolment.barcode.photos.FlawedPhotos;
import de.belegbote.enrolment.barcode.reading.Budget;
import de.belegbote.platform.TimeSource;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Only photos that the reader cannot read count: the flaw grows until it cannot. */
final class FlawTally {
  private static final int MOST_STEPS = 7;
  private static final double STEP = 0.2;

  private final Map<Flaw, Map<String, Integer>> reasons = new EnumMap<>(Flaw.class);
  private int readable;

  FlawTally() {
    for (Flaw flaw : Flaw.values()) {
      reasons.put(flaw, new TreeMap<>());
    }
  }

  void addAll(long seed, int each) throws WriterException, IOException {
    for (Flaw flaw : Flaw.values()) {
      for (int i = 0; i < each; i++) {
        add(seed, flaw, i);
      }
    }
  }

  private void add(long seed, Flaw flaw, int index) throws WriterException, IOException {
    double strength = FlawedPhotos.strength(seed, flaw, index);
    for (int step = 0; step < MOST_STEPS; step++) {
      var photo = FlawedPhotos.photo(seed, flaw, index, strength + step * STEP);
      var report = PictureReport.of(Buffer.buffer(photo.file()), Budget.USUAL, TimeSource.system());
      if (report.reason() != null) {
        reasons.get(flaw).merge(report.reason(), 1, Integer::sum);
        if (!flaw.isNamedBy(report.reason())) {
          System.out.println(
              "seed " + seed + ", " + index + ": " + photo + " is called " + report.reason());
        }
        return;
      }
    }
    readable++;
  }

  int photos() {
    return reasons.values().stream().flatMap(row -> row.values().stream()).mapToInt(n -> n).sum();
  }

  int right() {
    return reasons.keySet().stream().mapToInt(this::right).sum();
  }

  private int right(Flaw flaw) {
    return reasons.get(flaw).entrySet().stream()
        .filter(entry -> flaw.isNamedBy(entry.getKey()))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  String markdown(String seeds) {
    var text = new StringBuilder(1000);
    text.append("# Why a photo could not be read: how often the reason is right\n\n");
    text.append(
        "Generated photos of codes on screens, easy to read but for one flaw, which grows until our"
            + " reader fails.\nSeeds "
            + seeds
            + ": "
            + photos()
            + " photos that fail; the reason names the flaw in **"
            + right()
            + "** (%.0f %%); the goal is 80 %%.\n".formatted(100.0 * right() / photos())
            + readable
            + " more were read however strong the flaw. Made by `mvn -Pbench verify"
            + " -Dtest=DiagnosisBench`.\n\n");
    text.append("| flaw | photos | right | called otherwise |\n| --- | ---: | ---: | --- |\n");
    reasons.forEach((flaw, row) -> text.append(line(flaw, row)));
    return text.toString();
  }

  private String line(Flaw flaw, Map<String, Integer> row) {
    var others = new TreeMap<>(row);
    others.keySet().removeIf(flaw::isNamedBy);
    String called = others.isEmpty() ? "" : others.toString().replaceAll("[{}]", "");
    int all = row.values().stream().mapToInt(n -> n).sum();
    return "| %s | %d | %d | %s |\n"
        .formatted(flaw.name().toLowerCase(Locale.ROOT), all, right(flaw), called);
  }
}
