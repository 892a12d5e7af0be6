// A run types each time step once, and none too late.
package de.belegbote.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.otp.OtpAuth;
import de.belegbote.otp.Totp;
import de.belegbote.platform.Ids;
import de.belegbote.platform.Secret;
import de.belegbote.portals.FetchOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsIT {
  private static final OtpAuth AUTH =
      OtpAuth.ofSeed(
          "a seed of twenty byte".getBytes(java.nio.charset.StandardCharsets.UTF_8), "", "");

  @TempDir Path folder;
  private FetchRows rows;

  @BeforeEach
  void start() {
    rows = new FetchRows(folder);
    rows.account("active");
  }

  @AfterEach
  void stop() {
    rows.close();
  }

  @Test
  void givesTheCodeOfThisStepAndNotesItsUse() {
    rows.seed(AUTH);
    var run = rows.begin();
    var code = credentials(run).code();
    assertEquals(Optional.of(Totp.code(AUTH, step(0))), code);
    var used = rows.rows("select step, fetch_id from step_ledger where tenant_id = $1");
    assertEquals(step(0), used.get(0).getLong("step"));
    assertEquals(run.fetch(), used.get(0).getUUID("fetch_id"));
    var diary =
        rows.rows("select purpose from secret_use where tenant_id = $1 and secret = 'seed'");
    assertEquals("sign_in_code", diary.get(0).getString("purpose"));
  }

  @Test
  void waitsForTheNextStepWhenThisOneWasUsed() {
    rows.seed(AUTH);
    var credentials = credentials(rows.begin());
    assertEquals(Totp.code(AUTH, step(0)), credentials.code().orElseThrow());
    assertEquals(Totp.code(AUTH, step(1)), credentials.code().orElseThrow());
    assertEquals(Duration.ofSeconds(30), Duration.between(FetchRows.START, rows.time.now()));
  }

  @Test
  void typesNoCodeInTheLastThreeSecondsOfItsStep() {
    rows.seed(AUTH);
    rows.clock.turn(Duration.ofSeconds(27));
    assertEquals(Totp.code(AUTH, step(1)), credentials(rows.begin()).code().orElseThrow());
  }

  @Test
  void sharesStepsWithAnotherLoginOfTheSameSeed() {
    rows.seed(AUTH);
    UUID other = Ids.next();
    rows.change(
        "insert into login (tenant_id, id, company_id, realm, username, created_at, updated_at)"
            + " values ($1, $2, $3, 'other', 'anna', now(), now())",
        other,
        rows.company);
    rows.seedOf(other, AUTH);
    var run = rows.begin();
    assertEquals(Totp.code(AUTH, step(0)), credentials(run).code().orElseThrow());
    var twin =
        de.belegbote.testing.Wait.until(
            rows.db.inTenant(FetchRows.TENANT, c -> rows.parts.logins().get(c, other)));
    var second = new Credentials(rows.parts, FetchRows.TENANT, twin, run.fetch(), watch(run));
    assertEquals(Totp.code(AUTH, step(1)), second.code().orElseThrow());
  }

  @Test
  void givesUpWhenNoStepIsFreeForThreePeriods() {
    rows.seed(AUTH);
    rows.change(
        "insert into step_ledger (tenant_id, seed_print, step, login_id, used_at)"
            + " select $1, seed_print, $3, id, now() from login where id = $2",
        rows.login,
        step(1_000));
    var credentials = credentials(rows.begin());
    var end = assertThrows(RunEnd.class, credentials::code);
    assertEquals(FetchOutcome.TIMED_OUT, end.outcome());
  }

  @Test
  void hasNoCodeWithoutASeed() {
    assertEquals(Optional.empty(), credentials(rows.begin()).code());
  }

  @Test
  void typesNothingOnceItsClaimIsAnothers() {
    rows.seed(AUTH);
    var credentials = credentials(rows.begin());
    rows.clock.turn(FetchQueue.LEASE.plusSeconds(1));
    var second = rows.claim();
    var stopped = assertThrows(RunStopped.class, credentials::code);
    assertTrue(stopped.lost());
    assertEquals(2, second.attempts());
    assertEquals(0, rows.rows("select 1 from step_ledger where tenant_id = $1").size());
  }

  @Test
  void readsThePasswordAndNotesTheUse() {
    assertEquals(new Secret("first"), credentials(rows.begin()).password());
    var diary =
        rows.rows("select purpose from secret_use where tenant_id = $1 and secret = 'password'");
    assertEquals("sign_in_password", diary.get(0).getString("purpose"));
  }

  private static long step(int further) {
    return Totp.stepOf(AUTH, FetchRows.START) + further;
  }

  private ClaimWatch watch(Started run) {
    return new ClaimWatch(rows.queue, run.claim(), rows.time);
  }

  // The watch was sure of its claim when the run began.
  private Credentials credentials(Started run) {
    return new Credentials(
        rows.parts,
        FetchRows.TENANT,
        run.login(),
        run.fetch(),
        new ClaimWatch(rows.queue, run.claim(), rows.time));
  }
}
