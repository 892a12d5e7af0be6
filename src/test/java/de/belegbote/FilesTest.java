// Source files say first what they are for, and stay short enough to be read.
package de.belegbote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
  private static final int MOST_LINES = 300;

  /** How a comment begins, by the end of the file's name. */
  private static final Map<String, String> COMMENT =
      Map.of(
          ".java", "(//|/\\*).*",
          ".sql", "--.*",
          ".yaml", "#.*",
          ".properties", "#.*",
          ".css", "/\\*.*",
          ".js", "(//|/\\*).*");

  // A migration is never changed again, so it stays; nothing else may be listed.
  private static final Set<String> TOO_LONG =
      Set.of("src/main/resources/db/migration/V1__house.sql");

  @TempDir Path folder;

  @Test
  void areShortAndSayWhatTheyAreFor() throws IOException {
    assertEquals(List.of(), complaints(Path.of(""), TOO_LONG));
  }

  @Test
  void areFoundWhenTheyAreNot() throws IOException {
    write("src/main/java/Long.java", "// Long.\n" + "\n".repeat(MOST_LINES));
    write("src/main/java/Known.java", "// Long.\n" + "\n".repeat(MOST_LINES));
    write("src/main/java/Short.java", "// Short.\n" + "\n".repeat(MOST_LINES - 1));
    write("src/main/java/Shrunk.java", "// Short.\n");
    write("src/test/java/Silent.java", "package silent;\n");
    write("src/main/resources/texts/silent.properties", "a=b\n");
    write("src/main/resources/picture.png", "none");
    assertEquals(
        List.of(
            "src/main/java/Gone.java is listed but not there",
            "src/main/java/Long.java has 301 lines",
            "src/main/java/Shrunk.java is short now: take it off the list",
            "src/main/resources/texts/silent.properties does not begin with a comment",
            "src/test/java/Silent.java does not begin with a comment"),
        complaints(
            folder,
            Set.of(
                "src/main/java/Known.java",
                "src/main/java/Shrunk.java",
                "src/main/java/Gone.java")));
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    assertTrue(Files.isDirectory(Files.createDirectories(file.getParent())));
    assertTrue(Files.exists(Files.writeString(file, text)));
  }

  private static List<String> complaints(Path root, Set<String> tooLong) throws IOException {
    var complaints = new TreeSet<String>();
    var lines = new HashMap<String, List<String>>();
    for (Path file : sources(root)) {
      String name = root.relativize(file).toString();
      lines.put(name, Files.readAllLines(file, StandardCharsets.UTF_8));
    }
    lines.forEach(
        (name, text) -> {
          String comment = COMMENT.get(name.substring(name.lastIndexOf('.')));
          if (text.isEmpty() || !text.get(0).matches(comment)) {
            complaints.add(name + " does not begin with a comment");
          }
          if (text.size() > MOST_LINES && !tooLong.contains(name)) {
            complaints.add(name + " has " + text.size() + " lines");
          }
        });
    for (String name : tooLong) {
      if (!lines.containsKey(name)) {
        complaints.add(name + " is listed but not there");
      } else if (lines.get(name).size() <= MOST_LINES) {
        complaints.add(name + " is short now: take it off the list");
      }
    }
    return new ArrayList<>(complaints);
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root.resolve("src"))) {
      return all.filter(file -> COMMENT.keySet().stream().anyMatch(file.toString()::endsWith))
          .toList();
    }
  }
}
