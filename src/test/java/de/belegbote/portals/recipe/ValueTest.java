// Dates and amounts as portals write them.
package de.belegbote.portals.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.re2j.Pattern;
import de.belegbote.portals.recipe.Value.Reading;
import de.belegbote.portals.recipe.Value.Source;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "24.11.2026             | dd.MM.yyyy    | de | 2026-11-24",
        "4.1.26                 | d.M.yy        | de | 2026-01-04",
        "3. März 2026           | d. MMMM yyyy  | de | 2026-03-03",
        "3. Mär. 2026           | d. MMM yyyy   | de | 2026-03-03",
        "3. sept 2026           | d. MMM yyyy   | de | 2026-09-03",
        "12. Okt. 2026          | d. MMM yyyy   | de | 2026-10-12",
        "Sep 5, 2026            | MMM d, yyyy   | en | 2026-09-05",
        "Sept. 5, 2026          | MMM d, yyyy   | en | 2026-09-05",
        "5 août 2026            | d MMMM yyyy   | fr | 2026-08-05",
        "5 juil. 2026           | d MMM yyyy    | fr | 2026-07-05",
        "2026-11-24             | iso           | de | 2026-11-24",
        "2026-11-24T23:30:00Z   | iso           | de | 2026-11-24",
        "1764028800             | epoch         | de | 2025-11-25",
        "1764028800000          | epoch_ms      | de | 2025-11-25",
        "24.11.2026 13:05       | dd.MM.yyyy HH:mm | de | 2026-11-24",
      })
  void readsDates(String text, String format, String locale, LocalDate expected) {
    assertEquals(
        Optional.of(expected),
        Dates.read(text, List.of(format), List.of(Locale.forLanguageTag(locale))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "31.02.2026   | dd.MM.yyyy   | de",
        "11/24/2026   | dd/MM/yyyy   | en",
        "24.11.       | dd.MM.yyyy   | de",
        "5 jui 2026   | d MMM yyyy   | fr",
        "3. Ma 2026   | d. MMM yyyy  | de",
        "gestern      | iso          | de",
      })
  void readsNoDateWhereThereIsNone(String text, String format, String locale) {
    var locales = List.of(Locale.forLanguageTag(locale));
    assertEquals(Optional.empty(), Dates.read(text, List.of(format), locales));
  }

  @ParameterizedTest
  @ValueSource(strings = {"MM.yyyy", "dd.MM.", "HH:mm", "bogus{", "dd.MM.yyyy'"})
  void refusesFormatsThatGiveNoDay(String format) {
    assertThrows(IllegalArgumentException.class, () -> Dates.checked(format));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.234,50 €        | de    | 1234.50",
        "EUR 1.234.567,89  | de    | 1234567.89",
        "12,5              | de    | 12.5",
        "-12,50 €          | de    | -12.50",
        "€ -12,50          | de    | -12.50",
        "12,50- €          | de    | -12.50",
        "- 12,50 €         | de    | -12.50",
        "\u221212,50 €     | de    | -12.50",
        "(12.50)           | en    | -12.50",
        "$1,234.50         | en    | 1234.50",
        "1\u202f234,50 €   | fr    | 1234.50",
        "1 234,50 €        | fr    | 1234.50",
        "Fr. 1\u2019234.50 | de-CH | 1234.50",
        "1.234             | de    | 1234",
      })
  void readsAmounts(String text, String locale, BigDecimal expected) {
    assertEquals(Optional.of(expected), Amounts.read(text, List.of(Locale.forLanguageTag(locale))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,234.50 | de",
        "1.234,50 | en",
        "12.34.56 | de",
        "1.23 | de",
        "kostenlos | de",
        "1.2345 | de",
        "-5- | de",
        ",50 | de",
      })
  void readsNoAmountInTheWrongNotation(String text, String locale) {
    assertTrue(Amounts.read(text, List.of(Locale.forLanguageTag(locale))).isEmpty());
  }

  @Test
  void readsPlainDecimalsOfJson() {
    assertEquals(Optional.of(new BigDecimal("1234.5")), Amounts.plain("1234.5"));
    assertTrue(Amounts.plain("1,234.5").isEmpty());
  }

  private static Reading json(String path, String match, Map<String, String> map) {
    return new Reading(
        new Source.Json(List.of(JsonPath.of(path))),
        Optional.ofNullable(match).map(Pattern::compile),
        Optional.empty(),
        List.of(),
        map,
        Value.Notation.usual(),
        false);
  }

  private static Optional<String> read(JsonObject row, Reading... readings) {
    return new Value(List.of(readings)).read(new JsonRow(row), Map.of()).map(Value.Found::text);
  }

  @Test
  void takesTheFirstGroupThenTheWordForIt() {
    var row = new JsonObject().put("kind", "Art:  GUTSCHRIFT ");
    var map = Map.of("Gutschrift", "credit_note", "*", "invoice");
    assertEquals(Optional.of("credit_note"), read(row, json("$.kind", "Art: (.*)", map)));
    assertEquals(
        Optional.of("invoice"),
        read(new JsonObject().put("kind", "Art: x"), json("$.kind", "Art: (.*)", map)));
    assertTrue(read(row, json("$.kind", "Typ: (.*)", map)).isEmpty());
  }

  @Test
  void takesTheFirstThatYields() {
    var row = new JsonObject().put("a", "").put("b", 10_000_000.0);
    assertEquals(
        Optional.of("10000000"),
        read(row, json("$.a", null, Map.of()), json("$.b", null, Map.of())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$.a[*].b   | 1 2",
        "$['a'][1].b | 2",
        "$.a[7].b | ''",
        "$.c.b | ''",
        "$.a[*].d | ''",
      })
  void followsJsonPaths(String path, String expected) {
    var root = new JsonObject("{\"a\":[{\"b\":1,\"d\":null},{\"b\":2}],\"c\":3}");
    List<String> found = JsonPath.of(path).all(root).stream().map(String::valueOf).toList();
    assertEquals(expected, String.join(" ", found));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "$.", "$..a", "$.a[?(@.b)]", "$.a[-1]", "$.a[1:2]", "$.a b"})
  void refusesPathsBeyondNamesAndIndices(String path) {
    assertThrows(IllegalArgumentException.class, () -> JsonPath.of(path));
  }

  private record JsonRow(JsonObject value) implements Row {
    @Override
    public Optional<String> text(Selector css) {
      return Optional.empty();
    }

    @Override
    public Optional<String> attribute(Selector css, String name) {
      return Optional.empty();
    }

    @Override
    public Optional<String> column(List<String> words) {
      return Optional.empty();
    }

    @Override
    public Optional<Object> json(JsonPath path) {
      return path.first(value);
    }

    @Override
    public String print() {
      return value.encode();
    }

    @Override
    public String url() {
      return "https://a.de/";
    }
  }
}
