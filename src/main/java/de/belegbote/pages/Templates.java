// Fills the templates of resources/pages; every value is escaped.
package de.belegbote.pages;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import de.belegbote.platform.Texts;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Mustache templates with one bundle of texts: {@code {{t.key}}} is a text of the page's language,
 * {@code {{name}}} a value. A name that nobody gave is a defect and fails.
 */
final class Templates {
  private final Mustache.Compiler compiler =
      Mustache.compiler()
          .escapeHTML(true)
          .strictSections(true)
          .emptyStringIsFalse(true)
          .withLoader(name -> new StringReader(read(name + ".html")));
  private final Texts texts;
  private final Map<String, Template> compiled = new HashMap<>();

  /** Compiles the named templates; blocks for the reading. */
  Templates(Texts texts, String... names) {
    this.texts = texts;
    for (String name : names) {
      try (Reader source = new StringReader(read(name + ".html"))) {
        compiled.put(name, compiler.compile(source));
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
  }

  /** A whole page. */
  String fill(String name, Locale language, Map<String, Object> values) {
    var all = new HashMap<>(values);
    Mustache.CustomContext words = key -> texts.get(language, key);
    all.put("t", words);
    return compiled.get(name).execute(all);
  }

  /** A file of resources/pages. */
  static String read(String file) {
    try (var in = Templates.class.getClassLoader().getResourceAsStream("pages/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
