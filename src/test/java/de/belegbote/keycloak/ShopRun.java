// One run of the recipe, with a browser of its own.
package de.belegbote.keycloak;

import de.belegbote.fetch.FetchedInvoice;
import de.belegbote.fetch.RecipeRunner;
import de.belegbote.fetch.RunInput;
import de.belegbote.fetch.RunResult;
import de.belegbote.fetch.browser.BrowserSettings;
import de.belegbote.fetch.browser.EgressProxy;
import de.belegbote.fetch.browser.HtmlUnitBrowser;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TimeSource;
import de.belegbote.portals.recipe.Recipe;
import de.belegbote.portals.recipe.RecipeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs as a fetch does, through the proxy that guards the way out. */
final class ShopRun {
  // Longer than the wait for a time step, which the run's own limit does not count.
  private static final Duration DEADLINE = Duration.ofMinutes(3);
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final TimeSource time = TimeSource.system();
  private final Person person;
  private final Codes codes;
  private final List<FetchedInvoice> stored = new ArrayList<>();
  private final List<String> steps = new ArrayList<>();

  ShopRun(Person person) {
    this.person = person;
    codes = new Codes(person.authenticator(), time);
  }

  RunResult run(EgressProxy proxy, Wire wire) throws IOException {
    try (var pass = proxy.pass();
        var browser =
            new HtmlUnitBrowser(
                new BrowserSettings(
                    "127.0.0.1",
                    proxy.port(),
                    pass.user(),
                    pass.password(),
                    wire.trust(),
                    DEADLINE,
                    "en",
                    null,
                    ZoneOffset.UTC,
                    BrowserSettings.Limits.usual()))) {
      return new RecipeRunner(recipe(), browser, input()).run();
    }
  }

  /** The documents that were to be kept. */
  List<FetchedInvoice> stored() {
    return stored;
  }

  /** What was done, in words. */
  List<String> steps() {
    return steps;
  }

  /** The time steps whose codes were typed. */
  List<Long> codes() {
    return codes.used();
  }

  private RunInput input() {
    return new RunInput(
        Map.of(),
        LocalDate.parse("2026-09-01"),
        () -> new Secret(person.name()),
        person::password,
        codes,
        () -> {},
        key -> false,
        stored::add,
        steps::add,
        time,
        LIMIT);
  }

  static Recipe recipe() throws IOException {
    try (var file = ShopRun.class.getResourceAsStream("/portals/keycloak.yaml")) {
      return RecipeFile.read(
          "keycloak.yaml", new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
