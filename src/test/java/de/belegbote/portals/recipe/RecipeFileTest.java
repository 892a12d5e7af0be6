// A recipe is refused with file, line and key as soon as anything in it is not understood.
package de.belegbote.portals.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.portals.recipe.Invoices.Rows;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeFileTest {
  private static final String GOOD =
      """
      format: 1
      id: shop
      name: Shop
      version: 3
      homepage: https://www.shop.de
      engine: htmlunit
      language: de
      hosts: [www.shop.de, "{branch}.shop.de", "*.login.shop.de"]
      settings: {branch: {label: {de: Filiale}, pattern: "[a-z]{2,9}"}}
      requests: {headers: {X-Branch: "{branch}"}, pause: 1s}
      sign_in:
        open: https://{branch}.shop.de/login
        goal: [{visible: "#home", holds: 2s}, {url: "https://{branch}.shop.de/home/**"}]
        patience: 20s
        pages:
          - {page: refused, when: {visible: [.error, .warn], text: wrong}, outcome: REFUSED}
          - {page: mail, ask: {kind: email_code}, do: [{fill: "#mail", with: answer}]}
          - {page: consent, overlay: true, do: [{click: button, label: [Accept, OK]}]}
          - {page: login, in: iframe.sso, do: [{fill: "#u", with: username}, {fill: "#p", with: password}, {submit: form}]}
          - {page: code, guess: never seen, do: [{fill: ["#c1", "#c2"], with: code}]}
          - {page: stay, when: {sent: password, not: {present: "#p"}}, do: [{pause: 500ms}, {click: "#no"}], visits: 2, again: ACTION_NEEDED}
      invoices:
        start: [{open: "https://{branch}.shop.de/bills"}]
        list:
          open: https://{branch}.shop.de/bills?since={since}&p={page}
          rows: tr.bill
          header: th
          where: [{text: Bill}, {not: {present: .draft}}]
          empty: {text: No bills}
          paging: {number: 0, max: 7}
        fields:
          number: {column: [No., Nummer]}
          date: {text: td.date, format: [dd.MM.yyyy, d. MMM yyyy]}
          kind: [{attribute: data-kind, map: {b: invoice, "*": skip}}, receipt]
          title: {from: "Bill {row.number}"}
        document: [{click: a, label: PDF}]
        identity: ["{row.number}", "{row.date}"]
        settle: 2d
        revisit: 30d
      """;

  @Test
  void readsEverythingItKnows() {
    Recipe recipe = RecipeFile.read("shop.yaml", GOOD);

    assertEquals("shop", recipe.id());
    assertEquals(List.of("sign_in pages 4: never seen"), recipe.guesses());
    assertEquals("kiel", recipe.values(Map.of("branch", List.of("kiel"))).get("branch"));
    assertTrue(recipe.hosts(Map.of("branch", "kiel")).allow("https://kiel.shop.de/x"));
    assertEquals(Duration.ofSeconds(1), recipe.requests().pause());
  }

  @Test
  void readsTheSignIn() {
    SignIn signIn = RecipeFile.read("shop.yaml", GOOD).signIn();

    assertEquals(2, signIn.goal().clauses().size());
    assertEquals(Optional.of(Duration.ofSeconds(2)), signIn.goal().clauses().get(0).holds());
    assertEquals(Duration.ofSeconds(20), signIn.patience());
    assertEquals(
        List.of("refused", "mail", "consent", "login", "code", "stay"),
        signIn.pages().stream().map(Page::name).toList());
    assertEquals(Optional.of("CODE_NEEDED_ELSEWHERE"), signIn.pages().get(1).outcome());
    Page login = signIn.pages().get(3);
    assertEquals(1, login.visits());
    assertEquals(Optional.of(new Frame.Css(new Selector(List.of("iframe.sso")))), login.in());
    assertEquals(2, signIn.pages().get(5).visits());
  }

  @Test
  void readsTheInvoices() {
    Invoices invoices = RecipeFile.read("shop.yaml", GOOD).invoices().get(0);

    assertEquals(new Rows.Elements(new Selector(List.of("tr.bill"))), invoices.list().rows());
    assertEquals(Optional.of(0), invoices.list().paging().number());
    var document = assertInstanceOf(Action.Browse.class, invoices.document().get(0));
    assertInstanceOf(Step.Click.class, document.step());
    assertEquals(Duration.ofDays(2), invoices.settle());
    assertEquals(
        List.of("number", "date", "kind", "title"), List.copyOf(invoices.fields().keySet()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        // text to replace | by | line | in the message
        "format: 1 | format: 2 | 1 | format",
        "engine: htmlunit | engine: firefox | 6 | engine",
        "version: 3 | version: three | 4 | version",
        "id: shop | id: Shop | 2 | id",
        "homepage: https | homepage: http | 5 | homepage",
        "patience: 20s | patience: 20 | 14 | patience",
        "patience: 20s | cookies: [] | 14 | cookies",
        "patience: 20s | use: none-such | 14 | there is no shared sign-in none-such",
        "name: Shop | name: Shop\\nname: Shop | 4 | key name is there twice",
        "name: Shop | name: &a Shop | 3 | anchors",
        "name: Shop | name: !!str Shop | 3 | tags",
        "name: Shop | name: | 3 | a value is missing",
        "name: Shop | name: 1.5 | 3 | fractions",
        "name: Shop | \\tname: Shop | 3 | no YAML",
        "{branch}.shop.de/login | {brunch}.shop.de/login | 12 | {brunch} is not known here",
        "{branch}.shop.de/login | x{branch}.shop.de/login | 12 | whole label",
        "{branch}.shop.de/login | {since}.shop.de/login | 12 | only a setting may stand in a host",
        "open: https://{branch}.shop.de/login | open: http://www.shop.de/login | 12 | https"
            + " address",
        "open: https://{branch}.shop.de/login | open: https://a@www.shop.de/login | 12 | https"
            + " address",
        "visible: `#home` | visible: `` | 13 | visible",
        "goal: | ziel: | 11 | goal",
        "hosts: [www.shop.de, | hosts: [www.shop.de/x, | 8 | 0",
        "pattern: `[a-z]{2,9}` | pattern: `[a-z` | 9 | no RE2 pattern",
        "requests: | authenticator: {steps: {de: [a], en: [b]}}\\nrequests: | 10 | `fr`",
        "requests: | authenticator: {steps: {de: [a], en: [b], fr: [c], it: [d]}}\\n"
            + "requests: | 10 | key it is not known here",
        "X-Branch: | Cookie: | 10 | header Cookie cannot be set",
        "X-Branch: `{branch}` | X-Branch: `{row.number}` | 10 | {row.number} is not known here",
        "outcome: REFUSED | outcome: REFUSED, do: [{click: a}] | 16 | has no do",
        "outcome: REFUSED | outcome: NO_SUCH | 16 | outcome",
        "{fill: `#u`, with: username} | {fill: `#u`} | 19 | with",
        "{fill: `#u`, with: username} | {fill: `#u`, with: pin} | 19 | with",
        "{fill: `#u`, with: username} | {fill: `#u`, with: answer} | 19 | with: answer belongs to"
            + " pages with ask",
        "{fill: `#u`, with: username} | {hover: `#u`} | 19 | key hover is not known here or not"
            + " supported yet",
        "{fill: `#u`, with: username} | {click: `#u`, tick: `#v`} | 19 | exactly one of",
        "{fill: `#u`, with: username} | {label: x} | 19 | exactly one of",
        "with: password | with: username | 15 | no page types the password",
        "page: code, | page: login, | 20 | two pages named login",
        "{page: code, guess: never seen, do: [{fill: [`#c1`, `#c2`], with: code}]} | {page: code,"
            + " do: [{pause: 1s}]} | 20 | nothing tells this page",
        "{page: code, guess: never seen, do: [{fill: [`#c1`, `#c2`], with: code}]} | {page: code} |"
            + " 20 | do, outcome or ask",
        "not: {present: `#p`}} | not: {present: `#p`, holds: 1s}} | 21 | holds has no meaning under"
            + " not",
        "sent: password, | setting: shop, | 21 | there is no setting shop",
        "start: [{open: | start: [{fill: a}, {open: | 23 | key fill is not known here",
        "&p={page} |  | 25 | {page}",
        "rows: tr.bill | rows: $.bills[*] | 26 | rows of a get are a JSON path",
        "rows: tr.bill | get: https://www.shop.de/ | 24 | rows",
        "header: th | scroll: true | 27 | key scroll is not known here or not supported yet",
        "header: th |  | 32 | column needs the list's header",
        "paging: {number: 0, max: 7} | paging: {number: 0, next: a} | 30 | exactly one of next,"
            + " number, cursor, more, scroll",
        "number: {column: | nummer: {column: | 31 | number",
        "format: [dd.MM.yyyy, | format: [MM.yyyy, | 33 | does not give day, month and year",
        "{attribute: data-kind, map | {attribute: data-kind, of: `:scope > td`, map | 34 | stands"
            + " alone",
        "map: {b: invoice, | map: {b: bill, | 34 | a kind is one of",
        "{attribute: data-kind, map: {b: invoice, `*`: skip}} | {text: a, attribute: b} | 34 |"
            + " exactly one of from, text",
        "{from: `Bill {row.number}`} | {from: `Bill {row.title}`} | 35 | {row.title} is not known"
            + " here",
        "{from: `Bill {row.number}`} | {json: $.title} | 35 | json needs a JSON answer",
        "document: [{click: a, label: PDF}] | document: [{click: a, get: b}] | 36 | either one of"
            + " the browser or a request",
        "document: [{click: a, label: PDF}] | document: [{post: a}] | 36 | exactly one of form,"
            + " multipart",
        "document: [{click: a, label: PDF}] | document: [{print: {hide: b}}] | 36 | engine htmlunit"
            + " cannot print",
        "start: [{open: | for_each: [{as: x, get: `https://a.de/`, rows: `$.a[*]`, id: {json: $.b},"
            + " visit: a}]\\n"
            + "  start: [{open: | 23 | only a row on a page can be visited",
        "document: [{click: a, label: PDF}] | document: [{pause: 1s}] | 36 | ends with get, post,"
            + " click or",
        "document: [{click: a, label: PDF}] | document: [{get: a, label: b}] | 36 | get and post"
            + " take no",
        "document: [{click: a, label: PDF}] | document: [{get: a, form: {b: c}}] | 36 | only a post"
            + " sends",
        "document: [{click: a, label: PDF}] | document: [{click: a, query: {b: c}}] | 36 | query"
            + " belongs to a get or post",
        "document: [{click: a, label: PDF}] | document: [{get: `https://a.de/`, headers: {Host:"
            + " c}}] | 36 | header Host cannot be set",
        "document: [{click: a, label: PDF}] | document: [{get: `https://a.de/{token}`}] | 36 |"
            + " {token} is not known here",
        "document: [{click: a, label: PDF}] | document: [{get: `https://{row.number}.a.de/`}] | 36"
            + " | a value is a whole label",
        "document: [{click: a, label: PDF}] | document: [{get: {variable: a.b}}] | 36 | variable"
            + " belongs to a page or answer",
        "start: [{open: | start: [{get: `https://a.de/`, learn: {branch: {cookie: a}}}, {open: | 23"
            + " | cannot be learned",
        "start: [{open: | for_each: [{as: row, years: true}]\\n"
            + "  start: [{open: | 23 | row is the name of something else",
        "start: [{open: | for_each: [{as: x, years: true, days: 2}]\\n"
            + "  start: [{open: | 23 | a loop is over one of",
        "start: [{open: | for_each: [{as: x, setting: shop}]\\n"
            + "  start: [{open: | 23 | there is no setting shop",
        "start: [{open: | for_each: [{as: x, values: [{a: b}, {c: d}]}]\\n"
            + "  start: [{open: | 23 | have the same keys",
        "paging: {number: 0, max: 7} | paging: {cursor: {json: $.a}} | 25 | {page}",
        "identity: [`{row.number}`, | identity: [`{row.nr}`, | 37 | {row.nr} is not known here",
      })
  void refusesWithFileLineAndKey(String old, String by, int line, String message) {
    String from = old.replace('`', '"');
    String to = by == null ? "" : by.replace('`', '"').replace("\\n", "\n").replace("\\t", "\t");
    assertTrue(GOOD.contains(from), from);
    String broken = GOOD.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to));

    var refused = assertThrows(RecipeException.class, () -> RecipeFile.read("shop.yaml", broken));

    String said = refused.getMessage();
    assertEquals(line, refused.line(), said);
    assertTrue(said.startsWith("shop.yaml:" + line + ": "), said);
    assertTrue(said.contains(message.replace('`', '"')), said);
  }

  @Test
  void namesTheMissingSetting() {
    Recipe recipe = RecipeFile.read("shop.yaml", GOOD);

    var missing = assertThrows(TemplateException.class, () -> recipe.values(Map.of()));
    assertEquals("branch", missing.name());
    var given = Map.of("branch", List.of("../x"));
    var unfit = assertThrows(TemplateException.class, () -> recipe.values(given));
    assertFalse(unfit.getMessage().contains(".."), unfit.getMessage());
  }
}
