// Runs that go on in the session of the one before, at the practice portal.
package de.belegbote.sandbox;

import static de.belegbote.sandbox.RunningPortal.ANNA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import de.belegbote.fetch.RecipeRunner.Session;
import de.belegbote.fetch.RunResult;
import de.belegbote.otp.OtpAuth;
import de.belegbote.portals.FetchOutcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PracticeSessionIT {
  @RegisterExtension private final RunningPortal portal = new RunningPortal();

  @Test
  void signsInZeroTimesTheSecondTime() throws Exception {
    OtpAuth seed = portal.activated(ANNA);
    var practice = new RunAtPractice(portal).usedUpToNow(seed).keeping();
    assertEquals(FetchOutcome.OK, practice.run(ANNA, seed).outcome());

    RunResult second = practice.run(ANNA, seed);

    assertEquals(FetchOutcome.NOTHING_NEW, second.outcome(), second::toString);
    assertEquals(7, second.counts().known());
    assertFalse(second.signedIn() || second.codeAsked());
    assertEquals(1, practice.passwordsTyped());
    assertEquals(1, practice.codesTyped());
  }

  @Test
  void signsInOnceWhenThePortalHasForgottenIt() throws Exception {
    OtpAuth seed = portal.activated(ANNA);
    var practice = new RunAtPractice(portal).usedUpToNow(seed).keeping();
    var unused = practice.run(ANNA, seed);
    portal.turn(Duration.ofMinutes(16));

    RunResult second = practice.run(ANNA, seed);

    assertEquals(FetchOutcome.NOTHING_NEW, second.outcome(), second::toString);
    assertEquals(2, practice.passwordsTyped());
    assertEquals(2, practice.codesTyped());
    assertEquals(Session.KEEP, practice.verdict());
  }

  @Test
  void keepsNothingOfARefusedSignIn() {
    var practice = new RunAtPractice(portal).password("wrong").keeping();

    assertEquals(FetchOutcome.LOGIN_REJECTED, practice.run(ANNA).outcome());
    assertEquals(Session.DROP, practice.verdict());
  }
}
