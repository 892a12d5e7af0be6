// Lists that come as JSON, and what their answers mean.
package de.belegbote.fetch;

import static de.belegbote.fetch.ReadingCase.JSON;
import static de.belegbote.fetch.ReadingCase.line;
import static org.junit.jupiter.api.Assertions.assertEquals;

import de.belegbote.fetch.browser.PortalBrowser.Answer;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonListTest {
  private static final String API = "https://shop.test/api";
  private static final String ONE =
      JSON.replace("?p={page}", "").replace(", paging: {number: 1}", "");

  private static ReadingCase answering(String recipe, String... pages) {
    var shop = new ReadingCase(recipe);
    for (int i = 0; i < pages.length; i++) {
      shop.portal.answering(API + "?p=" + (i + 1), 200, "application/json", pages[i]);
    }
    for (String number : new String[] {"1", "2", "3"}) {
      shop.portal.answering(API + "/" + number, 200, "application/pdf", ReadingCase.PDF);
    }
    return shop;
  }

  private static ReadingCase answering(int status, String type, String body) {
    var shop = answering(ONE);
    shop.portal.answering(API, status, type, body);
    return shop;
  }

  private static String list(String... numbers) {
    var rows = new StringBuilder();
    for (String number : numbers) {
      rows.append(rows.isEmpty() ? "" : ",")
          .append("{\"number\":%s,\"date\":\"2026-02-0%s\"}".formatted(number, number));
    }
    return "{\"list\":[" + rows + "]}";
  }

  @Test
  void countsPagesUpUntilOneIsEmpty() {
    var shop = answering(JSON, list("1", "2"), list("3"), list());

    assertEquals("OK found 3 stored 3 known 0 failed 0", line(shop.run()));
    assertEquals("1 2 3", shop.numbers());
    assertEquals(Map.of("X-Shop", "anna"), shop.portal.requests().get(0).headers());
  }

  @Test
  void stopsWhenThePortalRepeatsItsLastPage() {
    var shop = answering(JSON, list("1", "2"), list("3"), list("3"), list("3"));

    assertEquals("OK found 3 stored 3 known 0 failed 0", line(shop.run()));
    assertEquals(6, shop.portal.requests().size());
  }

  @Test
  void readsOnePageWithoutPaging() {
    assertEquals(
        "OK found 2 stored 2 known 0 failed 0",
        line(answering(200, "application/json", list("1", "2")).run()));
  }

  @Test
  void believesAnEmptyListThatIsThere() {
    assertEquals(
        "NOTHING_NEW found 0 stored 0 known 0 failed 0",
        line(answering(200, "application/json", "{\"list\":[]}").run()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | {}              | LAYOUT_CHANGED",
        "200 | {\"list\":null} | LAYOUT_CHANGED",
        "200 | {\"list\":7}    | LAYOUT_CHANGED",
        "200 | null            | LAYOUT_CHANGED",
        "200 | oops            | LAYOUT_CHANGED",
        "403 | {}              | NO_INVOICE_RIGHT",
        "404 | {}              | LAYOUT_CHANGED",
        "429 | {}              | BLOCKED",
        "500 | {}              | PORTAL_DOWN",
      })
  void assumesNothing(int status, String body, String outcome) {
    assertEquals(
        outcome + " at invoices list found 0 stored 0 known 0 failed 0",
        line(answering(status, "application/json", body).run()));
  }

  @Test
  void wantsTheInnerListsThereToo() {
    String nested = ONE.replace("$.list[*]", "$.years[*].list[*]");
    for (String full : new String[] {"{\"years\":[]}", "{\"years\":[{\"list\":[]}]}"}) {
      var shop = answering(nested);
      shop.portal.answering(API, 200, "application/json", full);
      assertEquals("NOTHING_NEW found 0 stored 0 known 0 failed 0", line(shop.run()));
    }
    var renamed = answering(nested);
    renamed.portal.answering(API, 200, "application/json", "{\"years\":[{\"bills\":[{}]}]}");
    assertEquals(
        "LAYOUT_CHANGED at invoices list found 0 stored 0 known 0 failed 0", line(renamed.run()));
  }

  @Test
  void choosesRowsByTheirValues() {
    var shop =
        answering(
            ONE.replace(
                "rows:", "where: [{json: $.open, is: [\"true\"]}, {not: {json: $.open}}], rows:"));
    shop.portal.answering(
        API,
        200,
        "application/json",
        "{\"list\":[{\"number\":1,\"date\":\"2026-02-01\",\"open\":true},"
            + "{\"number\":2,\"date\":\"2026-02-01\",\"open\":false},"
            + "{\"number\":3,\"date\":\"2026-02-01\"}]}");

    assertEquals("OK found 2 stored 2 known 0 failed 0", line(shop.run()));
    assertEquals("1 3", shop.numbers());
  }

  @Test
  void keepsHowLongThePortalWantsToBeLeftAlone() {
    var shop = answering(ONE);
    shop.portal.answering(
        API, asked -> new Answer(API, 429, Map.of("retry-after", "90"), Buffer.buffer()));

    assertEquals(Optional.of(Duration.ofSeconds(90)), shop.run().askedWait());
  }
}
