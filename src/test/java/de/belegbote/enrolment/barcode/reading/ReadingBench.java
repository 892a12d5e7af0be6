// How many photos are read, by us and by others, side by side in one run.
package de.belegbote.enrolment.barcode.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.belegbote.enrolment.barcode.photos.ScreenPhotos;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/**
 * Runs with {@code -Pbench}. With {@code -Dphotos=FOLDER} also real photos: FOLDER/real-photos.txt
 * names file and texts, one photo a line. {@code -Dphotos.seed} repeats the generated ones, {@code
 * -Dphotos.each} is how many of each level. The report goes to docs/.
 */
class ReadingBench {
  private final List<Contender> contenders = Contender.all();
  private final BenchReport report = new BenchReport(contenders);

  @Test
  void readsMoreThanTheLibrariesAlone() throws Exception {
    String folder = System.getProperty("photos", "");
    if (folder.isEmpty()) {
      System.out.println("ReadingBench: no -Dphotos=FOLDER, so generated photos only");
    } else {
      realPhotos(Path.of(folder));
    }
    if (!onPath("ZXingReader")) {
      System.out.println("ReadingBench: no ZXingReader on the path, so zxing-cpp is left out");
    }
    long seed = Long.getLong("photos.seed", System.nanoTime() % 1_000_000);
    int each = Integer.getInteger("photos.each", 12);
    System.out.println("ReadingBench: -Dphotos.seed=" + seed + " -Dphotos.each=" + each);
    for (int level = 0; level <= 4; level++) {
      for (int i = 0; i < each; i++) {
        var photo = ScreenPhotos.photo(seed, level, i);
        measure("screen, level " + level, grey(photo.file()), Set.of(photo.text()), Set.of());
      }
    }
    report.write(Path.of("docs"), seed);
    System.out.print(report.markdown(seed));
    assertEquals(0, report.falseReads(contenders.get(0).name()));
    for (Contender other : contenders.subList(1, contenders.size())) {
      assertFalse(report.read(other.name()) > report.read(contenders.get(0).name()), other.name());
    }
  }

  private void realPhotos(Path folder) throws IOException {
    var lines = new ArrayList<String[]>();
    for (String line :
        Files.readAllLines(folder.resolve("real-photos.txt"), StandardCharsets.UTF_8)) {
      String[] parts = line.split("\t", -1);
      if (!line.startsWith("#") && parts.length == 3 && !parts[1].equals("-")) {
        lines.add(parts);
      }
    }
    for (String[] line : lines) {
      // A photo of several codes lists those that somebody read; the set's others are real as well.
      var ofTheSet = new HashSet<String>();
      for (String[] other : lines) {
        if (set(other[0]).equals(set(line[0]))) {
          ofTheSet.addAll(texts(other[2]));
        }
      }
      Path file = folder.resolve(line[1]);
      GreyPicture picture = Files.exists(file) ? grey(Files.readAllBytes(file)) : null;
      if (picture != null) {
        measure("real, " + set(line[0]), picture, texts(line[2]), ofTheSet);
      } else {
        System.out.println("ReadingBench: cannot open " + line[1]);
      }
    }
  }

  private static String set(String source) {
    if (source.contains("/detection/")) {
      return Path.of(source).getParent().getFileName().toString();
    }
    return source.substring(0, source.indexOf('/'));
  }

  private static Set<String> texts(String json) throws IOException {
    var texts = new HashSet<String>();
    for (JsonNode text : new ObjectMapper().readTree(json)) {
      texts.add(text.asText());
    }
    return texts;
  }

  private void measure(String set, GreyPicture picture, Set<String> right, Set<String> known) {
    var threads = ManagementFactory.getThreadMXBean();
    if (report.pictures() == 0) {
      for (int round = 0; round < 30; round++) {
        for (Contender contender : contenders) {
          assertFalse(contender.texts().apply(picture) == null);
        }
      }
    }
    for (Contender contender : contenders) {
      long start = threads.getCurrentThreadCpuTime();
      Set<String> texts = contender.texts().apply(picture);
      long nanos = threads.getCurrentThreadCpuTime() - start;
      boolean read = texts.stream().anyMatch(right::contains);
      // Where nobody knows the text, nothing can be called false.
      boolean wrong =
          !right.isEmpty()
              && texts.stream().anyMatch(text -> !right.contains(text) && !known.contains(text));
      report.add(set, contender.name(), read, wrong, nanos);
    }
  }

  private static GreyPicture grey(byte[] file) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
    if (image == null) {
      return null;
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

  private static boolean onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String folder : path.split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
