// A run of a recipe, byte for byte as it is shipped, at a lab portal, with a turned clock.
package de.belegbote.lab;

import de.belegbote.fetch.FetchedInvoice;
import de.belegbote.fetch.InvoiceKey;
import de.belegbote.fetch.QuickBrowser;
import de.belegbote.fetch.RecipeRunner;
import de.belegbote.fetch.RunInput;
import de.belegbote.fetch.RunResult;
import de.belegbote.otp.OtpAuth;
import de.belegbote.otp.Totp;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TurnableClock;
import de.belegbote.portals.recipe.Recipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps what its runs stored, as the product's database would. */
final class LabRun {
  /** The day it is in the lab. */
  static final LocalDate TODAY = LocalDate.of(2026, 11, 24);

  private static final Instant NOW = Instant.parse(TODAY + "T12:00:00Z");
  private static final OtpAuth OTHER =
      OtpAuth.ofSeed(
          "a seed of somebody else's".getBytes(StandardCharsets.UTF_8), "Lab", LabPortal.USER);

  private final Lab lab;
  private final String engine;
  private final Recipe recipe;
  private final LabPortal portal;
  private final Situation situation;
  private final TurnableClock clock = new TurnableClock(NOW);
  private final List<String> steps = new ArrayList<>();
  private final Map<InvoiceKey, FetchedInvoice> stored = new LinkedHashMap<>();
  private long lastStep;
  private int codes;

  /**
   * @param engine the browser it runs in, as recipes name it
   */
  LabRun(Lab lab, String engine, Recipe recipe, LabPortal portal, Situation situation) {
    this.lab = lab;
    this.engine = engine;
    this.recipe = recipe;
    this.situation = situation;
    this.portal = portal.play(situation, clock.source());
  }

  RunResult run() {
    return run(Taken.NOTHING);
  }

  /** At a portal from which something was taken. */
  RunResult run(Taken taken) {
    lab.play(portal, taken);
    try (var pass = lab.pass();
        var browser = lab.browser(engine, pass, recipe.language().toLanguageTag())) {
      var shown = recipe.engine().equals(engine) ? browser : Printer.beside(browser);
      return new RecipeRunner(recipe, new QuickBrowser(shown), input()).run();
    }
  }

  private RunInput input() {
    return new RunInput(
        portal.settings(),
        TODAY.minusYears(2),
        () -> new Secret(portal.user()),
        () -> new Secret(situation.equals(Situation.WRONG_PASSWORD) ? "wrong" : LabPortal.PASSWORD),
        () -> Optional.of(code()),
        () -> {},
        stored::containsKey,
        invoice ->
            stored.putIfAbsent(new InvoiceKey(invoice.kind(), invoice.identity()), invoice) == null,
        steps::add,
        clock.source(),
        Duration.ofMinutes(10));
  }

  // Each time step once, waiting for the next one.
  private Secret code() {
    codes++;
    OtpAuth seed = situation.equals(Situation.WRONG_CODE) ? OTHER : LabPortal.SEED;
    while (Totp.stepOf(seed, clock.instant()) <= lastStep) {
      clock.turn(Duration.ofSeconds(1));
    }
    lastStep = Totp.stepOf(seed, clock.instant());
    return Totp.code(seed, lastStep);
  }

  List<FetchedInvoice> stored() {
    return List.copyOf(stored.values());
  }

  /** What was done, in words: names of pages among them. */
  List<String> steps() {
    return List.copyOf(steps);
  }

  /** How many codes were typed. */
  int codes() {
    return codes;
  }

  LabPortal portal() {
    return portal;
  }
}
