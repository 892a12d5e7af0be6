// User-facing texts out of resource files.
package de.belegbote.platform;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * One bundle of texts in de, en and fr ({@code texts/<bundle>_<language>.properties}, UTF-8). A
 * language that lacks is served in English. {@code {0}} and so on stand for values; nothing is
 * escaped here.
 */
public final class Texts {
  private static final List<String> LANGUAGES = List.of("de", "en", "fr");

  private final String bundle;
  private final Map<String, Properties> byLanguage = new HashMap<>();

  public Texts(String bundle) {
    this.bundle = bundle;
    for (String language : LANGUAGES) {
      String path = "texts/" + bundle + "_" + language + ".properties";
      try (var in = Texts.class.getClassLoader().getResourceAsStream(path)) {
        if (in != null) {
          var texts = new Properties();
          texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
          byLanguage.put(language, texts);
        }
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
  }

  /**
   * A text with its values.
   *
   * @throws IllegalStateException when no language has the key, a defect
   */
  public String get(Locale language, String key, Object... values) {
    var texts = byLanguage.getOrDefault(language.getLanguage(), byLanguage.get("en"));
    String text = texts.getProperty(key);
    if (text == null) {
      throw new IllegalStateException("no text " + key + " in " + bundle);
    }
    for (int i = 0; i < values.length; i++) {
      text = text.replace("{" + i + "}", String.valueOf(values[i]));
    }
    return text;
  }

  /** Whether there is a text of that key. */
  public boolean has(Locale language, String key) {
    return byLanguage.getOrDefault(language.getLanguage(), byLanguage.get("en")).containsKey(key);
  }
}
