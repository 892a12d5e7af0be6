// Lists that are read again and again, and rows with several documents.
package de.belegbote.fetch;

import static de.belegbote.fetch.ReadingCase.PDF;
import static de.belegbote.fetch.ReadingCase.line;
import static org.junit.jupiter.api.Assertions.assertEquals;

import de.belegbote.fetch.ScriptedPortal.Screen;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopTest {
  private static final String API = "https://shop.test/api";
  private static final String DOCUMENT =
      "document: [{get: \"https://shop.test/pdf/{row.number}\"}]\n";
  private static final String SETTINGS =
      "settings: {team: {optional: true, many: true, label: {en: Team, de: Team, fr: Equipe}}}\n"
          + "requests: {pause: 1s}";

  private static String loop(String loop, String address) {
    return """
    for_each: [%s]
    list: {get: "https://shop.test/api/%s", rows: "$.list[*]"}
    fields: {number: {json: $.number}, date: {json: $.date}}
    """
            .formatted(loop, address)
        + DOCUMENT;
  }

  private static void list(ReadingCase shop, String path, String... numbers) {
    var rows = new java.util.ArrayList<String>();
    for (String number : numbers) {
      rows.add("{\"number\":\"%s\",\"date\":\"2026-02-01\"}".formatted(number));
      shop.portal.answering("https://shop.test/pdf/" + number, 200, "application/pdf", PDF);
    }
    shop.portal.answering(
        API + "/" + path, 200, "application/json", "{\"list\":[" + String.join(",", rows) + "]}");
  }

  private static List<String> asked(ReadingCase shop) {
    return shop.portal.requests().stream()
        .map(request -> request.url())
        .filter(url -> url.startsWith(API + "/"))
        .map(url -> url.substring(API.length() + 1))
        .toList();
  }

  @Test
  void readsTheListForEveryLiteralWithItsMembers() {
    var shop =
        new ReadingCase(
            loop(
                    "{as: part, values: [{id: bills, kind: invoice}, {id: refunds, kind:"
                        + " credit_note}]}",
                    "{part.id}")
                .replace("$.date}}", "$.date}, kind: \"{part.kind}\"}"));
    list(shop, "bills", "1");
    list(shop, "refunds", "1");

    assertEquals("OK found 2 stored 2 known 0 failed 0", line(shop.run()));
    assertEquals(
        List.of("invoice", "credit_note"), shop.stored.stream().map(FetchedInvoice::kind).toList());
  }

  @Test
  void readsTheOrganisationsThatWereChosen() {
    String teams =
        "{as: team_, setting: team, get: \"https://shop.test/teams\", rows: \"$.teams[*]\", id:"
            + " {json: $.uuid, match: \"^([^-]+)\"}}";
    var all = teams(new ReadingCase(loop(teams, "{team_.id}"), SETTINGS));
    var chosen = teams(new ReadingCase(loop(teams, "{team_.id}"), SETTINGS)).setting("team", "b");

    assertEquals("OK found 2 stored 2 known 0 failed 0", line(all.run()));
    assertEquals("OK found 1 stored 1 known 0 failed 0", line(chosen.run()));
    assertEquals(List.of("b"), asked(chosen));
  }

  private static ReadingCase teams(ReadingCase shop) {
    shop.portal.answering(
        "https://shop.test/teams",
        200,
        "application/json",
        "{\"teams\":[{\"uuid\":\"a-1\"},{\"uuid\":\"b-2\"},{\"uuid\":\"b-2\"}]}");
    list(shop, "a", "1");
    list(shop, "b", "2");
    return shop;
  }

  @Test
  void neverTakesAMissingListOfOrganisationsForNone() {
    String teams =
        "{as: t, get: \"https://shop.test/teams\", rows: \"$.teams[*]\", id: {json: $.id}}";
    var shop = new ReadingCase(loop(teams, "{t.id}"));
    shop.portal.answering("https://shop.test/teams", 200, "application/json", "{}");

    assertEquals(
        "LAYOUT_CHANGED at invoices for_each t found 0 stored 0 known 0 failed 0",
        line(shop.run()));
  }

  @Test
  void goesBackYearByYearAndWindowByWindow() {
    var years = new ReadingCase(loop("{as: year, years: true}", "{year}"));
    years.since(java.time.LocalDate.of(2024, 6, 1));
    List.of("2026", "2025", "2024").forEach(year -> list(years, year));
    var windows = new ReadingCase(loop("{as: w, days: 30}", "{w.from}/{w.to}"));
    windows.since(java.time.LocalDate.of(2026, 10, 1));
    List<String> all = List.of("2026-10-26/2026-11-24", "2026-10-01/2026-10-25");
    all.forEach(window -> list(windows, window));

    assertEquals("NOTHING_NEW found 0 stored 0 known 0 failed 0", line(years.run()));
    assertEquals(List.of("2026", "2025", "2024"), asked(years));
    assertEquals("NOTHING_NEW found 0 stored 0 known 0 failed 0", line(windows.run()));
    assertEquals(all, asked(windows));
  }

  @Test
  void readsAnIdThatShowsOnlyWhereAClickLeads() {
    var shop =
        new ReadingCase(
            loop(
                "{as: account, open: \"https://shop.test/accounts\", rows: .card, visit: .manage,"
                    + " id: {url: true, match: \"id=([0-9]+)\"}}",
                "{account.id}"));
    shop.portal.at("https://shop.test/accounts", () -> shop.portal.show(accounts(shop)));
    list(shop, "1", "A");
    list(shop, "2", "B");

    assertEquals("OK found 2 stored 2 known 0 failed 0", line(shop.run()));
    assertEquals(List.of("1", "2"), asked(shop));
  }

  @Test
  void leavesOutElementsThatMayLackAnId() {
    String needed =
        loop(
            "{as: account, open: \"https://shop.test/accounts\", rows: .card, visit: .manage,"
                + " id: {url: true, match: \"id=([0-9]+)\"}}",
            "{account.id}");
    String optional = needed.replace("id=([0-9]+)\"", "id=([0-9]+)\", optional: true");
    for (String block : List.of(needed, optional)) {
      var shop = new ReadingCase(block);
      shop.portal.at(
          "https://shop.test/accounts",
          () ->
              shop.portal.show(
                  Screen.of("https://shop.test/accounts", card(shop, "x"), card(shop, "2"))));
      list(shop, "2", "B");

      assertEquals(
          block.equals(optional)
              ? "OK found 1 stored 1 known 0 failed 0"
              : "LAYOUT_CHANGED at invoices for_each account found 0 stored 0 known 0 failed 0",
          line(shop.run()));
    }
  }

  private static Screen accounts(ReadingCase shop) {
    return Screen.of("https://shop.test/accounts", card(shop, "1"), card(shop, "2"));
  }

  private static Box card(ReadingCase shop, String id) {
    Box manage =
        Box.button(
            ".manage", () -> shop.portal.show(Screen.of("https://shop.test/account?id=" + id)));
    return Box.of(".card").holding(Box.of(".name").saying("account " + id), manage);
  }

  private static ReadingCase orders() {
    var shop =
        new ReadingCase(
            """
            list: {get: "https://shop.test/orders", rows: .order}
            fields: {number: {text: .number}, date: {text: .date}}
            each: {get: {attribute: href, of: a.invoices}, rows: "a[href*='/files/']", optional: true}
            document: [{get: {attribute: href}}]
            """);
    shop.portal.answering(
        "https://shop.test/orders",
        200,
        "text/html",
        """
        <div class=order><b class=number>A</b><i class=date>2026-02-01</i><a class=invoices href="/popover?o=A">Invoices</a></div>
        <div class=order><b class=number>B</b><i class=date>2026-02-02</i></div>
        """);
    shop.portal.answering(
        "https://shop.test/popover?o=A",
        200,
        "text/html",
        "<ul><li><a href='/files/x1'>1</a><li><a href='/files/x2'>2</a><li><a"
            + " href='/print'>p</a></ul>");
    for (String file : List.of("x1", "x2")) {
      shop.portal.answering("https://shop.test/files/" + file, 200, "application/pdf", PDF + file);
    }
    return shop;
  }

  @Test
  void fetchesEveryDocumentOfAnOrder() {
    var shop = orders();

    assertEquals("OK found 3 stored 2 known 0 failed 0", line(shop.run()));
    assertEquals(
        List.of("A #1", "A #2"), shop.stored.stream().map(FetchedInvoice::identity).toList());
  }

  @Test
  void noticesThatTenOrdersInARowHaveNoDocuments() {
    assertEquals("OK found 10 stored 1 known 0 failed 0", line(bare(9).run()));
    assertEquals(
        "LAYOUT_CHANGED at invoices each found 11 stored 1 known 0 failed 0", line(bare(10).run()));
  }

  // One order with a document, then so many without the link to any.
  private static ReadingCase bare(int count) {
    var shop = orders();
    var html = new StringBuilder("<a class=invoices href='/popover?o=A'>");
    html.insert(0, "<div class=order><b class=number>A</b><i class=date>2026-02-01</i>")
        .append("</a></div>");
    for (int i = 0; i < count; i++) {
      html.append(
          "<div class=order><b class=number>B%d</b><i class=date>2026-02-01</i></div>"
              .formatted(i));
    }
    shop.portal.answering("https://shop.test/orders", 200, "text/html", html.toString());
    shop.portal.answering(
        "https://shop.test/popover?o=A",
        200,
        "text/html",
        "<ul><li><a href='/files/x1'>1</a></ul>");
    return shop;
  }

  @Test
  void asksForNoDocumentsOfAnOrderThatIsKnown() {
    var shop = orders();
    shop.known.add("A #1");

    assertEquals("NOTHING_NEW found 2 stored 0 known 1 failed 0", line(shop.run()));
    assertEquals(1, shop.portal.requests().size());
  }
}
