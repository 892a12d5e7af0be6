// When the sign-in takes something for a refusal: rules 4 to 8 of the loop.
package de.belegbote.fetch;

import static de.belegbote.fetch.SignInCase.end;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.fetch.ScriptedPortal.Screen;
import de.belegbote.portals.FetchOutcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SignInRefusalTest {
  private final SignInCase shop = new SignInCase();
  private final ScriptedPortal portal = shop.portal;

  @Test
  void signsInWithPasswordAndCode() {
    Screen code = shop.code(shop::showHome);
    assertEquals("OK", shop.from(shop.login(() -> portal.show(code))));
    assertEquals("1 passwords, 1 codes", shop.sent());
  }

  @Test
  void triesARefusedPasswordNeverAgain() {
    Runnable refused = () -> portal.show(shop.login(() -> {}, Box.of("#error").saying("Wrong")));
    assertEquals(end(FetchOutcome.LOGIN_REJECTED, "refused"), shop.from(shop.login(refused)));
    assertEquals("1 passwords, 0 codes", shop.sent());
  }

  @Test
  void ignoresARefusalBeforeAnythingWasSent() {
    Screen login = shop.login(shop::showHome, Box.of("#error").saying("Session ended"));
    assertEquals("OK", shop.from(login));
  }

  @Test
  void takesAnErrorThatWasThereBeforeForNoAnswer() {
    Screen login =
        shop.login(
            () -> portal.later(Duration.ofSeconds(6), shop::showHome),
            Box.of("#error").saying("Session ended"));
    assertEquals("OK", shop.from(login));
    assertEquals("1 passwords, 0 codes", shop.sent());
  }

  @Test
  void believesAnErrorThatStaysWhenNothingElseComes() {
    Screen login = shop.login(() -> {}, Box.of("#error").saying("Wrong"));
    assertEquals(end(FetchOutcome.LOGIN_REJECTED, "refused"), shop.from(login));
    assertTrue(shop.took().compareTo(Duration.ofSeconds(15)) > 0, () -> "" + shop.took());
  }

  @Test
  void takesAnErrorWithAnotherTextForAnAnswer() {
    Box error = Box.of("#error").saying("Please sign in");
    Screen login = shop.login(() -> error.saying("Wrong password"), error);
    assertEquals(end(FetchOutcome.LOGIN_REJECTED, "refused"), shop.from(login));
    assertTrue(shop.took().compareTo(Duration.ofSeconds(5)) < 0, () -> "" + shop.took());
  }

  @Test
  void takesAnErrorThatWentAndCameBackForAnAnswer() {
    Screen login = shop.login(() -> {}, Box.of("#error").saying("Wrong"));
    portal.later(Duration.ofSeconds(3), () -> login.remove("#error"));
    portal.later(Duration.ofSeconds(4), () -> login.add(Box.of("#error").saying("Wrong")));
    assertEquals(end(FetchOutcome.LOGIN_REJECTED, "refused"), shop.from(login));
    assertTrue(shop.took().compareTo(Duration.ofSeconds(6)) < 0, () -> "" + shop.took());
  }

  @Test
  void takesALoginPageThatComesBackAndStaysForARefusal() {
    Screen login = shop.login(() -> portal.show(shop.login(() -> {})));
    assertEquals(end(FetchOutcome.LOGIN_REJECTED, "login"), shop.from(login));
    assertEquals("1 passwords, 0 codes", shop.sent());
  }

  @Test
  void waitsWhetherALoginPageThatComesBackGoesAgain() {
    Screen login =
        shop.login(
            () -> {
              portal.show(shop.login(() -> {}));
              portal.later(Duration.ofSeconds(2), shop::showHome);
            });
    assertEquals("OK", shop.from(login));
    assertEquals("1 passwords, 0 codes", shop.sent());
  }

  @Test
  void triesARefusedCodeOnceMoreAndNeverAThirdTime() {
    assertEquals(
        end(FetchOutcome.CODE_REJECTED, "refused"),
        shop.from(shop.login(() -> portal.show(wrongCodes()))));
    assertEquals("1 passwords, 2 codes", shop.sent());
  }

  // Each code leads to a new page with the same error above the field.
  private Screen wrongCodes() {
    return shop.code(() -> portal.show(refusingCodes()));
  }

  private Screen refusingCodes() {
    return shop.code(() -> portal.show(refusingCodes()), Box.of("#error").saying("Wrong code"));
  }

  @Test
  void signsInWithTheSecondCode() {
    Screen second = shop.code(shop::showHome, Box.of("#error").saying("Wrong code"));
    Screen first = shop.code(() -> portal.show(second));
    assertEquals("OK", shop.from(shop.login(() -> portal.show(first))));
    assertEquals("1 passwords, 2 codes", shop.sent());
  }

  @Test
  void typesThePasswordASecondTimeWhenAWrongCodeThrowsUsBack() {
    Screen second = shop.code(shop::showHome);
    Screen again = shop.login(() -> portal.show(second));
    Screen first = shop.code(() -> portal.show(again));
    assertEquals("OK", shop.from(shop.login(() -> portal.show(first))));
    assertEquals("2 passwords, 2 codes", shop.sent());
  }

  @Test
  void typesThePasswordNeverAThirdTime() {
    assertEquals(end(FetchOutcome.CODE_REJECTED, "login"), shop.from(thrownBack()));
    assertEquals("2 passwords, 2 codes", shop.sent());
  }

  private Screen thrownBack() {
    return shop.login(() -> portal.show(shop.code(() -> portal.show(thrownBack()))));
  }

  @Test
  void typesThePasswordNoThirdTimeHoweverOftenItsPageMayCome() {
    shop.with("{page: login,", "{page: login, visits: 9,");
    assertEquals(end(FetchOutcome.LOGIN_REJECTED, "login"), shop.from(endless()));
    assertEquals("2 passwords, 0 codes", shop.sent());
  }

  private Screen endless() {
    return shop.login(() -> portal.show(endless()));
  }

  @Test
  void takesACodePageThatStaysForARefusal() {
    Screen code = shop.code(() -> {});
    assertEquals(
        end(FetchOutcome.CODE_REJECTED, "code"), shop.from(shop.login(() -> portal.show(code))));
    assertEquals("1 passwords, 2 codes", shop.sent());
  }

  @Test
  void takesALoginPageThatStaysFilledForAChangeAndNotForARefusal() {
    assertEquals(end(FetchOutcome.LAYOUT_CHANGED, "login"), shop.from(shop.login(() -> {})));
    assertEquals("1 passwords, 0 codes", shop.sent());
  }

  @Test
  void takesALoginPageWhosePasswordWasEmptiedForARefusal() {
    Box pass = Box.password("#pass");
    Screen login =
        Screen.of(SignInCase.LOGIN, Box.input("#user"), pass, Box.button("#go", pass::empty));
    assertEquals(end(FetchOutcome.LOGIN_REJECTED, "login"), shop.from(login));
  }

  @Test
  void takesAFieldMarkedInvalidForASecondForARefusal() {
    Box pass = Box.password("#pass");
    Screen login =
        Screen.of(
            SignInCase.LOGIN,
            Box.input("#user"),
            pass,
            Box.button("#go", () -> pass.with("aria-invalid", "true")));
    assertEquals(end(FetchOutcome.LOGIN_REJECTED, "login"), shop.from(login));
    assertTrue(shop.took().compareTo(Duration.ofSeconds(4)) < 0, () -> "" + shop.took());
  }

  @Test
  void takesAFieldMarkedInvalidForAMomentForNothing() {
    Box pass = Box.password("#pass");
    Screen login =
        Screen.of(
            SignInCase.LOGIN,
            Box.input("#user"),
            pass,
            Box.button("#go", () -> pass.with("aria-invalid", "true")));
    portal.later(Duration.ofMillis(1_200), () -> pass.without("aria-invalid"));
    portal.later(Duration.ofSeconds(3), shop::showHome);
    assertEquals("OK", shop.from(login));
  }

  @Test
  void saysNothingOfWhatItTyped() {
    String end = shop.from(shop.login(() -> {}));
    assertFalse((end + shop.steps).contains("s3cret"), () -> "" + shop.steps);
  }
}
