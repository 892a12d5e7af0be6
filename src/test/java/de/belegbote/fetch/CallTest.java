// Requests without a page: what they carry, what they learn, and where none of it may go.
package de.belegbote.fetch;

import static de.belegbote.fetch.ReadingCase.PDF;
import static de.belegbote.fetch.ReadingCase.line;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.fetch.browser.PortalBrowser.Answer;
import de.belegbote.fetch.browser.PortalBrowser.Request;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CallTest {
  private static final String API = "https://shop.test/api";
  private static final String ROW = "{\"number\":\"%s\",\"date\":\"2026-02-01\"}";
  private static final String FIELDS = "fields: {number: {json: $.number}, date: {json: $.date}}\n";
  private static final String LIST =
      "list: {get: \"https://shop.test/api\", rows: \"$.list[*]\"}\n";
  private static final String GET = "document: [{get: \"https://shop.test/api/{row.number}\"}]\n";

  private static String json(String... numbers) {
    var rows = java.util.stream.Stream.of(numbers).map(ROW::formatted).toList();
    return "{\"list\":[" + String.join(",", rows) + "]}";
  }

  @CanIgnoreReturnValue
  private static ReadingCase serving(ReadingCase shop, String... numbers) {
    for (String number : numbers) {
      shop.portal.answering(API + "/" + number, 200, "application/pdf", PDF);
    }
    return shop;
  }

  private static Answer reply(String body) {
    return ScriptedPortal.answer(API, 200, "application/json", Buffer.buffer(body));
  }

  private static Answer answer(int status, Map<String, String> headers, String body) {
    return new Answer(API, status, headers, Buffer.buffer(body));
  }

  private static List<Request> to(ReadingCase shop, String url) {
    return shop.portal.requests().stream().filter(r -> r.url().equals(url)).toList();
  }

  @Test
  void learnsATokenAndPostsFormsWhoseMarkupComesInJson() {
    var shop =
        new ReadingCase(
            """
            start: [{get: "https://shop.test/bills", learn: {token: {attribute: value, of: "input[name=csrf]"}}}]
            list:
              post: "https://shop.test/api"
              form: {pageno: "{page}", from: "{since}"}
              headers: {X-Csrf: "{token}"}
              html: "$.pages[*]"
              rows: tbody tr
              header: thead th
              where: {not: {text: "Breakdown:"}}
              empty: {text: No orders}
              paging: {number: 1}
            fields: {number: {column: ID}, date: {column: Date, format: "MMM d, yyyy", locale: en}}
            document: [{get: {attribute: href, of: a.pdf}}]
            """);
    shop.portal.answering(
        "https://shop.test/bills",
        200,
        "text/html",
        "<form><input name=csrf value='t&amp;1'></form>");
    var asked = new AtomicInteger();
    shop.portal.answering(API, request -> reply(asked.incrementAndGet() == 1 ? orders() : none()));
    serving(shop, "7");

    assertEquals("OK found 1 stored 1 known 0 failed 0", line(shop.run()));
    assertEquals("7", shop.numbers());
    Request first = to(shop, API).get(0);
    assertEquals("POST", first.method());
    assertEquals("application/x-www-form-urlencoded", first.contentType());
    assertEquals("pageno=1&from=2026-01-01", first.body().toString());
    assertEquals(Map.of("X-Shop", "anna", "X-Csrf", "t&1"), first.headers());
    assertEquals("pageno=2&from=2026-01-01", to(shop, API).get(1).body().toString());
  }

  private static String orders() {
    String table =
        "<table><thead><tr><th>ID<th>Date<th></tr></thead><tbody>"
            + "<tr><td>7<td>Feb 3, 2026<td><a class=pdf href='/api/7'>Download PDF</a></tr>"
            + "<tr><td colspan=3>Breakdown: 1</tr></tbody></table>";
    return new JsonObject().put("pages", List.of("", table)).encode();
  }

  private static String none() {
    return "{\"pages\":[\"<p>No orders</p>\"]}";
  }

  @Test
  void pagesByCursorAndTotalWithGraphql() {
    var shop =
        new ReadingCase(
            """
            list:
              post: "https://shop.test/api"
              graphql: {operation: bills, query: "query bills($after: String) { list }", variables: {first: 2, after: "{cursor}"}}
              rows: "$.list[*]"
              paging: {cursor: {json: $.next}, total: {json: $.total}}
            """
                + FIELDS
                + GET);
    serving(shop, "1", "2", "3");
    shop.portal.answering(
        API,
        request -> {
          Object after = request.body().toJsonObject().getJsonObject("variables").getValue("after");
          var page = new JsonObject(after == null ? json("1", "2") : json("3"));
          return reply(page.put("next", after == null ? "c{2}" : "c3").put("total", 3).encode());
        });

    assertEquals("OK found 3 stored 3 known 0 failed 0", line(shop.run()));
    assertEquals(2, to(shop, API).size());
    assertEquals(
        new JsonObject()
            .put("operationName", "bills")
            .put("query", "query bills($after: String) { list }")
            .put("variables", new JsonObject().put("first", 2).put("after", "c{2}")),
        to(shop, API).get(1).body().toJsonObject());
  }

  private static ReadingCase polling(String status) {
    var shop =
        new ReadingCase(
            LIST
                + FIELDS
                + """
                document:
                  - {post: "https://shop.test/api/{row.number}/download", json: {number: "{row.number}"},
                     poll: {at: {header: [Azure-AsyncOperation, Location]}, done: {json: $.status, is: Succeeded}, failed: {json: $.status, is: Failed}}}
                  - {get: {json: [$.url]}}
                """);
    shop.portal.answering(API, 200, "application/json", json("1"));
    shop.portal.answering(API + "/1/download", r -> answer(202, Map.of("location", "/api/op"), ""));
    var polls = new AtomicInteger();
    shop.portal.answering(
        API + "/op",
        r ->
            reply(
                polls.incrementAndGet() < 3
                    ? "{\"status\":\"Running\"}"
                    : "{\"status\":\"%s\",\"url\":\"https://files.test/1\"}".formatted(status)));
    shop.portal.answering("https://files.test/1", 200, "application/pdf", PDF);
    return shop;
  }

  @Test
  void waitsForADocumentThatIsBeingMade() {
    var shop = polling("Succeeded");

    assertEquals("OK found 1 stored 1 known 0 failed 0", line(shop.run()));
    assertEquals("{\"number\":\"1\"}", to(shop, API + "/1/download").get(0).body().toString());
    assertEquals(3, to(shop, API + "/op").size());
    // Our headers stay on the host that named the address.
    assertEquals(Map.of(), to(shop, "https://files.test/1").get(0).headers());
  }

  @Test
  void losesTheDocumentThatThePortalCouldNotMake() {
    assertEquals(
        "FAILED at invoices document found 1 stored 0 known 0 failed 1",
        line(polling("Failed").run()));
  }

  @Test
  void takesAFileOutOfAnAnswerElseTheOtherWay() {
    var shop =
        new ReadingCase(
            LIST
                + FIELDS
                + """
                document: [{get: "https://shop.test/file/{row.number}", bytes: {json: $.data}}]
                otherwise: [{get: "https://shop.test/api/{row.number}"}]
                """);
    shop.portal.answering(API, 200, "application/json", json("1", "2"));
    String data =
        Base64.getEncoder().encodeToString(PDF.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    shop.portal.answering(
        "https://shop.test/file/1", 200, "application/json", "{\"data\":\"%s\"}".formatted(data));
    serving(shop, "2");

    assertEquals("OK found 2 stored 2 known 0 failed 0", line(shop.run()));
    assertEquals(Buffer.buffer(PDF), shop.stored.get(0).bytes());
  }

  private static final String LEARNING =
      """
      start: [{get: "https://other.test/", learn: {token: {json: $.token}}}]
      """;

  private static ReadingCase learning(String rest, String requests) {
    var shop = new ReadingCase(LEARNING + rest, requests);
    shop.portal.answering("https://other.test/", 200, "application/json", "{\"token\":\"secret\"}");
    shop.portal.answering(API, 200, "application/json", json("1"));
    return serving(shop, "1");
  }

  @Test
  void followsTheFirstStepsFromAnswerToAnswer() {
    var shop =
        new ReadingCase(
            """
            start: [{get: "https://shop.test/a"}, {get: {json: $.next}, learn: {token: {json: $.token}}}]
            """
                + LIST.replace("/api\"", "/api\", headers: {X-Token: \"{token}\"}")
                + FIELDS
                + GET);
    shop.portal.answering("https://shop.test/a", 200, "application/json", "{\"next\":\"/b\"}");
    shop.portal.answering("https://shop.test/b", 200, "application/json", "{\"token\":\"t\"}");
    shop.portal.answering(API, 200, "application/json", json("1"));
    serving(shop, "1");

    assertEquals("OK found 1 stored 1 known 0 failed 0", line(shop.run()));
    assertEquals(Map.of("X-Shop", "anna", "X-Token", "t"), to(shop, API).get(0).headers());
  }

  @Test
  void leavesAHeaderOutWhoseValueIsAnotherHosts() {
    var shop = learning(LIST + FIELDS + GET, "requests: {headers: {X-Token: \"{token}\"}}");

    assertEquals("OK found 1 stored 1 known 0 failed 0", line(shop.run()));
    assertTrue(shop.portal.requests().stream().allMatch(r -> r.headers().isEmpty()));
  }

  @Test
  void sendsWhatWasLearnedToNoOtherHost() {
    String list = LIST.replace("/api\"", "/api\", query: {t: \"{token}\"}");
    var shop = learning(list + FIELDS + GET, "requests: {pause: 1s}");

    RunResult result = shop.run();

    assertEquals("LAYOUT_CHANGED at invoices list found 0 stored 0 known 0 failed 0", line(result));
    assertFalse(result.detail().contains("secret"), result.detail());
    assertEquals(1, shop.portal.requests().size());
  }

  @Test
  void sendsABodyToNoHostThatOnlyThePortalNames() {
    String document = "document: [{post: {json: $.url}, form: {number: \"{row.number}\"}}]\n";
    var shop = new ReadingCase(LIST + FIELDS + document);
    shop.portal.answering(
        API,
        200,
        "application/json",
        json("1").replace("\"date\"", "\"url\":\"https://evil.test/\",\"date\""));

    assertEquals(
        "LAYOUT_CHANGED at invoices document found 0 stored 0 known 0 failed 0", line(shop.run()));
    assertEquals(1, shop.portal.requests().size());
  }

  @Test
  void readsWhatAnswersMean() {
    for (String outcome : List.of("NO_INVOICE_RIGHT", "SESSION_GONE")) {
      String means = "{when: {json: $.error, is: no_right}, outcome: " + outcome + "}";
      var shop = new ReadingCase(LIST + FIELDS + GET, "requests: {answers: [" + means + "]}");
      shop.portal.answering(API, 200, "application/json", "{\"error\":\"no_right\",\"list\":[]}");
      boolean gone = outcome.equals("SESSION_GONE");
      assertEquals(
          (gone ? "LAYOUT_CHANGED" : outcome)
              + " at invoices list found 0 stored 0 known 0 failed 0",
          line(shop.run()));
      assertEquals(gone ? 3 : 1, shop.portal.opened().size());
    }
  }

  @Test
  void asksOnceMoreForWhatWasExpected() {
    var shop =
        new ReadingCase(
            LIST.replace("rows", "expect: {json: $.ready, is: \"true\"}, rows") + FIELDS + GET);
    var asked = new AtomicInteger();
    shop.portal.answering(
        API,
        r ->
            reply(
                asked.incrementAndGet() == 1
                    ? "{\"list\":[]}"
                    : json("1").replace("{\"list\"", "{\"ready\":true,\"list\"")));
    serving(shop, "1");

    assertEquals("OK found 1 stored 1 known 0 failed 0", line(shop.run()));
  }
}
