// Variables of a page's scripts are read by their names, and nothing else is run.
package de.belegbote.fetch.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.htmlunit.WebClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VariablesTest {
  private static Object read(String name) throws IOException {
    try (var client = new WebClient()) {
      return client
          .loadHtmlCodeIntoCurrentWindow(
              "<script>var boot = {token: 'xoxc', n: 7, team: {id: 'T'}, none: null};"
                  + " let shy = 'seen';</script>")
          .executeJavaScript(Variables.script(name))
          .getJavaScriptResult();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "boot.token | xoxc",
        "boot.n | 7",
        "boot.team | {\"id\":\"T\"}",
        "boot.team.id | T",
        "shy | seen",
      })
  void areReadAsTexts(String name, String expected) throws IOException {
    assertEquals(expected, read(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "boot.none", "boot.none.more", "boot.team.id.x.y", "alert"})
  void areNothingWhereThereIsNone(String name) throws IOException {
    assertNull(read(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a()", "a['b']", "a.b;c", "a..b", "1a", "a+b"})
  void areOnlyNames(String name) {
    assertThrows(IllegalArgumentException.class, () -> Variables.script(name));
  }
}
