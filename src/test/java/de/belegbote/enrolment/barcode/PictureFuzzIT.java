// Thousands of spoilt pictures: each gets a clear answer, within the memory, and leaves no file.
package de.belegbote.enrolment.barcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFuzzIT {
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  /** 128 MB a picture, one picture a core, and what the program itself and the sound files need. */
  private static final int HEAP_MB = 128 * CORES + 64;

  @Test
  void answersEverySpoiltPictureClearly(@TempDir Path folder) throws Exception {
    int count = Integer.getInteger("belegbote.pictures", 20_000);
    long seed = Long.getLong("belegbote.seed", System.nanoTime());
    System.out.println("-Dbelegbote.seed=" + seed + " -Dbelegbote.pictures=" + count);
    Path work = Files.createDirectory(folder.resolve("work"));
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path log = folder.resolve("log");
    var command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + HEAP_MB + "m",
            "-XX:-UsePerfData",
            "-Djava.awt.headless=true",
            "-Djava.io.tmpdir=" + temporary,
            PictureFuzz.class.getName(),
            Integer.toString(count),
            Long.toString(seed));
    command.environment().put("CLASSPATH", absolute(System.getProperty("java.class.path")));
    Process process =
        command
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = process.waitFor(3 + count / 1_000, TimeUnit.MINUTES);
    process.destroyForcibly();
    String output = Files.readString(log);
    System.out.println(output);
    assertTrue(ended, "a picture keeps the reader busy for ever");
    assertEquals(0, process.exitValue(), output);
    Map<String, Integer> answers = answers(output);
    assertEquals(count, answers.values().stream().mapToInt(n -> n).sum(), "answers");
    assertCameEverywhere(answers, count);
    assertEquals(List.of(), names(work));
    assertEquals(List.of(), names(temporary));
  }

  /** Pictures that all fail at the same gate would prove little. */
  private static void assertCameEverywhere(Map<String, Integer> answers, int count) {
    for (var reason :
        List.of(
            PictureRefusal.NOT_A_PICTURE,
            PictureRefusal.TOO_MANY_PIXELS,
            PictureRefusal.ANIMATED,
            PictureRefusal.TRUNCATED,
            PictureRefusal.DAMAGED,
            PictureRefusal.NO_CODE)) {
      assertTrue(answers.getOrDefault(reason.slug(), 0) > count / 400, reason + " in " + answers);
    }
    assertTrue(answers.getOrDefault("read", 0) > count / 20, "read in " + answers);
  }

  private static Map<String, Integer> answers(String output) {
    return output
        .lines()
        .filter(line -> line.startsWith("answer "))
        .map(line -> line.split(" "))
        .collect(Collectors.toMap(words -> words[1], words -> Integer.parseInt(words[2])));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      Function<Path, String> name = file -> folder.relativize(file).toString();
      return files.filter(file -> !file.equals(folder)).map(name).limit(5).toList();
    }
  }

  private static String absolute(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
