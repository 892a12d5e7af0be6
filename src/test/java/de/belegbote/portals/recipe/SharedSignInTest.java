// Sign-ins that several portals share: what a recipe adds to them and what it may not.
package de.belegbote.portals.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.portals.recipe.RecipeLint.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedSignInTest {
  private static final String SHARED =
      """
      format: 1
      id: mall
      version: 2
      hosts: ["www.mall.{tld}", id.mall.test]
      parameters: {tld: {one_of: [de, fr]}}
      authenticator: {where: "https://id.mall.test/qr", unattended: "yes"}
      pages:
        - {page: refused, when: {visible: "#error", url: "https://www.mall.{tld}/**"}, outcome: REFUSED}
        - {page: login, do: [{fill: "#user", with: username}, {fill: "#pass", with: password}]}
        - {page: code, guess: never seen, do: [{fill: "#code", with: code}]}
      """;

  private static final String RECIPE =
      """
      format: 1
      id: shop
      name: Shop
      version: 3
      homepage: https://shop.test
      engine: htmlunit
      sign_in:
        use: mall
        with: {tld: fr}
        open: https://shop.test/login
        goal: {visible: "#home"}
        pages: [{page: consent, overlay: true, do: [{click: "#accept"}]}]
      invoices:
        list: {open: "https://shop.test/bills", rows: .row}
        fields: {number: {text: .number}, date: {text: .date}}
        document: [{get: {attribute: href, of: a}}]
      """;

  @TempDir Path folder;

  @BeforeEach
  void share() throws IOException {
    Files.createDirectory(folder.resolve("sign-ins"));
    Files.writeString(folder.resolve("sign-ins/mall.yaml"), SHARED);
  }

  private Recipe read(String recipe) {
    return RecipeFile.read("shop.yaml", recipe, new SharedSignIns(Optional.of(folder)));
  }

  @Test
  void givesHostsPagesRealmAndGuide() {
    Recipe recipe = read(RECIPE);

    assertEquals("mall", recipe.realm());
    assertEquals("3+mall.2", recipe.versions());
    assertEquals(
        List.of("consent", "refused", "login", "code"),
        recipe.signIn().pages().stream().map(Page::name).toList());
    assertEquals(Optional.of("https://id.mall.test/qr"), recipe.authenticator().where());
    Map<String, String> values = recipe.values(Map.of());
    assertEquals(Map.of("tld", "fr"), values);
    assertTrue(recipe.hosts(values).allow("https://www.mall.fr/ap/signin"));
    assertEquals(List.of("mall pages 2: never seen"), recipe.guesses());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "use: mall | use: mill | shop.yaml:8: there is no shared sign-in mill",
        "with: {tld: fr} | patience: 9s | shop.yaml:8: mall wants the parameter tld",
        "{tld: fr} | {tld: com} | shop.yaml:9: tld is one of de, fr",
        "{tld: fr} | {tld: fr, x: y} | shop.yaml:9: mall has no parameter x",
        "engine: htmlunit | engine: htmlunit\\n"
            + "hosts: [shop.test] | shop.yaml:7: a recipe names hosts, or uses a shared sign-in",
        "page: consent | page: login | shop.yaml:12: the shared sign-in has a page named login",
        "overlay: true, do: [{click: `#accept`}] | do: [{fill: `#pw`, with: password}] |"
            + " shop.yaml:12: beside use no page fills a credential",
        "engine: htmlunit | engine: htmlunit\\n"
            + "settings: {tld: {optional: true}} | shop.yaml:7: tld is a parameter",
      })
  void refusesWhatDoesNotFitTheSharedSignIn(String from, String to, String message) {
    String by = to.replace('`', '"').replace("\\n", "\n");
    String old = from.replace('`', '"');
    assertTrue(RECIPE.contains(old), old);

    var refused = assertThrows(RecipeException.class, () -> read(RECIPE.replace(old, by)));
    assertTrue(refused.getMessage().startsWith(message), refused.getMessage());
  }

  @Test
  void namesTheSharedFileWhereItIsWrong() throws IOException {
    Files.writeString(
        folder.resolve("sign-ins/mall.yaml"),
        SHARED.replace("do: [{fill: \"#code\"", "too: [{fill: \"#code\""));

    var refused = assertThrows(RecipeException.class, () -> read(RECIPE));
    assertTrue(
        refused.getMessage().startsWith("sign-ins/mall.yaml:10: key too is not known here"),
        refused.getMessage());
  }

  @Test
  void isCheckedByItself() {
    var findings =
        RecipeLint.check(
            "mall.yaml",
            SHARED,
            SharedSignIns.ofJar(),
            css -> css.equals("#pass") ? Optional.of("odd") : Optional.empty());

    assertEquals(
        List.of(Level.NOTE, Level.ERROR, Level.NOTE),
        findings.stream().map(RecipeLint.Finding::level).toList());
    assertEquals(9, findings.get(1).line());
  }
}
