// Each bundle of texts says the same in German, English and French.
package de.belegbote.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextsTest {
  private static final Path FOLDER = Path.of("src/main/resources/texts");
  private static final Pattern VALUE = Pattern.compile("\\{\\d+}");

  static Stream<String> bundles() throws IOException {
    try (var files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString().replaceFirst("_[a-z]{2}\\.properties$", ""))
          .distinct()
          .sorted()
          .toList()
          .stream();
    }
  }

  /** Every key with the places its text has for values. */
  private static Map<String, Set<String>> keys(String bundle, String language) throws IOException {
    var texts = new Properties();
    try (var in =
        Files.newBufferedReader(FOLDER.resolve(bundle + "_" + language + ".properties"))) {
      texts.load(in);
    }
    var keys = new TreeMap<String, Set<String>>();
    for (String key : texts.stringPropertyNames()) {
      String text = texts.getProperty(key);
      assertFalse(text.isBlank(), key);
      var values = new TreeSet<>(VALUE.matcher(text).results().map(MatchResult::group).toList());
      keys.put(key, values);
    }
    return keys;
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void haveTheSameKeysAndValuesInEachLanguage(String bundle) throws IOException {
    var german = keys(bundle, "de");

    assertFalse(german.isEmpty());
    for (String language : List.of("en", "fr")) {
      assertEquals(german, keys(bundle, language), bundle + " in " + language);
    }
  }
}
