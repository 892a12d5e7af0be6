// Whose signature counts: one token, or two while the operator changes them.
package de.belegbote.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import de.belegbote.platform.config.TwilioSettings;
import de.belegbote.testing.Wait;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TwilioReportsTest {
  private static final String PUBLIC = "https://belege.example.com";
  private static final String PATH = "/sms/status/word";

  /** Without a message's id: heard, and nothing follows, so no message is looked for. */
  private static final Map<String, String> FORM = Map.of("MessageStatus", "sent", "A", "ü & = +");

  private static TwilioReports reports(Optional<Secret> second) {
    var settings =
        new TwilioSettings(
            TwilioDouble.ACCOUNT,
            new Secret("token-of-today"),
            second,
            URI.create("https://twilio.example"));
    return new TwilioReports(settings, null, PUBLIC);
  }

  private static void takes(TwilioReports reports, String token) {
    assertTrue(
        reports.take(PATH, "word", FORM, signature(token)).succeeded(), () -> "signed by " + token);
  }

  private static void refuses(TwilioReports reports, String token) {
    assertEquals(
        Problem.FORBIDDEN,
        Wait.failure(reports.take(PATH, "word", FORM, signature(token))).problem(),
        () -> "signed by " + token);
  }

  private static Optional<String> signature(String token) {
    return Optional.of(TwilioDouble.sign(token, PUBLIC + PATH, FORM));
  }

  @Test
  void takesEitherTokenDuringARotation() {
    var rotating = reports(Optional.of(new Secret("token-of-tomorrow")));
    takes(rotating, "token-of-today");
    takes(rotating, "token-of-tomorrow");
    refuses(rotating, "token-of-nobody");
  }

  @Test
  void takesOneTokenOtherwise() {
    var settled = reports(Optional.empty());
    takes(settled, "token-of-today");
    refuses(settled, "token-of-tomorrow");
  }
}
