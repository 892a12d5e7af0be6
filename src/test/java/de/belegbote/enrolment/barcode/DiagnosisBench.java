// How often the reason why a photo cannot be read is the right one.
package de.belegbote.enrolment.barcode;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Runs with {@code -Pbench}. {@code -Dflaws.seeds=1,2} repeats a run, {@code -Dflaws.each=2} makes
 * that many photos of a flaw and seed. The report goes to {@code -Dflaws.report}, which is docs for
 * a run of fresh seeds at full length, else target.
 */
class DiagnosisBench {
  private static final int EACH = 10;

  @Test
  void namesTheFlawInFourOfFivePhotos() throws Exception {
    String given = System.getProperty("flaws.seeds", "");
    String seeds = given.isEmpty() ? fresh() : given;
    int each = Integer.getInteger("flaws.each", EACH);
    System.out.println("DiagnosisBench: -Dflaws.seeds=" + seeds + " -Dflaws.each=" + each);
    var tally = new FlawTally();
    for (String seed : seeds.split(",", -1)) {
      tally.addAll(Long.parseLong(seed), each);
    }
    boolean whole = given.isEmpty() && each >= EACH;
    Path folder = Path.of(System.getProperty("flaws.report", whole ? "docs" : "target"));
    String report = tally.markdown(seeds);
    Files.writeString(folder.resolve("barcode-diagnosis.md"), report, StandardCharsets.UTF_8);
    System.out.print(report);
    assertTrue(tally.right() * 5 >= tally.photos() * 4, report);
  }

  private static String fresh() {
    return new Random()
        .ints(2, 1, 1_000_000)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(","));
  }
}
