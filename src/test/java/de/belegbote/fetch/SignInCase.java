// A sign-in at a scripted portal, with everything counted that it sends.
package de.belegbote.fetch;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.belegbote.fetch.ScriptedPortal.Screen;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TurnableClock;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.portals.recipe.Recipe;
import de.belegbote.portals.recipe.RecipeFile;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The portal's pages of the usual kind; each test wires them up as its story needs. */
final class SignInCase {
  static final String LOGIN = "https://shop.test/login";
  static final String HOME = "https://shop.test/home";

  private static final String RECIPE =
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
          - {page: refused, when: {visible: "#error"}, outcome: REFUSED}
          - {page: locked, when: {visible: "#locked"}, outcome: ACCOUNT_LOCKED}
          - {page: consent, overlay: true, do: [{click: "#accept"}]}
          - {page: login, do: [{fill: "#user", with: username}, {fill: "#pass", with: password}, {submit: "#go"}]}
          - {page: code, do: [{fill: "#code", with: code}, {submit: "#send"}]}
          - {page: stay, when: {sent: password}, do: [{click: "#no"}]}
          - {page: terms, do: [{click: "#agree"}], again: ACTION_NEEDED}
      invoices:
        list: {open: "https://shop.test/bills", rows: .row}
        fields: {number: {text: .number}, date: {text: .date}}
        document: [{get: {attribute: href, of: a}}]
      """;

  final TurnableClock clock = new TurnableClock(Instant.parse("2026-11-24T12:00:00Z"));
  final ScriptedPortal portal = new ScriptedPortal(clock);
  final List<String> steps = new ArrayList<>();
  private String text = RECIPE;
  private Duration wait = Duration.ZERO;
  private int passwords;
  private int codes;
  private Runnable claim = () -> {};

  /** A screen with a login form; sending it does that. */
  Screen login(Runnable sent, Box... more) {
    var boxes = new ArrayList<>(List.of(more));
    boxes.addAll(List.of(Box.input("#user"), Box.password("#pass"), Box.button("#go", sent)));
    return new Screen(LOGIN, 200, boxes);
  }

  Screen code(Runnable sent, Box... more) {
    var boxes = new ArrayList<>(List.of(more));
    boxes.addAll(List.of(Box.input("#code"), Box.button("#send", sent)));
    return new Screen("https://shop.test/code", 200, boxes);
  }

  Screen home() {
    return Screen.of(HOME, Box.of("#home").saying("Welcome"));
  }

  Screen error(String words) {
    return Screen.of("https://shop.test/oops", Box.of("#error").saying(words));
  }

  void showHome() {
    portal.show(home());
  }

  /** How long each code has to be waited for. */
  @CanIgnoreReturnValue
  SignInCase waitingForCodes(Duration time) {
    wait = time;
    return this;
  }

  /** With a part of the recipe written in another way. */
  @CanIgnoreReturnValue
  SignInCase with(String part, String other) {
    text = text.replace(part, other);
    return this;
  }

  @CanIgnoreReturnValue
  SignInCase claimed(Runnable asked) {
    claim = asked;
    return this;
  }

  /** Signs in from the login screen on. */
  String from(Screen first) {
    portal.at(LOGIN, () -> portal.show(first));
    return run();
  }

  /** Signs in; "OK", or outcome and page of the end. */
  String run() {
    Recipe recipe = RecipeFile.read("shop.yaml", text);
    var input = input();
    var run = new RunClock(input.time(), portal, input.limit());
    try {
      new SignIn(recipe, portal, input, run).run();
      return "OK";
    } catch (RunEnd end) {
      return end.outcome() + " at " + end.page();
    }
  }

  static String end(FetchOutcome outcome, String page) {
    return outcome + " at " + page;
  }

  private RunInput input() {
    return new RunInput(
        Map.of(),
        LocalDate.of(2026, 1, 1),
        () -> new Secret("anna"),
        () -> {
          passwords++;
          return new Secret("s3cret");
        },
        () -> {
          codes++;
          clock.turn(wait);
          return Optional.of(new Secret("12345" + codes));
        },
        claim,
        key -> false,
        invoice -> true,
        steps::add,
        clock.source(),
        Duration.ofMinutes(30));
  }

  /** Passwords and codes that were typed so far. */
  String sent() {
    return passwords + " passwords, " + codes + " codes";
  }

  /** How long it took by the portal's clock. */
  Duration took() {
    return Duration.between(Instant.parse("2026-11-24T12:00:00Z"), clock.instant());
  }
}
