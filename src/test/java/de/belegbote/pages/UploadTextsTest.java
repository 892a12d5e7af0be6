// Every language says everything, and no template lets a value through unescaped.
package de.belegbote.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.enrolment.barcode.PictureRefusal;
import de.belegbote.otp.KeyRefusal;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTextsTest {
  private static Properties texts(String language) throws IOException {
    var texts = new Properties();
    String path = "/texts/upload_" + language + ".properties";
    try (var in = UploadTextsTest.class.getResourceAsStream(path)) {
      texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return texts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr"})
  void hasTheSameTextsWithTheSameValuesInEveryLanguage(String language) throws IOException {
    var german = texts("de");
    var other = texts(language);
    assertEquals(german.stringPropertyNames(), other.stringPropertyNames());
    for (String key : german.stringPropertyNames()) {
      assertEquals(
          german.getProperty(key).contains("{0}"), other.getProperty(key).contains("{0}"), key);
    }
  }

  @Test
  void hasATextForEveryReasonAPhotoCanBeRefused() throws IOException {
    var german = texts("de");
    Stream.concat(
            Arrays.stream(PictureRefusal.values()).map(PictureRefusal::slug),
            // Only for typed keys, which this page does not take.
            Arrays.stream(KeyRefusal.values())
                .filter(refusal -> refusal != KeyRefusal.CODE_INSTEAD_OF_KEY)
                .map(KeyRefusal::slug))
        .forEach(slug -> assertTrue(german.containsKey("reason." + slug), slug));
  }

  @ParameterizedTest
  @ValueSource(strings = {"head", "foot", "upload", "notice", "shown-codes"})
  void escapesEverythingAndRunsNothingInline(String template) {
    String html = Templates.read(template + ".html");
    assertFalse(html.contains("{{{") || html.contains("{{&"), "raw values");
    assertFalse(
        Pattern.compile("<script(?![^>]*src=)|<style|\\sstyle=|\\son\\w+=|javascript:")
            .matcher(html)
            .find(),
        "inline script or style");
    assertFalse(Pattern.compile("(src|href|action)=\"(https?:)?//").matcher(html).find());
  }

  @ParameterizedTest
  @ValueSource(strings = {"head", "upload", "notice", "shown-codes"})
  void namesOnlyTextsThatAreThere(String template) throws IOException {
    var german = texts("de");
    var names =
        Pattern.compile("\\{\\{[tu]\\.(\\w+)}}").matcher(Templates.read(template + ".html"));
    while (names.find()) {
      assertTrue(german.containsKey(names.group(1)), names.group(1));
    }
  }
}
