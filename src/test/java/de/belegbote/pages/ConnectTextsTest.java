// Every language says everything the wizard says, and no page says anything by itself.
package de.belegbote.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.connect.ConnectSession;
import de.belegbote.otp.KeyRefusal;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectTextsTest {
  private static final Path PAGES = Path.of("src/main/resources/pages");
  private static final Path CODE = Path.of("src/main/java/de/belegbote/pages");

  private static Properties texts(String bundle, String language) throws IOException {
    var texts = new Properties();
    String path = "/texts/" + bundle + "_" + language + ".properties";
    try (var in = ConnectTextsTest.class.getResourceAsStream(path)) {
      texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return texts;
  }

  static List<String> templates() throws IOException {
    try (Stream<Path> files = Files.list(PAGES)) {
      var all =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".html"))
              .sorted()
              .toList();
      assertTrue(all.size() > 20, "the templates were not found");
      return all;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr"})
  void hasTheSameTextsWithTheSameValuesInEveryLanguage(String language) throws IOException {
    for (String bundle : List.of("connect", "console")) {
      var german = texts(bundle, "de");
      var other = texts(bundle, language);
      assertEquals(german.stringPropertyNames(), other.stringPropertyNames());
      for (String key : german.stringPropertyNames()) {
        assertEquals(places(german.getProperty(key)), places(other.getProperty(key)), key);
        assertFalse(other.getProperty(key).isBlank(), key);
      }
    }
  }

  private static Set<String> places(String text) {
    var places = new TreeSet<String>();
    var found = Pattern.compile("\\{\\d}").matcher(text);
    while (found.find()) {
      places.add(found.group());
    }
    return places;
  }

  @Test
  void hasATextForEveryReasonAKeyIsRefusedOrACustomerLeaves() throws IOException {
    var own = texts("connect", "de");
    var phones = texts("upload", "de");
    for (KeyRefusal refusal : KeyRefusal.values()) {
      String key = "reason." + refusal.slug();
      assertTrue(own.containsKey(key) || phones.containsKey(key), key);
    }
    ConnectSession.REASONS.forEach(reason -> assertTrue(own.containsKey("exit." + reason), reason));
  }

  @ParameterizedTest
  @MethodSource("templates")
  void escapesEverythingAndRunsNothingInline(String template) {
    String html = read(template);
    assertFalse(html.contains("{{{") || html.contains("{{&"), "raw values");
    assertFalse(
        Pattern.compile("<script(?![^>]*src=)|<style|\\sstyle=|\\son\\w+=|javascript:")
            .matcher(html)
            .find(),
        "inline script or style");
    assertFalse(Pattern.compile("(src|href|action)=\"(https?:)?//").matcher(html).find());
  }

  private static String read(String template) {
    return Templates.read(template);
  }

  @ParameterizedTest
  @MethodSource("templates")
  void holdsNoTextOfItsOwn(String template) {
    String html = read(template).replaceAll("(?s)\\{\\{!.*?}}", "");
    var labels =
        Pattern.compile("\\b(aria-label|alt|title|placeholder)=\"([^\"]*)\"").matcher(html);
    while (labels.find()) {
      assertEquals("", letters(labels.group(2)), labels::group);
    }
    assertEquals("", letters(html.replaceAll("(?s)<[^>]*>", " ")).replace("Belegbote", "").strip());
  }

  private static String letters(String text) {
    return text.replaceAll("(?s)\\{\\{.*?}}", "").replaceAll("[^\\p{L}]+", " ").strip();
  }

  @ParameterizedTest
  @ValueSource(strings = {"upload.js", "connect.js", "console.js"})
  void letsScriptsWriteWhatThePageGaveThemOnly(String script) {
    var written =
        Pattern.compile("(?:textContent|innerHTML|innerText|title)\\s*=\\s*['\"`]\\s*\\p{L}")
            .matcher(read(script));
    assertFalse(written.find(), () -> written.group());
  }

  /**
   * Whatever a person reads has umlauts, accents or typographic quotes somewhere; code has none.
   */
  @Test
  void keepsTextsOutOfTheCode() throws IOException {
    try (Stream<Path> files = Files.list(CODE)) {
      for (Path file : files.toList()) {
        String code = Files.readString(file).replaceAll("(?m)^\\s*(//|\\*|/\\*).*$", "");
        var foreign = Pattern.compile("\"[^\"\\n]*[^\\x00-\\x7f][^\"\\n]*\"").matcher(code);
        var found = new TreeSet<String>();
        while (foreign.find()) {
          found.add(foreign.group());
        }
        // The name of a language stands in that language.
        found.remove("\"Français\"");
        assertEquals(new TreeSet<String>(), found, file::toString);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("templates")
  void namesOnlyTextsThatAreThere(String template) throws IOException {
    String bundle = template.replaceFirst("-.*", "");
    var own = texts(Set.of("connect", "console").contains(bundle) ? bundle : "upload", "de");
    var phones = texts("upload", "de");
    var names = Pattern.compile("\\{\\{([tu])\\.(\\w+)}}").matcher(read(template));
    while (names.find()) {
      var named = names.group(1).equals("t") ? own : phones;
      assertTrue(named.containsKey(names.group(2)), names::group);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "connect, '(reason|problem|exit)\\..*|end(Done|Exit|Withdrawn)T.*'",
    "console,"
        + " '(reason|problem|place|state|says|todo|do|kind|outcome|fetch|head|lead|sent|actor|scope)\\..*'"
  })
  void usesEveryTextItHas(String bundle, String built) throws IOException {
    var all = new StringBuilder();
    for (String template : templates()) {
      all.append(read(template));
    }
    try (Stream<Path> files = Files.list(CODE)) {
      for (Path file : files.toList()) {
        all.append(Files.readString(file));
      }
    }
    String used = all.toString();
    var idle =
        texts(bundle, "de").stringPropertyNames().stream()
            .filter(key -> !key.matches(built))
            .filter(key -> !used.contains("t." + key + "}") && !used.contains("\"" + key + "\""))
            .toList();
    assertEquals(List.of(), idle);
  }
}
