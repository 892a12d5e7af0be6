// How the sign-in finds its way: what it waits for, closes, opens again, and where it gives up.
package de.belegbote.fetch;

import static de.belegbote.fetch.SignInCase.HOME;
import static de.belegbote.fetch.SignInCase.LOGIN;
import static de.belegbote.fetch.SignInCase.end;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import de.belegbote.fetch.ScriptedPortal.Screen;
import de.belegbote.portals.FetchOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignInLoopTest {
  private final SignInCase shop = new SignInCase();
  private final ScriptedPortal portal = shop.portal;

  @Test
  void waitsForASlowAnswer() {
    Screen login =
        shop.login(
            () -> {
              portal.busyFor(Duration.ofSeconds(50));
              portal.later(Duration.ofSeconds(49), shop::showHome);
            });
    assertEquals("OK", shop.from(login));
  }

  @Test
  void waitsForAPendingRequestNoLongerThanAMinute() {
    Screen login = shop.login(() -> portal.busyFor(Duration.ofMinutes(10)));
    assertEquals(end(FetchOutcome.LAYOUT_CHANGED, "login"), shop.from(login));
  }

  @Test
  void doesNotBelieveAGoalThatFlashes() {
    Screen login =
        shop.login(
            () -> {
              shop.showHome();
              portal.later(
                  Duration.ofMillis(600), () -> portal.show(Screen.of(HOME, Box.of("#locked"))));
            });
    assertEquals(end(FetchOutcome.ACCOUNT_LOCKED, "locked"), shop.from(login));
  }

  @Test
  void opensThePortalAgainWhenItLandsOnAnUnknownPage() {
    var times = new AtomicInteger();
    Screen login = shop.login(() -> portal.show(Screen.of("https://shop.test/offers")));
    portal.at(LOGIN, () -> portal.show(times.getAndIncrement() == 0 ? login : shop.home()));
    assertEquals("OK", shop.run());
    assertEquals(List.of(LOGIN, LOGIN), portal.opened());
  }

  @Test
  void callsNoPasswordWrongBecauseThePortalAsksAgainAfterAnUnknownPage() {
    Screen login = shop.login(() -> portal.show(Screen.of("https://shop.test/new-terms")));
    portal.at(LOGIN, () -> portal.show(login));
    assertEquals(end(FetchOutcome.LAYOUT_CHANGED, "login"), shop.run());
    assertEquals("1 passwords, 0 codes", shop.sent());
  }

  @Test
  void opensItAgainOnlyOnce() {
    var times = new AtomicInteger();
    Screen login = shop.login(() -> portal.show(Screen.of("https://shop.test/offers")));
    portal.at(
        LOGIN,
        () ->
            portal.show(
                times.getAndIncrement() == 0 ? login : Screen.of("https://shop.test/offers")));
    assertEquals(end(FetchOutcome.LAYOUT_CHANGED, "login"), shop.run());
    assertEquals(2, times.get());
  }

  @ParameterizedTest
  @CsvSource({
    "200, LAYOUT_CHANGED",
    "404, LAYOUT_CHANGED",
    "403, LAYOUT_CHANGED",
    "429, BLOCKED",
    "503, PORTAL_DOWN"
  })
  void givesUpWhereNothingIsKnown(int status, FetchOutcome outcome) {
    assertEquals(end(outcome, ""), shop.from(new Screen(LOGIN, status, List.of())));
    assertEquals(List.of(LOGIN), portal.opened());
  }

  @Test
  void closesWhatLiesOverAPageBeforeEachStep() {
    Screen login = shop.login(shop::showHome);
    login.add(Box.button("#accept", () -> login.remove("#accept")));
    assertEquals("OK", shop.from(login));
    assertEquals(List.of("open shop.test", "login", "signed in"), shop.steps);
  }

  @Test
  void closesABannerThatComesLate() {
    Screen login = shop.login(shop::showHome);
    portal.later(
        Duration.ofMillis(400),
        () -> login.add(Box.button("#accept", () -> login.remove("#accept"))));
    assertEquals("OK", shop.from(login));
  }

  @Test
  void closesABannerThreeTimesAndThenWorksAroundIt() {
    var closings = new AtomicInteger();
    Screen login = shop.login(() -> portal.later(Duration.ofSeconds(9), shop::showHome));
    addBanner(login, closings);
    assertEquals("OK", shop.from(login));
    assertEquals(3, closings.get());
  }

  private void addBanner(Screen login, AtomicInteger closings) {
    Runnable comesBack =
        () -> {
          login.remove("#accept");
          closings.incrementAndGet();
          portal.later(Duration.ofSeconds(1), () -> addBanner(login, closings));
        };
    login.add(Box.button("#accept", comesBack));
  }

  @Test
  void prefersAPageWithAnOutcome() {
    Screen login = shop.login(() -> {}, Box.of("#locked"));
    assertEquals(end(FetchOutcome.ACCOUNT_LOCKED, "locked"), shop.from(login));
    assertEquals("0 passwords, 0 codes", shop.sent());
  }

  @Test
  void meetsAPageNoMoreOftenThanItMay() {
    assertEquals(end(FetchOutcome.ACTION_NEEDED, "terms"), shop.from(terms()));
    assertEquals(3, shop.steps.stream().filter("terms"::equals).count());
  }

  private Screen terms() {
    return Screen.of("https://shop.test/terms", Box.button("#agree", () -> portal.show(terms())));
  }

  @Test
  void actsOnAPageOnlyAfterWhatItNeedsWasSent() {
    Screen stay = Screen.of("https://shop.test/stay", Box.button("#no", shop::showHome));
    assertEquals("OK", shop.from(shop.login(() -> portal.show(stay))));
    assertEquals(end(FetchOutcome.LAYOUT_CHANGED, ""), new SignInCase().from(stay));
  }

  @Test
  void takesTwoFieldsForNone() {
    Screen login = shop.login(shop::showHome, Box.password("#pass"));
    assertEquals(end(FetchOutcome.LAYOUT_CHANGED, ""), shop.from(login));
    assertEquals("0 passwords, 0 codes", shop.sent());
  }

  @Test
  void typesIntoTheVisibleTwin() {
    Screen login = shop.login(shop::showHome, Box.password("#pass").hidden());
    assertEquals("OK", shop.from(login));
  }

  @Test
  void typesNoPasswordIntoAPlainField() {
    Screen login =
        Screen.of(LOGIN, Box.input("#user"), Box.input("#pass"), Box.button("#go", () -> {}));
    assertEquals(end(FetchOutcome.LAYOUT_CHANGED, ""), shop.from(login));
  }

  @Test
  void typesACodeIntoABoxForEachDigit() {
    var typed = new StringBuilder();
    Box[] boxes = new Box[7];
    for (int i = 0; i < 6; i++) {
      boxes[i] = Box.input("#code");
    }
    boxes[6] =
        Box.button(
            "#send",
            () -> {
              for (int i = 0; i < 6; i++) {
                typed.append(boxes[i].value());
              }
              shop.showHome();
            });
    Screen code = Screen.of("https://shop.test/code", boxes);
    assertEquals("OK", shop.from(shop.login(() -> portal.show(code))));
    assertEquals("123451", typed.toString());
  }

  @Test
  void letsACodeSendItself() {
    var sent = new AtomicInteger();
    Screen code = shop.code(sent::incrementAndGet);
    Screen login =
        shop.login(
            () -> {
              portal.show(code);
              portal.later(
                  Duration.ofMillis(1_500),
                  () -> {
                    ((Box) code.find("#code").get(0)).hidden();
                    shop.showHome();
                  });
            });
    assertEquals("OK", shop.from(login));
    assertEquals(0, sent.get());
  }

  @Test
  void sendsNoCredentialToAnotherHost() {
    Box pass = Box.password("#pass").sendingTo("https://evil.test/collect");
    Screen login = Screen.of(LOGIN, Box.input("#user"), pass, Box.button("#go", () -> {}));
    assertEquals(end(FetchOutcome.LAYOUT_CHANGED, "login"), shop.from(login));
    assertEquals("", pass.value());
  }

  @Test
  void typesNothingOnceTheClaimIsLost() {
    Box pass = Box.password("#pass");
    Screen login = Screen.of(LOGIN, Box.input("#user"), pass, Box.button("#go", () -> {}));
    shop.claimed(
        () -> {
          throw new IllegalStateException("claim lost");
        });
    assertThrows(IllegalStateException.class, () -> shop.from(login));
    assertEquals("", pass.value());
  }

  @Test
  void doesNotCountTheWaitForACode() {
    Screen code = shop.code(shop::showHome);
    shop.waitingForCodes(Duration.ofMinutes(4));
    assertEquals("OK", shop.from(shop.login(() -> portal.show(code))));
  }

  @Test
  void endsAfterThreeMinutes() {
    flicker();
    assertEquals(end(FetchOutcome.TIMED_OUT, ""), shop.from(Screen.of(LOGIN, Box.of("#locked"))));
  }

  // Something known shows every second and never for long enough.
  private void flicker() {
    portal.later(
        Duration.ofMillis(400),
        () -> {
          portal.show(Screen.of(LOGIN, Box.of("#locked").saying("" + shop.took())));
          flicker();
        });
  }
}
