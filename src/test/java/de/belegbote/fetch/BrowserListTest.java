// Lists on pages: rows, fields, paging, and where reading ends.
package de.belegbote.fetch;

import static de.belegbote.fetch.ReadingCase.BILLS;
import static de.belegbote.fetch.ReadingCase.BROWSER;
import static de.belegbote.fetch.ReadingCase.line;
import static de.belegbote.fetch.ReadingCase.link;
import static de.belegbote.fetch.ReadingCase.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.fetch.ScriptedPortal.Screen;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BrowserListTest {
  private static final String NEXT = BROWSER.replace("rows:", "paging: {next: .next}, rows:");
  private static final String NEWEST = NEXT.replace("rows:", "newest_first: true, rows:");

  // Pages 1 to n, each a document of its own with a link to the next.
  private static ReadingCase paged(String recipe, List<List<Box>> pages) {
    var shop = new ReadingCase(recipe);
    shop.portal.at(BILLS, () -> show(shop, pages, 0));
    return shop;
  }

  private static void show(ReadingCase shop, List<List<Box>> pages, int page) {
    Screen screen = new Screen(BILLS + "#" + page, 200, pages.get(page));
    if (page + 1 < pages.size()) {
      screen.add(Box.button(".next", () -> show(shop, pages, page + 1)));
    }
    shop.portal.show(screen);
  }

  @Test
  void readsAllFields() {
    var shop =
        new ReadingCase(
            """
            list: {open: "https://shop.test/bills", rows: .row, header: th}
            fields:
              title: {from: "Bill {row.number}"}
              number: {text: .number, match: "No (.*)"}
              date: {column: Datum, format: dd.MM.yyyy}
              amount: {column: [Betrag, Summe]}
              currency: {column: Betrag, match: "(\\\\S+)$", map: {"€": EUR}}
              due: {text: .due, format: d. MMM yyyy, optional: true}
              kind: {attribute: data-kind, map: {g: credit_note, "*": invoice}}
            identity: ["{row.kind}", "{row.number}"]
            document: [{get: {attribute: href, of: a}}]
            """);
    shop.showing(
            BILLS,
            Box.of("th").saying("Datum"),
            Box.of("th").saying("Betrag"),
            Box.of(".row")
                .with("data-kind", "g")
                .holding(
                    Box.of(".number").saying("No R-7"),
                    Box.of("td, th").saying("selects"),
                    Box.of("td, th").saying("03.02.2026"),
                    Box.of("td, th").saying("1.234,50 €"),
                    Box.of(".due").saying("3. März 2026"),
                    Box.of("a").with("href", "files/R-7.pdf?token=abc")))
        .portal
        .answering("https://shop.test/files/R-7.pdf?token=abc", 200, "application/pdf", "%PDF-1.7");

    assertEquals("OK found 1 stored 1 known 0 failed 0", line(shop.run()));
    FetchedInvoice bill = shop.stored.get(0);
    assertEquals("credit_note", bill.kind());
    assertEquals("credit_note R-7", bill.identity());
    assertEquals("R-7", bill.number());
    assertEquals(LocalDate.of(2026, 2, 3), bill.date());
    assertEquals(Optional.of(new BigDecimal("1234.50")), bill.amount());
    assertEquals(Optional.of("EUR"), bill.currency());
    assertEquals(Optional.of(LocalDate.of(2026, 3, 3)), bill.due());
    assertEquals(Optional.of("Bill R-7"), bill.title());
    assertEquals(link("R-7"), bill.sourceAddress());
  }

  @Test
  void leavesOutRowsThatAreNotMeant() {
    var shop =
        new ReadingCase(
            BROWSER
                .replace("rows:", "where: [{text: Rechnung}, {present: .bill}], rows:")
                .replace(
                    "fields: {",
                    "fields: {kind: {text: .kind, map: {x: skip, \"*\": invoice}, optional: true}, "));
    Box plain = row("A-1", "2026-02-01");
    Box word = row("A-2", "2026-02-01").holding(Box.of(".x").saying("Ihre RECHNUNG"));
    Box mark = row("A-3", "2026-02-01").holding(Box.of(".bill"), Box.of(".kind").saying("x"));
    shop.showing(BILLS, plain, word, mark).serving("A-1", "A-2", "A-3");

    assertEquals("OK found 1 stored 1 known 0 failed 0", line(shop.run()));
    assertEquals("A-2", shop.numbers());
  }

  @Test
  void turnsPagesByALink() {
    var shop =
        paged(
            NEXT,
            List.of(
                List.of(row("A-1", "2026-03-01")),
                List.of(row("A-2", "2026-02-01")),
                List.of(row("A-3", "2026-01-01"))));
    shop.serving("A-1", "A-2", "A-3");

    assertEquals("OK found 3 stored 3 known 0 failed 0", line(shop.run()));
  }

  @Test
  void readsOnBehindAPageOfKnownRows() {
    var shop =
        paged(
            NEWEST, List.of(List.of(row("A-1", "2026-03-01")), List.of(row("A-2", "2026-02-01"))));
    shop.serving("A-2").known.add("A-1");

    assertEquals("OK found 2 stored 1 known 1 failed 0", line(shop.run()));
    assertTrue(shop.portal.requests().stream().noneMatch(r -> r.url().equals(link("A-1"))));
  }

  @Test
  void endsAtAPageOfRowsThatAreTooOldWhereTheNewestComeFirst() {
    List<List<Box>> pages =
        List.of(
            List.of(row("A-1", "2026-03-01"), row("A-2", "2025-12-31")),
            List.of(row("A-3", "2025-12-30")),
            List.of(row("A-4", "2026-02-01")));
    var newest = paged(NEWEST, pages).serving("A-1", "A-4");
    var any = paged(NEXT, pages).serving("A-1", "A-4");

    assertEquals("OK found 1 stored 1 known 0 failed 0", line(newest.run()));
    assertEquals("OK found 2 stored 2 known 0 failed 0", line(any.run()));
  }

  @Test
  void stopsWhereANextLinkIsDisabledOrLeadsToTheSamePage() {
    var clicks = new AtomicInteger();
    var disabled =
        new ReadingCase(NEXT)
            .showing(
                BILLS,
                row("A-1", "2026-03-01"),
                Box.button(".next", clicks::incrementAndGet).with("aria-disabled", "true"))
            .serving("A-1");
    var same =
        new ReadingCase(NEXT)
            .showing(BILLS, row("A-1", "2026-03-01"), Box.button(".next", () -> {}))
            .serving("A-1");

    assertEquals("OK found 1 stored 1 known 0 failed 0", line(disabled.run()));
    assertEquals(0, clicks.get());
    assertEquals("OK found 1 stored 1 known 0 failed 0", line(same.run()));
  }

  @Test
  void readsNoMorePagesThanItMay() {
    var clicks = new AtomicInteger();
    var shop = new ReadingCase(NEXT.replace("next: .next", "next: .next, max: 3"));
    shop.portal.at(BILLS, () -> endless(shop, clicks));
    shop.serving("A-0", "A-1", "A-2", "A-3");

    assertEquals("OK found 3 stored 3 known 0 failed 0", line(shop.run()));
  }

  private static void endless(ReadingCase shop, AtomicInteger clicks) {
    int page = clicks.getAndIncrement();
    Box next = Box.button(".next", () -> endless(shop, clicks));
    shop.portal.show(Screen.of(BILLS, row("A-" + page, "2026-03-01"), next));
  }

  @Test
  void asksForMoreUntilTheButtonIsGone() {
    var shop = new ReadingCase(BROWSER.replace("rows:", "paging: {more: .more}, rows:"));
    Screen list = Screen.of(BILLS, row("A-1", "2026-03-01"));
    list.add(
        Box.button(
            ".more",
            () ->
                shop.portal.later(
                    java.time.Duration.ofSeconds(2),
                    () -> {
                      list.add(row("A-2", "2026-02-01"));
                      list.remove(".more");
                    })));
    shop.portal.at(BILLS, () -> shop.portal.show(list));
    shop.serving("A-1", "A-2");

    assertEquals("OK found 2 stored 2 known 0 failed 0", line(shop.run()));
    assertEquals(1, shop.steps.stream().filter("page 2 of the list: 1 rows"::equals).count());
  }

  @Test
  void countsPagesUpUntilOneIsProvenEmpty() {
    var shop =
        new ReadingCase(
            BROWSER
                .replace("bills\"", "bills?p={page}\"")
                .replace("rows:", "paging: {number: 0}, rows:"));
    shop.showing(BILLS + "?p=0", row("A-1", "2026-03-01"))
        .showing(BILLS + "?p=1", row("A-2", "2026-02-01"))
        .showing(BILLS + "?p=2", Box.of("#none"))
        .serving("A-1", "A-2");

    assertEquals("OK found 2 stored 2 known 0 failed 0", line(shop.run()));
  }

  @Test
  void assumesNothing() {
    assertEquals(
        "NOTHING_NEW found 0 stored 0 known 0 failed 0",
        line(new ReadingCase(BROWSER).showing(BILLS, Box.of("#none")).run()));
    assertEquals(
        "LAYOUT_CHANGED at invoices list found 0 stored 0 known 0 failed 0",
        line(new ReadingCase(BROWSER).showing(BILLS, Box.of("#else")).run()));
  }

  @Test
  void takesOneRowOfTwoThatCannotBeReadForABadRow() {
    var shop = new ReadingCase(BROWSER).showing(BILLS, row("A-1", "?"), row("A-2", "2026-02-01"));

    assertEquals("OK found 2 stored 1 known 0 failed 1", line(shop.serving("A-2").run()));
  }

  @Test
  void takesTwoRowsOfThreeThatCannotBeReadForAChange() {
    var shop =
        new ReadingCase(BROWSER)
            .showing(BILLS, row("A-1", "?"), row("A-2", "2026-02-01"), row("A-3", "soon"));

    RunResult result = shop.serving("A-2").run();

    assertEquals(
        "LAYOUT_CHANGED at invoices fields found 2 stored 0 known 0 failed 2", line(result));
    assertTrue(result.detail().contains("date"), result::detail);
  }

  @Test
  void refusesAnEndlessIdentityInsteadOfCuttingIt() {
    String endless = "A".repeat(201);
    var shop =
        new ReadingCase(BROWSER)
            .showing(BILLS, row(endless, "2026-02-01"), row("A".repeat(200), "2026-02-01"))
            .serving("A".repeat(200));

    assertEquals("OK found 2 stored 1 known 0 failed 1", line(shop.run()));
    assertEquals("A".repeat(200), shop.stored.get(0).identity());
  }

  @Test
  void leavesYoungRowsForLaterAndOpensKnownOnesAgain() {
    var shop =
        new ReadingCase(BROWSER + "settle: 2d\nrevisit: 30d\n")
            .showing(
                BILLS,
                row("A-1", "2026-11-23"),
                row("A-2", "2026-11-22"),
                row("A-3", "2026-10-25"),
                row("A-4", "2026-10-24"))
            .serving("A-2", "A-3");
    shop.known.addAll(List.of("A-3", "A-4"));
    shop.storing(invoice -> !invoice.number().equals("A-3") && shop.stored.add(invoice));

    assertEquals("OK found 4 stored 1 known 2 failed 0", line(shop.run()));
    assertEquals(2, shop.portal.requests().size());
  }

  @Test
  void asksWhetherARowIsKnownBeforeItFetches() {
    var shop = new ReadingCase(BROWSER).showing(BILLS, row("A-1", "2026-02-01"));
    shop.known.add("A-1");

    assertEquals("NOTHING_NEW found 1 stored 0 known 1 failed 0", line(shop.run()));
    assertTrue(shop.portal.requests().isEmpty());
  }

  @Test
  void fetchesNothingBeforeTheDayItIsTold() {
    var shop =
        new ReadingCase(BROWSER)
            .since(LocalDate.of(2026, 2, 1))
            .showing(BILLS, row("A-1", "2026-01-31"), row("A-2", "2026-02-01"))
            .serving("A-1", "A-2");

    assertEquals("OK found 1 stored 1 known 0 failed 0", line(shop.run()));
    assertFalse(shop.numbers().contains("A-1"));
  }
}
