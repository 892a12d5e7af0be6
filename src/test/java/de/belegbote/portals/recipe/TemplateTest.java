// The place of a value decides how it is encoded, so that data cannot inject.
package de.belegbote.portals.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
  private static String address(String template, String value) {
    return Template.of(template).address(Map.of("x", value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://a.de/{x}/b      | 1 2/3   | https://a.de/1%202%2F3/b",
        "https://a.de/n-{x}      | ../..   | https://a.de/n-..%2F..",
        "https://a.de/?q={x}&r=1 | a&r=2#f | https://a.de/?q=a%26r%3D2%23f&r=1",
        "https://a.de/#/{x}      | ä?      | https://a.de/#/%C3%A4%3F",
        "https://{x}.a.de/       | SHOP-1  | https://shop-1.a.de/",
      })
  void encodesForThePlace(String template, String value, String expected) {
    assertEquals(expected, address(template, value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", ".."})
  void refusesAValueThatEmptiesOrClimbsAPath(String value) {
    for (String template :
        List.of("https://a.de/{x}/b", "https://a.de/{x}", "https://a.de/{x}?q")) {
      var refused = assertThrows(TemplateException.class, () -> address(template, value));
      assertEquals("x", refused.name());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "a/b", "evil.com/", "a@b", "a:81", "ä", "a b"})
  void takesOnlyOneLabelInAHost(String value) {
    var refused = assertThrows(TemplateException.class, () -> address("https://{x}.a.de/", value));
    assertEquals("{x} is not one label of a host name", refused.getMessage());
  }

  @Test
  void refusesControlCharactersInHeaders() {
    Template header = Template.of("a{x}");
    assertThrows(TemplateException.class, () -> header.header(Map.of("x", "1\r\nHost: b")));
    assertEquals("a1", header.header(Map.of("x", "1")));
  }

  @Test
  void failsForANameWithoutAValue() {
    Template template = Template.of("{x}{y}");
    var refused = assertThrows(TemplateException.class, () -> template.text(Map.of("x", "1")));
    assertEquals("{y} has no value", refused.getMessage());
  }

  @Test
  void readsTwoBracesAsOne() {
    assertEquals("{a}1", Template.of("{{a}{x}").text(Map.of("x", "1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{}", "{a", "{a b}", "{A}", "{a.b.c.d}", "{+a}"})
  void refusesWhatIsNoName(String template) {
    assertThrows(IllegalArgumentException.class, () -> Template.of(template));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://a.de/", "https://a.de:8443/", "https://u@a.de/", "a.de", "/x"})
  void refusesAddressesThatAreNotPlainHttps(String template) {
    Template read = Template.of(template);
    assertThrows(IllegalArgumentException.class, () -> read.address(Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.de/**,            https://a.de/x/y?z#w,    true",
    "https://a.de/*,             https://a.de/x,          true",
    "https://a.de/*,             https://a.de/x/y,        false",
    "https://a.de,               https://a.de/,           true",
    "https://a.de/x,             https://A.de/x?next=1,   true",
    "https://a.de/x?a=*,         https://a.de/x?a=1,      true",
    "https://a.de/x?a=*,         https://a.de/x?b=1,      false",
    "https://a.de/x#/in,         https://a.de/x?q#/in,    true",
    "https://a.de/x#/in,         https://a.de/x#/out,     false",
    "https://*.a.de/x,           https://b.a.de/x,        true",
    "https://*.a.de/x,           https://b.c.a.de/x,      false",
    "https://*.a.de/x,           https://evil/.a.de/x,    false",
    "https://a.de/x.html,        https://a.de/xYhtml,     false",
  })
  void comparesAddresses(String pattern, String url, boolean fits) {
    assertEquals(fits, new UrlPattern(Template.of(pattern)).matches(url, Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.de/login,      true",
    "https://A.DE:443/x,      true",
    "https://b.c.de/,         true",
    "http://a.de/,            false",
    "https://a.de:444/,       false",
    "https://u@a.de/,         false",
    "https://a.de.evil/,      false",
    "https://evila.de/,       false",
    "https://c.de/,           false",
    "https://x.b.c.de/,       false",
    "about:blank,             false",
    "'',                      false",
  })
  void letsCredentialsGoOnlyToTheHosts(String url, boolean allowed) {
    assertEquals(allowed, new Hosts(List.of("a.de", "*.c.de")).allow(url));
  }
}
