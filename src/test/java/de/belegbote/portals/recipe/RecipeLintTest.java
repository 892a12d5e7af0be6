// What a reviewer is told of a recipe, with the line it stands on.
package de.belegbote.portals.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import de.belegbote.portals.recipe.RecipeLint.Level;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecipeLintTest {
  private static final String GOOD =
      """
      format: 1
      id: shop
      name: Shop
      version: 1
      homepage: https://shop.test
      engine: htmlunit
      hosts: [shop.test]
      sign_in:
        open: https://shop.test/login
        goal: {visible: "#home"}
        pages:
          - {page: locked, when: {visible: "#locked"}, outcome: ACCOUNT_LOCKED}
          - {page: login, do: [{fill: "#user", with: username}, {fill: "#pass", with: password}]}
          - {page: code, guess: never seen, do: [{fill: "#code", with: code}]}
      invoices:
        list: {open: "https://cdn.test/bills", rows: .row}
        fields: {number: {text: .number}, date: {text: .date}}
        document: [{get: {attribute: href, of: a}}]
      """;

  private static List<String> said(String recipe, Level least) {
    return RecipeLint.check("shop.yaml", recipe, SharedSignIns.ofJar(), css -> Optional.empty())
        .stream()
        .filter(finding -> finding.level().compareTo(least) <= 0)
        .map(finding -> finding.line() + " " + finding.what())
        .toList();
  }

  @Test
  void notesHostsAndGuesses() {
    assertEquals(
        List.of(
            "7 credentials may go to shop.test",
            "7 addresses lead also to cdn.test",
            "14 guess: never seen"),
        said(GOOD, Level.NOTE));
  }

  @Test
  void findsThePageThatEndsTheRunBeforeAnother() {
    String recipe =
        GOOD.replace(
            "    - {page: code",
            "    - {page: after, when: {visible: \"#locked\", text: now}, do: [{pause: 1s}]}\n"
                + "    - {page: code");
    assertEquals(
        List.of("14 page after is never reached: page locked ends the run first"),
        said(recipe, Level.WARNING));
  }

  @Test
  void findsPagesThatCannotBeToldApart() {
    assertEquals(
        List.of("14 page code cannot be told from page login, which is chosen before it"),
        said(
            GOOD.replace(
                "do: [{fill: \"#code\", with: code}]",
                "do: [{fill: \"#user\", with: code}, {fill: \"#pass\", with: password}]"),
            Level.WARNING));
  }

  @Test
  void findsAGoalThatHoldsBeforeTheSignIn() {
    String recipe = GOOD.replace("{visible: \"#home\"}", "{url: \"https://shop.test/**\"}");
    assertEquals(1, said(recipe, Level.WARNING).size());
    assertEquals(List.of(), said(recipe.replace("/**\"}", "/**\", holds: 5s}"), Level.WARNING));
  }

  @Test
  void tellsEveryFaultOfTheSchemaWithItsLine() {
    assertEquals(
        List.of("4", "6"),
        said(GOOD.replace("version: 1", "version: one").replace("htmlunit", "lynx"), Level.ERROR)
            .stream()
            .map(line -> line.replaceFirst(" .*", ""))
            .toList());
  }

  @Test
  void asksTheEngineAboutEverySelector() {
    var asked = new java.util.ArrayList<String>();
    var unused =
        RecipeLint.check(
            "shop.yaml",
            GOOD,
            SharedSignIns.ofJar(),
            css -> {
              asked.add(css);
              return Optional.empty();
            });
    assertEquals(
        List.of("#locked", "#user", "#pass", "#code", "#home", ".row", ".number", ".date", "a"),
        asked);
  }
}
