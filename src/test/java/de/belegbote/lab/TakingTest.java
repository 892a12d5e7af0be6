// What is taken from a portal is taken exactly, and nothing that a recipe names is forgotten.
package de.belegbote.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

class TakingTest {
  private static final String PAGE =
      """
      <form id="login" class="a b"><input id="user" name="n1" class="nc x"><input id="other"></form>
      <ul class="rows"><li><b class="id">1</b><a href="/1">one</a></li><li><b class="id">2</b></li></ul>
      <p class="id">of no row</p>
      """;

  private static Document without(Taken taken) {
    return Jsoup.parse(taken.answer(get("/"), ask -> Reply.html(200, PAGE)).body().toString());
  }

  private static Ask get(String path) {
    return new Ask(
        "GET", "lab.test", path, Map.of(), MultiMap.caseInsensitiveMultiMap(), Buffer.buffer());
  }

  private static int count(Document page, String css) {
    return page.select(css).size();
  }

  @Test
  void renamesWhatASelectorTellsAnElementBy() {
    Document page = without(Taking.elements(List.of("#login #user"), List.of()));

    assertEquals(0, count(page, "#user"));
    assertEquals(1, count(page, "#login input[name=n1].nc.x"));
    assertEquals(1, count(page, "#other"));
  }

  @Test
  void takesAwayWhatIsToldByItsPlaceAlone() {
    Document page = without(Taking.elements(List.of("ul.rows li"), List.of()));

    assertEquals(0, count(page, "li"));
    assertEquals(1, count(page, "ul.rows"));
  }

  @Test
  void takesOnlyWhatStandsInRows() {
    Document page = without(Taking.elements(List.of(".id"), List.of("li")));

    assertEquals(1, count(page, ".id"));
    assertEquals(2, count(page, "li b"));
  }

  @Test
  void takesAnAttribute() {
    Document page = without(Taking.attribute("href", List.of("a"), List.of("li")));

    assertEquals(1, count(page, "li a"));
    assertEquals(0, count(page, "[href]"));
  }

  @Test
  void takesCookiesAndFieldsOfAnswersByTheirNames() {
    Reply accepted = new Reply(202, Map.of("Location", "/there", "Set-Cookie", "key=1"), null);
    Reply redirect = Reply.redirect("/there");
    Taken header = Taking.headers(List.of("Location"));

    assertEquals(Map.of("Set-Cookie", "key=1"), header.answer(get("/"), ask -> accepted).headers());
    assertEquals(redirect, header.answer(get("/"), ask -> redirect));
    assertEquals(
        "key-taken=1",
        Taking.cookie("key").answer(get("/"), ask -> accepted).headers().get("Set-Cookie"));
    assertEquals(accepted, Taking.cookie("ke").answer(get("/"), ask -> accepted));
  }

  @Test
  void renamesMembersOfJson() {
    var json = new JsonObject("{\"list\":{\"all\":[{\"id\":1,\"to\":2},{\"id\":3}]},\"id\":4}");
    Reply reply =
        Taking.json(List.of("$.list.all[*].id")).answer(get("/"), ask -> Reply.json(json));

    assertEquals(
        new JsonObject(
            "{\"list\":{\"all\":[{\"to\":2,\"id-taken\":1},{\"id-taken\":3}]},\"id\":4}"),
        reply.body().toJsonObject());
  }

  @Test
  void takesMarkupInsideJson() {
    var json = new JsonObject().put("html", PAGE).put("text", "a < b");
    Reply reply =
        Taking.elements(List.of("#user"), List.of()).answer(get("/"), ask -> Reply.json(json));

    assertTrue(reply.body().toJsonObject().getString("html").contains("user-taken"));
    assertEquals("a < b", reply.body().toJsonObject().getString("text"));
  }

  @Test
  void movesAnAddressAndKeepsWhatItShows() {
    Taken moved = Taking.moved(Pattern.compile("https://lab\\.test/home"));

    Reply away = moved.answer(get("/home"), ask -> Reply.page("", ask.path()));
    assertEquals("/moved-2f686f6d65", away.headers().get("Location"));
    Reply there = moved.answer(get("/moved-2f686f6d65"), ask -> Reply.page("", ask.path()));
    assertTrue(there.body().toString().contains("<body>/home</body>"));
  }

  @Test
  void findsAllThatARecipeNames() {
    String recipe =
        """
        sign_in:
          open: https://lab.test/login
          goal: {url: "https://lab.test/home", not: {visible: .login}}
          pages:
            - {page: refused, when: {visible: .error, text: [Wrong]}, outcome: REFUSED}
            - {page: login, do: [{fill: [.user, .name], with: username}, {submit: form, optional: true}]}
        invoices:
          list: {get: "https://lab.test/{part.id}/list?x={page}", rows: "$.rows[*]"}
          fields: {number: {json: $.id}, kind: invoice, date: {text: .day}}
          document: [{get: {attribute: href, of: a}}]
        """;
    assertEquals(
        List.of(
            "goal: sign_in/open https://lab.test/login",
            "goal: sign_in/goal/url https://lab.test/home",
            "goal: sign_in/goal/not/visible .login",
            "refused: sign_in/pages/0/when/visible .error",
            "refused: sign_in/pages/0/when/text Wrong",
            "login: sign_in/pages/1/do/0/fill .user or .name",
            "login: sign_in/pages/1/do/1/submit form, optional",
            "invoices: invoices/list/get https://lab.test/{part.id}/list?x={page}",
            "invoices: invoices/list/rows $.rows[*]",
            "invoices: invoices/fields/number/json $.id",
            "invoices: invoices/fields/date/text .day",
            "invoices: invoices/document/0/get/attribute href",
            "invoices: invoices/document/0/get/of a"),
        Takings.of(recipe).stream()
            .map(t -> t.page() + ": " + t + (t.optional() ? ", optional" : ""))
            .toList());
  }

  @Test
  void findsAllThatASharedSignInNames() {
    String shared =
        """
        hosts: ["www.lab.{tld}"]
        pages:
          - {page: refused, when: {visible: .error}, outcome: REFUSED}
          - {page: login, do: [{fill: .user, with: username}, {submit: form}]}
        """;
    assertEquals(
        List.of(
            "refused: shared/0/when/visible .error",
            "login: shared/1/do/0/fill .user",
            "login: shared/1/do/1/submit form"),
        Takings.ofShared(shared).stream().map(t -> t.page() + ": " + t).toList());
  }
}
