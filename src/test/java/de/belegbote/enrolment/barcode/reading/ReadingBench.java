// How many photos are read, by us and by others, side by side in one run.
package de.belegbote.enrolment.barcode.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import de.belegbote.enrolment.barcode.photos.ScreenPhotos;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/**
 * Runs with {@code -Pbench}. With {@code -Dphotos=FOLDER} also {@link RealPhotos}. Three fresh
 * seeds are pooled; {@code -Dphotos.seeds=1,2,3} repeats a run, {@code -Dphotos.share=0.1} makes
 * that share of the generated pictures only. The report goes to {@code -Dphotos.report}, which is
 * docs when there are real photos and all of the generated ones, else target.
 */
class ReadingBench {
  private static final int WARM_UP = 30;
  private static final int NEGATIVES = 70;
  private static final int MEASURED_FOR_MEMORY = 5;

  /** For each seed, from level 0 on. */
  private static final int[] EACH = {12, 16, 25, 25, 12};

  private final List<GreyPicture> largest = new ArrayList<>();
  private List<Contender> contenders;
  private BenchReport report;
  private boolean warm;

  @Test
  void readsMoreThanTheLibrariesAndReachesItsGoals() throws Exception {
    var cpp = CppReader.start();
    try {
      contenders = Contender.all(cpp);
      report = new BenchReport(contenders.stream().map(Contender::name).toList());
      if (cpp.isEmpty()) {
        System.out.println("ReadingBench: no target/zxing-wasm, so zxing-cpp is left out");
      }
      String seeds = System.getProperty("photos.seeds", freshSeeds());
      double share = Double.parseDouble(System.getProperty("photos.share", "1"));
      System.out.println("ReadingBench: -Dphotos.seeds=" + seeds + " -Dphotos.share=" + share);
      measureAll(seeds, share);
      measureMemory();
      cpp.ifPresent(one -> report.memory(CppReader.NAME, one.megabytes() + ", with Node.js"));
      write(seeds, share);
    } finally {
      cpp.ifPresent(CppReader::close);
    }
    assertEquals(List.of(), report.missedClearly());
    String ours = contenders.get(0).name();
    for (String group : BenchReport.GROUPS.keySet()) {
      for (Contender other : contenders) {
        long more = report.read(other.name(), group) - report.read(ours, group);
        // A picture more in a small set is chance.
        assertFalse(more > 1, other.name() + " reads more: " + group);
      }
    }
  }

  private static String freshSeeds() {
    return new Random()
        .ints(3, 1, 1_000_000)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(","));
  }

  private void measureAll(String seeds, double share) throws Exception {
    String folder = System.getProperty("photos", "");
    if (folder.isEmpty()) {
      System.out.println("ReadingBench: no -Dphotos=FOLDER, so generated photos only");
    } else {
      for (var photo : RealPhotos.in(Path.of(folder))) {
        GreyPicture grey = grey(Files.readAllBytes(photo.file()));
        measure(
            "real, " + photo.set(), photo.file().toString(), grey, photo.right(), photo.others());
      }
    }
    for (String seed : seeds.split(",", -1)) {
      for (int level = 0; level < EACH.length; level++) {
        for (int i = 0; i < Math.max(1, EACH[level] * share); i++) {
          var photo = ScreenPhotos.photo(Long.parseLong(seed), level, i);
          String set = level < 2 ? "screen 0-1" : "screen " + level;
          measure(set, seed + " " + photo, grey(photo.file()), Set.of(photo.text()), Set.of());
        }
      }
      for (int i = 0; i < NEGATIVES / 3 + 1; i++) {
        GreyPicture picture = Negatives.picture(Long.parseLong(seed), i);
        // No text is right here, so that whatever is read is false.
        measure(BenchReport.NEGATIVES, seed + " " + i, picture, Set.of("-"), Set.of());
      }
    }
  }

  private void measure(
      String set, String name, GreyPicture picture, Set<String> right, Set<String> others) {
    for (int round = 0; round < WARM_UP && !warm; round++) {
      contenders.forEach(contender -> assertFalse(contender.reads().apply(picture) == null));
    }
    warm = true;
    keepLargest(picture);
    for (Contender contender : contenders) {
      Contender.Answer answer = contender.reads().apply(picture);
      Set<String> texts = answer.texts();
      boolean read = texts.stream().anyMatch(right::contains);
      boolean unlisted = right.isEmpty() && !texts.isEmpty();
      // Where nobody knows the text, nothing can be called false.
      boolean wrong =
          !right.isEmpty()
              && texts.stream().anyMatch(text -> !right.contains(text) && !others.contains(text));
      if (unlisted || wrong) {
        String how = wrong ? " reads falsely in " : " reads what nobody listed in ";
        System.out.println(contender.name() + how + set + ", " + name + ": " + texts);
      } else if (!read
          && contender.equals(contenders.get(0))
          && !set.equals(BenchReport.NEGATIVES)) {
        System.out.println("Not read: " + set + ", " + name);
      }
      report.add(
          new BenchReport.Reading(set, contender.name(), read, wrong, unlisted, answer.nanos()));
    }
  }

  private void keepLargest(GreyPicture picture) {
    largest.add(picture);
    largest.sort(Comparator.comparingLong(GreyPicture::pixels).reversed());
    if (largest.size() > MEASURED_FOR_MEMORY) {
      largest.remove(MEASURED_FOR_MEMORY);
    }
  }

  private static void read(Contender contender, GreyPicture picture) {
    var unused = contender.reads().apply(picture);
  }

  private void measureMemory() throws InterruptedException {
    for (Contender contender : contenders) {
      long most = 0;
      for (GreyPicture picture : largest) {
        most = Math.max(most, LiveMemory.peak(() -> read(contender, picture)));
      }
      report.memory(contender.name(), String.valueOf(most));
    }
  }

  private void write(String seeds, double share) throws IOException {
    boolean whole = share >= 1 && report.pictures("real") > 0;
    Path folder = Path.of(System.getProperty("photos.report", whole ? "docs" : "target"));
    Path table = folder.resolve("barcode-benchmark.md");
    Path bars = folder.resolve("barcode-benchmark.svg");
    for (Path written :
        Arrays.asList(
            Files.writeString(table, report.markdown(seeds), StandardCharsets.UTF_8),
            Files.writeString(bars, new BenchChart(report).svg(), StandardCharsets.UTF_8))) {
      System.out.println("ReadingBench: wrote " + written);
    }
    System.out.print(report.markdown(seeds));
  }

  private static GreyPicture grey(byte[] file) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
    if (image == null) {
      // A kind that ImageIO does not know: nobody reads it, and it counts.
      return new GreyPicture(new byte[1], 1, 1);
    }
    int w = image.getWidth();
    int h = image.getHeight();
    byte[] light = new byte[w * h];
    int[] row = new int[w];
    for (int y = 0; y < h; y++) {
      image.getRGB(0, y, w, 1, row, 0, w);
      for (int x = 0; x < w; x++) {
        int rgb = row[x];
        int alpha = rgb >>> 24;
        int grey =
            (306 * ((rgb >> 16) & 0xFF) + 601 * ((rgb >> 8) & 0xFF) + 117 * (rgb & 0xFF)) >> 10;
        light[y * w + x] = (byte) ((grey * alpha + 255 * (255 - alpha)) / 255);
      }
    }
    return new GreyPicture(light, w, h);
  }
}
