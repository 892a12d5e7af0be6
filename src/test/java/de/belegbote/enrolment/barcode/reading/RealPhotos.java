// Real photos of codes in a folder, and the list of what they say.
package de.belegbote.enrolment.barcode.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The list is {@code real-photos.txt} in the folder or the one above it. A line is the photo's
 * source, TAB, its file from the list on ("-" for none), TAB, a JSON array of the texts that count
 * as right; an empty one where nobody knows.
 */
final class RealPhotos {
  private static final String LIST = "real-photos.txt";

  private RealPhotos() {}

  /**
   * A photo.
   *
   * @param set of photos with something in common
   * @param right texts, of which one is enough; empty where nobody knows
   * @param others texts that stand in photos of the same set: photos of several codes list one only
   */
  record Photo(String set, Path file, Set<String> right, Set<String> others) {}

  private record Line(String set, String file, Set<String> texts) {}

  /** Those whose file is there. */
  static List<Photo> in(Path folder) throws IOException {
    Path home = Files.exists(folder.resolve(LIST)) ? folder : folder.resolve("..").normalize();
    List<Line> lines = lines(home.resolve(LIST));
    var photos = new ArrayList<Photo>();
    for (Line line : lines) {
      Path file = home.resolve(line.file);
      if (Files.exists(file)) {
        var others = new HashSet<String>();
        lines.stream().filter(of -> of.set.equals(line.set)).forEach(of -> others.addAll(of.texts));
        photos.add(new Photo(line.set, file, line.texts, others));
      } else {
        System.out.println("RealPhotos: no file " + line.file);
      }
    }
    return photos;
  }

  private static List<Line> lines(Path list) throws IOException {
    var lines = new ArrayList<Line>();
    for (String line : Files.readAllLines(list, StandardCharsets.UTF_8)) {
      String[] parts = line.split("\t", -1);
      if (!line.startsWith("#") && parts.length == 3 && !parts[1].equals("-")) {
        lines.add(new Line(set(parts[0]), parts[1], texts(parts[2])));
      }
    }
    return lines;
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
}
