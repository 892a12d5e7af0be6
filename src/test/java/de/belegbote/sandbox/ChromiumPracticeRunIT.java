// The practice recipe in Chromium: the same runner, the same pages, the same outcome.
package de.belegbote.sandbox;

import static de.belegbote.sandbox.RunningPortal.ANNA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.fetch.Counts;
import de.belegbote.fetch.RunResult;
import de.belegbote.fetch.browser.ChromiumBrowser;
import de.belegbote.fetch.browser.ChromiumProgram;
import de.belegbote.fetch.browser.InstalledChromium;
import de.belegbote.otp.OtpAuth;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.testing.RequiresTool;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@RequiresTool("playwright")
class ChromiumPracticeRunIT {
  @RegisterExtension private final RunningPortal portal = new RunningPortal();

  private RunAtPractice practice() {
    ChromiumProgram program = InstalledChromium.program();
    return new RunAtPractice(portal)
        .with("engine: htmlunit", "engine: chromium")
        .in((settings, pass) -> new ChromiumBrowser(program, settings, pass));
  }

  @Test
  void bringsAllInvoicesHomeWithPasswordAndCode() throws Exception {
    OtpAuth seed = portal.activated(ANNA);
    var practice = practice().usedUpToNow(seed);

    RunResult result = practice.run(ANNA, seed);

    assertEquals(
        new RunResult(FetchOutcome.OK, "", "", new Counts(7, 7, 0, 0), true, true), result);
    assertEquals("{credit_note=1, invoice=6}", practice.kinds());
    assertEquals(1, practice.passwordsTyped());
    assertEquals(1, practice.codesTyped());
    assertTrue(
        practice.stored().stream()
            .allMatch(invoice -> invoice.bytes().toString().startsWith("%PDF-")));
  }

  @Test
  void signsInAgainOnlyWhenThePortalHasForgottenIt() throws Exception {
    OtpAuth seed = portal.activated(ANNA);
    var practice = practice().usedUpToNow(seed).keeping();
    assertEquals(FetchOutcome.OK, practice.run(ANNA, seed).outcome());

    RunResult second = practice.run(ANNA, seed);

    assertEquals(FetchOutcome.NOTHING_NEW, second.outcome(), second::toString);
    assertEquals(1, practice.passwordsTyped());
    portal.turn(Duration.ofMinutes(16));
    RunResult third = practice.run(ANNA, seed);
    assertEquals(FetchOutcome.NOTHING_NEW, third.outcome(), third::toString);
    assertEquals(2, practice.passwordsTyped());
  }

  @Test
  void tellsARefusedPasswordAfterOneTry() {
    var practice = practice().password("wrong");

    RunResult result = practice.run(ANNA);

    assertEquals(FetchOutcome.LOGIN_REJECTED, result.outcome(), result::toString);
    assertEquals(1, practice.passwordsTyped());
  }
}
