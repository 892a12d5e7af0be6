// The practice recipe, run as the product runs it: HtmlUnit, egress proxy, real pages.
package de.belegbote.sandbox;

import static de.belegbote.sandbox.RunningPortal.ANNA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.fetch.Counts;
import de.belegbote.fetch.FetchedInvoice;
import de.belegbote.fetch.RunResult;
import de.belegbote.otp.OtpAuth;
import de.belegbote.portals.FetchOutcome;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PracticeRunIT {
  private static final String SUFFIX = "@practice.belegbote.test";

  @RegisterExtension private final RunningPortal portal = new RunningPortal();

  @Test
  void bringsAllInvoicesHomeWithPasswordAndCode() throws Exception {
    OtpAuth seed = portal.activated(ANNA);
    var practice = new RunAtPractice(portal).usedUpToNow(seed);

    RunResult result = practice.run(ANNA, seed);

    assertEquals(
        new RunResult(FetchOutcome.OK, "", "", new Counts(7, 7, 0, 0), true, true), result);
    assertEquals("{credit_note=1, invoice=6}", practice.kinds());
    assertEquals(1, practice.passwordsTyped());
    assertEquals(1, practice.codesTyped());
    FetchedInvoice newest =
        practice.stored().stream()
            .filter(invoice -> invoice.date().equals(LocalDate.of(2026, 11, 24)))
            .findFirst()
            .orElseThrow();
    PracticeInvoice real =
        PracticeInvoice.of(
                ANNA, Script.GOOD, LocalDate.of(2026, 11, 24), LocalDate.of(2026, 11, 24))
            .get(0);
    assertEquals(real.number(), newest.number());
    assertEquals(real.number(), newest.identity());
    assertEquals(Optional.of(BigDecimal.valueOf(real.cents(), 2)), newest.amount());
    assertEquals(Optional.of("EUR"), newest.currency());
    assertTrue(newest.bytes().toString().startsWith("%PDF-"));
    assertEquals(
        "https://practice.belegbote.test/invoices/" + real.number() + ".pdf",
        newest.sourceAddress());
  }

  @Test
  void turnsThePagesOfALongListAndKnowsAllTheSecondTime() {
    var practice = new RunAtPractice(portal);
    String many = "many" + SUFFIX;

    RunResult first = practice.run(many);
    RunResult second = practice.run(many);

    assertEquals(FetchOutcome.OK, first.outcome(), first::toString);
    assertEquals(new Counts(60, 60, 0, 0), first.counts());
    assertFalse(first.codeAsked());
    assertEquals(60, practice.stored().stream().map(FetchedInvoice::number).distinct().count());
    assertEquals(FetchOutcome.NOTHING_NEW, second.outcome(), second::toString);
    assertEquals(new Counts(60, 0, 60, 0), second.counts());
  }

  @Test
  void doesNotLookForInvoicesBeforeTheDayItIsTold() {
    var practice = new RunAtPractice(portal).since(LocalDate.of(2026, 9, 1));

    RunResult result = practice.run("many" + SUFFIX);

    // Weekly on Tuesdays up to November 24th: September 1st is the thirteenth. The second page of
    // three holds older ones only.
    assertEquals(new Counts(13, 13, 0, 0), result.counts());
    assertEquals(2, practice.steps().stream().filter(s -> s.startsWith("page ")).count());
  }

  @Test
  void catchesWhatAClickDownloads() {
    var practice =
        new RunAtPractice(portal)
            .with("{get: {attribute: href, of: a.pdf}}", "{click: a.pdf}")
            .since(LocalDate.of(2026, 6, 1));

    RunResult result = practice.run("many" + SUFFIX);

    // Pages of 20: the second holds 6 that are young enough, the third none.
    assertEquals(new Counts(26, 26, 0, 0), result.counts(), result::toString);
    assertEquals(
        26, practice.stored().stream().map(FetchedInvoice::sourceAddress).distinct().count());
    assertEquals(3, practice.steps().stream().filter(s -> s.startsWith("page ")).count());
  }

  @Test
  void readsCellsByTheirHeadings() {
    var practice =
        new RunAtPractice(portal)
            .with("rows: \"table", "header: thead th\n    rows: \"table")
            .with("{text: \"td:nth-child(1)\"}", "{column: Nummer}")
            .with("{text: \"td:nth-child(2)\"", "{column: [Date, Datum]")
            .with("{attribute: href, of: a.pdf}", "{attribute: href, of: \"td a\"}");

    RunResult result = practice.run(ANNA);

    assertEquals(new Counts(7, 7, 0, 0), result.counts(), result::toString);
    assertTrue(practice.stored().get(0).number().startsWith("GS-"));
  }

  @Test
  void triesAWrongPasswordOnce() {
    var practice = new RunAtPractice(portal).password("wrong");

    RunResult result = practice.run(ANNA);

    assertEquals(FetchOutcome.LOGIN_REJECTED, result.outcome(), result::toString);
    assertEquals("refused", result.page());
    assertEquals(1, practice.passwordsTyped());
    assertFalse(result.signedIn());
    assertFalse(result.toString().contains("wrong"), result::toString);
  }

  @Test
  void triesAWrongSeedTwiceAndInTwoTimeSteps() throws Exception {
    portal.activated(ANNA);
    OtpAuth other = portal.activated(RunningPortal.BERTA);
    var practice = new RunAtPractice(portal).usedUpToNow(other);

    RunResult result = practice.run(ANNA, other);

    assertEquals(FetchOutcome.CODE_REJECTED, result.outcome(), result::toString);
    assertEquals(2, practice.codesTyped());
    assertEquals(1, practice.passwordsTyped());
    assertTrue(result.codeAsked());
  }

  @Test
  void goesOnWithTheNextTimeStepWhenACodeWasUsedElsewhere() throws Exception {
    OtpAuth seed = portal.activated(ANNA);
    // Not told which step the set-up used: the portal refuses the first code.
    var practice = new RunAtPractice(portal);

    RunResult result = practice.run(ANNA, seed);

    assertEquals(FetchOutcome.OK, result.outcome(), result::toString);
    assertEquals(2, practice.codesTyped());
  }

  @Test
  void saysThatTheAccountIsLocked() {
    RunResult result = new RunAtPractice(portal).run("locked" + SUFFIX);

    assertEquals(FetchOutcome.ACCOUNT_LOCKED, result.outcome(), result::toString);
    assertEquals("locked", result.page());
  }

  @Test
  void saysThatACodeIsNeededThatOnlyAPersonGets() {
    RunResult result = new RunAtPractice(portal).run("email-code" + SUFFIX);

    assertEquals(FetchOutcome.CODE_NEEDED_ELSEWHERE, result.outcome(), result::toString);
    assertEquals("code by e-mail", result.page());
  }

  @Test
  void saysThatACodeIsNeededWithoutASeed() throws Exception {
    portal.activated(ANNA);

    RunResult result = new RunAtPractice(portal).run(ANNA);

    assertEquals(FetchOutcome.CODE_NEEDED_ELSEWHERE, result.outcome(), result::toString);
    assertTrue(result.codeAsked());
  }

  @Test
  void signsInWhereNoCodeIsAsked() throws Exception {
    String user = "no-factor" + SUFFIX;
    OtpAuth seed = portal.activated(user);

    RunResult result = new RunAtPractice(portal).run(user, seed);

    assertEquals(FetchOutcome.OK, result.outcome(), result::toString);
    assertTrue(result.signedIn());
    assertFalse(result.codeAsked());
  }

  @Test
  void findsNothingWhereThereIsNothing() {
    RunResult result = new RunAtPractice(portal).run("empty" + SUFFIX);

    assertEquals(new RunResult(FetchOutcome.NOTHING_NEW, "", "", Counts.NONE, false, true), result);
  }

  @Test
  void saysNothingSecretInItsSteps() throws Exception {
    OtpAuth seed = portal.activated(ANNA);
    var practice = new RunAtPractice(portal).usedUpToNow(seed);

    RunResult result = practice.run(ANNA, seed);

    String said = practice.steps().stream().collect(Collectors.joining("\n")) + result;
    assertFalse(said.contains(PracticePortal.PASSWORD) || said.contains(ANNA), said);
  }
}
