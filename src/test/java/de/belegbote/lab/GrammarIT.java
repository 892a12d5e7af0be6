// Parts of the grammar that no recipe in the jar needs yet, in both engines.
package de.belegbote.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import de.belegbote.fetch.FetchedInvoice;
import de.belegbote.fetch.RunResult;
import de.belegbote.fetch.browser.Browsers;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.RecipeFile;
import de.belegbote.testing.RequiresTool;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrammarIT {
  private static final String RECIPE =
      """
      format: 1
      id: grammar
      name: Grammar
      version: 1
      homepage: https://grammar.example.com
      engine: htmlunit
      language: en
      hosts: [grammar.example.com]
      sign_in:
        open: https://grammar.example.com/login
        goal: {visible: "#home"}
        pages:
          - {page: login, do: [{fill: "#user", with: username}, {fill: "#pass", with: password}, {submit: button}]}
      invoices:
        - list:
            open: https://grammar.example.com/bills
            in: iframe#list
            do: [{click_all: .unfold, in: iframe#list}]
            rows: .bill
            paging: {scroll: true}
          fields:
            number: {text: .no}
            date: {text: .day, format: dd.MM.uuuu}
            amount: {text: .sum}
            currency: EUR
          document: [{get: {attribute: href, of: a}}]
        - list:
            get: https://grammar.example.com/statements
            rows: li.statement
            paging: {next: a.next}
          fields:
            number: {attribute: data-state, decode: base64, json: $.no}
            date: {attribute: data-at, zone: Europe/Berlin}
            amount: {attribute: data-sum, minor: true}
            currency: EUR
            kind: statement
          document: [{post: "https://grammar.example.com/statement", multipart: {"no": "{row.number}"}}]
      """;

  @Test
  void playsItAllInHtmlUnit() {
    plays(Browsers.HTMLUNIT);
  }

  @Test
  @RequiresTool("playwright")
  void playsItAllInChromium() {
    plays(Browsers.CHROMIUM);
  }

  private static void plays(String engine) {
    try (var lab = new Lab(List.of(GrammarPortal.HOST))) {
      var run =
          new LabRun(
              lab,
              engine,
              RecipeFile.read("grammar.yaml", RECIPE),
              new GrammarPortal(),
              Situation.GOOD);

      RunResult result = run.run();

      assertEquals(FetchOutcome.OK, result.outcome(), () -> result + " after " + run.steps());
      assertEquals(List.of(), run.portal().unstated());
      assertEquals(
          run.portal().invoices().stream()
              .map(i -> i.number() + " " + i.date() + " " + i.amount() + " " + i.pdf().hashCode())
              .sorted()
              .toList(),
          run.stored().stream()
              .map(
                  (FetchedInvoice i) ->
                      "%s %s %s %s"
                          .formatted(
                              i.number(), i.date(), i.amount().orElse(null), i.bytes().hashCode()))
              .sorted()
              .toList());
    }
  }
}
