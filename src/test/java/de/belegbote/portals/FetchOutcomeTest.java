// Each outcome has its policy and says what to do.
package de.belegbote.portals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.Texts;
import de.belegbote.portals.FetchOutcome.Retry;
import de.belegbote.portals.FetchOutcome.Tell;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FetchOutcomeTest {
  @ParameterizedTest
  @EnumSource
  void saysInEachLanguageWhatHappenedAndWhatToDo(FetchOutcome outcome) {
    var texts = new Texts("outcomes");

    for (Locale language : List.of(Locale.GERMAN, Locale.ENGLISH, Locale.FRENCH)) {
      assertTrue(texts.has(language, outcome.name() + ".text"), language.toString());
      assertTrue(texts.has(language, outcome.name() + ".action"), language.toString());
      assertFalse(outcome.text(language).isBlank());
      assertFalse(outcome.action(language).isBlank());
    }
    assertNotEquals(outcome.text(Locale.GERMAN), outcome.text(Locale.ENGLISH));
    assertNotEquals(outcome.text(Locale.FRENCH), outcome.text(Locale.ENGLISH));
  }

  @Test
  void closesTheLoginWhereAnotherTryCouldLockTheAccount() {
    var closing = Arrays.stream(FetchOutcome.values()).filter(FetchOutcome::closesLogin).toList();

    assertEquals(
        List.of(
            FetchOutcome.LOGIN_REJECTED, FetchOutcome.CODE_REJECTED, FetchOutcome.ACCOUNT_LOCKED),
        closing);
  }

  @ParameterizedTest
  @EnumSource
  void neverTriesAPausedAccountByItself(FetchOutcome outcome) {
    assertEquals(outcome.retry() == Retry.NEVER, outcome.pausesAccount());
    assertFalse(outcome.pausesAccount() && outcome.canHeal());
  }

  @ParameterizedTest
  @EnumSource
  void tellsSomebodyWheneverAnAccountPauses(FetchOutcome outcome) {
    assertFalse(outcome.pausesAccount() && outcome.tell() == Tell.NOBODY);
  }
}
