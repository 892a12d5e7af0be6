// The search finds what leaked, in each form, and nothing else.
package de.belegbote.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeakSearchTest {
  private static final String SECRET = "p\"ss Wörd+/2026";

  private final LeakSearch search = new LeakSearch();

  @BeforeEach
  void remember() {
    search.secret("password", SECRET);
    search.code("031337");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x p\"ss Wörd+/2026 y",
        "P\"SS WÖRD+/2026",
        "?q=p%22ss+W%C3%B6rd%2B%2F2026&r",
        "{\"a\":\"p\\\"ss Wörd+/2026\"}",
        "\\x702273732057c3b672642b2f32303236"
      })
  void findsASecretInEachForm(String text) {
    assertEquals(List.of("password in log"), search.in("log", text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "ab", "abc"})
  void findsASecretInsideSomethingEncoded(String before) {
    byte[] longer = (before + SECRET + " and more").getBytes(StandardCharsets.UTF_8);
    String text = "token=" + Base64.getEncoder().encodeToString(longer);
    assertEquals(List.of("password as base64 in dump"), search.in("dump", text));
    String url = "token=" + Base64.getUrlEncoder().encodeToString(longer);
    assertEquals(List.of("password as base64 in dump"), search.in("dump", url));
  }

  @ParameterizedTest
  @ValueSource(strings = {"code 031337.", "\"031337\"", "031337"})
  void findsACodeAsAWholeWord(String text) {
    assertEquals(List.of("a code in log"), search.in("log", text));
  }

  @Test
  void takesNoPartOfALongerNumberAndNoFractionForACode() {
    assertEquals(
        List.of(), search.in("log", "1031337 0313370 12:00:01.031337Z took 3.031337 a031337f"));
  }

  @Test
  void findsNothingWhereNothingIs() {
    assertEquals(List.of(), search.in("log", "signed in at practice.belegbote.test"));
  }
}
