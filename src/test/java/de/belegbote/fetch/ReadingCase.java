// A run at a scripted portal that is signed in already: what it reads, fetches and stores.
package de.belegbote.fetch;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.fetch.ScriptedPortal.Screen;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TurnableClock;
import de.belegbote.portals.recipe.Recipe;
import de.belegbote.portals.recipe.RecipeFile;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Today is November 24th, 2026, and invoices are looked for from January on. */
final class ReadingCase {
  static final String BILLS = "https://shop.test/bills";
  static final String LOGIN = "https://shop.test/login";
  static final String PDF = "%PDF-1.7 invoice";

  /** A list in the browser, and a document by the link in the row. */
  static final String BROWSER =
      """
      list: {open: "https://shop.test/bills", rows: .row, empty: {visible: "#none"}}
      fields: {number: {text: .number}, date: {text: .date}}
      document: [{get: {attribute: href, of: a}}]
      """;

  /** A list of JSON values, and a document by an address that the recipe writes. */
  static final String JSON =
      """
      list: {get: "https://shop.test/api?p={page}", rows: "$.list[*]", paging: {number: 1}}
      fields: {number: {json: $.number}, date: {json: $.date}}
      document: [{get: "https://shop.test/api/{row.number}"}]
      """;

  private static final String REQUESTS = "requests: {headers: {X-Shop: anna}, pause: 2s}";

  private static final String RECIPE =
      """
      format: 1
      id: shop
      name: Shop
      version: 1
      homepage: https://shop.test
      engine: htmlunit
      language: de
      hosts: [shop.test]
      requests: {headers: {X-Shop: anna}, pause: 2s}
      sign_in:
        open: https://shop.test/login
        goal: {visible: "#home"}
        pages:
          - {page: terms, when: {visible: "#terms"}, outcome: ACTION_NEEDED}
          - {page: consent, overlay: true, do: [{click: "#accept"}]}
          - {page: login, do: [{fill: "#user", with: username}, {fill: "#pass", with: password}, {submit: "#go"}]}
      invoices:
      """;

  final TurnableClock clock = new TurnableClock(Instant.parse("2026-11-24T12:00:00Z"));
  final ScriptedPortal portal = new ScriptedPortal(clock);
  final List<FetchedInvoice> stored = new ArrayList<>();
  final Set<String> known = new HashSet<>();
  final List<String> steps = new ArrayList<>();
  private final Recipe recipe;
  private final Map<String, List<String>> settings = new HashMap<>();
  private LocalDate since = LocalDate.of(2026, 1, 1);
  private Predicate<FetchedInvoice> store = stored::add;
  RecipeRunner.Session verdict;

  ReadingCase(String invoices) {
    this(invoices, REQUESTS);
  }

  /**
   * @param requests written instead of the usual line, settings too
   */
  ReadingCase(String invoices, String requests) {
    this(invoices, requests, "patience: 15s");
  }

  /**
   * @param signIn one more line of the sign-in
   */
  ReadingCase(String invoices, String requests, String signIn) {
    String text =
        RECIPE.replace(REQUESTS, requests).replace("  pages:\n", "  " + signIn + "\n  pages:\n")
            + invoices.indent(2);
    recipe = RecipeFile.read("shop.yaml", text);
    portal.at(LOGIN, () -> portal.show(Screen.of(LOGIN, Box.of("#home"))));
  }

  @CanIgnoreReturnValue
  ReadingCase since(LocalDate day) {
    since = day;
    return this;
  }

  @CanIgnoreReturnValue
  ReadingCase setting(String name, String... values) {
    settings.put(name, List.of(values));
    return this;
  }

  @CanIgnoreReturnValue
  ReadingCase storing(Predicate<FetchedInvoice> other) {
    store = other;
    return this;
  }

  /** What opening an address shows, each time as a new document. */
  @CanIgnoreReturnValue
  ReadingCase showing(String url, Box... boxes) {
    portal.at(url, () -> portal.show(Screen.of(url, boxes)));
    return this;
  }

  /** Documents for these numbers under their links. */
  @CanIgnoreReturnValue
  ReadingCase serving(String... numbers) {
    Arrays.stream(numbers)
        .forEach(n -> portal.answering(link(n), 200, "application/pdf", PDF + " " + n));
    return this;
  }

  static String link(String number) {
    return "https://shop.test/files/" + number + ".pdf";
  }

  /** A row with number, date (ISO) and link. */
  static Box row(String number, String date) {
    return Box.of(".row")
        .holding(
            Box.of(".number").saying(number),
            Box.of(".date").saying(date),
            Box.of("a").with("href", "/files/" + number + ".pdf"));
  }

  RunResult run() {
    return new RecipeRunner(recipe, portal, input()).run();
  }

  /** In a browser that has the session of an earlier run. */
  RunResult resume(boolean doubted) {
    var runner = new RecipeRunner(recipe, portal, input());
    RunResult result = runner.resume(doubted);
    verdict = runner.session();
    return result;
  }

  private RunInput input() {
    return new RunInput(
        settings,
        since,
        () -> new Secret("anna"),
        () -> new Secret("s3cret"),
        Optional::empty,
        () -> {},
        key -> known.contains(key.identity()),
        invoice -> store.test(invoice),
        steps::add,
        clock.source(),
        Duration.ofMinutes(30));
  }

  /** Outcome, place and counts in one line. */
  static String line(RunResult result) {
    Counts c = result.counts();
    return "%s%s found %d stored %d known %d failed %d"
        .formatted(
            result.outcome(),
            result.page().isEmpty() ? "" : " at " + result.page(),
            c.found(),
            c.stored(),
            c.known(),
            c.failed());
  }

  String numbers() {
    return String.join(" ", stored.stream().map(FetchedInvoice::number).toList());
  }

  static Buffer pdf() {
    return Buffer.buffer(PDF);
  }
}
