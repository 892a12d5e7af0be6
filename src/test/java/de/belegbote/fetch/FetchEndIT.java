// What follows from the end of a run, for its login, its account and the accounts beside it.
package de.belegbote.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.accounts.PortalAccount.State;
import de.belegbote.platform.Problem;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.testing.Wait;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchEndIT {
  @TempDir Path folder;
  private FetchRows rows;
  private UUID account;

  @BeforeEach
  void start() {
    rows = new FetchRows(folder);
    account = rows.account("verifying");
  }

  @AfterEach
  void stop() {
    rows.close();
  }

  @Test
  void activatesTheAccountAndPlansTheNextFetch() {
    end(rows.begin(), FetchOutcome.OK);
    var after = rows.account(account);
    assertEquals(State.ACTIVE, after.state());
    assertEquals("OK", after.lastFetch().orElseThrow().getString("outcome"));
    var queued = rows.rows("select due, claim, attempts from fetch_queue where tenant_id = $1");
    assertEquals(after.nextFetchAt().orElseThrow(), queued.get(0).getOffsetDateTime(0).toInstant());
    assertEquals(null, queued.get(0).getUUID("claim"));
    assertEquals(0, queued.get(0).getInteger("attempts"));
    assertEquals(List.of("portal_account.active", "fetch.finished"), types(account));
  }

  @Test
  void tellsOfAWorkingAccountOnce() {
    end(rows.begin(), FetchOutcome.OK);
    dueAgain();
    end(rows.begin(), FetchOutcome.NOTHING_NEW);
    assertEquals(
        List.of("portal_account.active", "fetch.finished", "fetch.finished"), types(account));
  }

  @Test
  void closesTheLoginForAllItsAccounts() {
    UUID sibling = rows.account("active");
    UUID paused = rows.account("paused");
    end(rows.begin(), FetchOutcome.LOGIN_REJECTED);
    assertEquals(Optional.of("LOGIN_REJECTED"), rows.login().closedBy());
    for (UUID each : List.of(account, sibling)) {
      assertEquals(State.NEEDS_ATTENTION, rows.account(each).state());
      assertEquals(Optional.of("LOGIN_REJECTED"), rows.account(each).attention());
      assertTrue(types(each).contains("portal_account.needs_attention"));
    }
    assertEquals(State.PAUSED, rows.account(paused).state());
    assertEquals(Optional.empty(), rows.account(account).nextFetchAt());
    assertEquals(
        0, rows.rows("select 1 from fetch_queue where tenant_id = $1 and id = $2", account).size());
  }

  @Test
  void saysWhatToDoInTheTenantsLanguage() {
    end(rows.begin(), FetchOutcome.LOGIN_REJECTED);
    var data = data("portal_account.needs_attention");
    assertEquals("LOGIN_REJECTED", data.getString("reason"));
    assertEquals(FetchOutcome.LOGIN_REJECTED.text(java.util.Locale.GERMAN), data.getString("text"));
    assertEquals("C-1", data.getString("externalId"));
    assertFalse(data.getBoolean("canHeal"));
  }

  @Test
  void doesNotBlameANewPasswordForTheRefusalOfTheOldOne() {
    var run = rows.begin();
    var fresh = rows.password("second");
    rows.change("update login set password_ref = $2 where tenant_id = $1", fresh.toString());
    end(run, FetchOutcome.LOGIN_REJECTED);
    assertEquals(Optional.empty(), rows.login().closedBy());
    assertEquals(State.VERIFYING, rows.account(account).state());
    var again = rows.claim();
    assertTrue(again.fetch().isPresent());
    assertFalse(again.fetch().get().equals(run.fetch()));
  }

  @Test
  void keepsAnAccountActiveWhileItsPortalIsDown() {
    rows.change("update portal_account set state = 'active' where tenant_id = $1");
    end(rows.begin(), FetchOutcome.PORTAL_DOWN);
    assertEquals(State.ACTIVE, rows.account(account).state());
    Duration wait =
        Duration.between(rows.time.now(), rows.account(account).nextFetchAt().orElseThrow());
    assertTrue(wait.compareTo(Duration.ofHours(1)) < 0, wait::toString);
    assertEquals(List.of("fetch.finished"), types(account));
  }

  @Test
  void leavesAPortalAloneAsLongAsItAsks() {
    var blocked =
        new RunResult(
            FetchOutcome.BLOCKED,
            "",
            "",
            Counts.NONE,
            false,
            false,
            Optional.of(Duration.ofHours(6)));
    Wait.until(new FetchEnd(rows.parts, rows.begin()).write(blocked));
    Instant next = rows.account(account).nextFetchAt().orElseThrow();
    assertFalse(next.isBefore(rows.time.now().plus(Duration.ofHours(6))), next::toString);
  }

  @Test
  void writesNothingWithoutItsClaim() {
    var run = rows.begin();
    rows.clock.turn(FetchQueue.LEASE.plusSeconds(1));
    var second = rows.begin();
    var failure = Wait.failure(new FetchEnd(rows.parts, run).write(result(FetchOutcome.OK)));
    assertEquals(Problem.CONFLICT, failure.problem());
    assertEquals(State.VERIFYING, rows.account(account).state());
    assertEquals(List.of(), types(account));
    assertEquals(run.fetch(), second.fetch());
  }

  @Test
  void leavesADeletedAccountAlone() {
    var run = rows.begin();
    rows.change("update portal_account set deleted_at = now() where tenant_id = $1");
    var failure = Wait.failure(new FetchEnd(rows.parts, run).write(result(FetchOutcome.OK)));
    assertEquals(Problem.NOT_FOUND, failure.problem());
  }

  @Test
  void takesUpAFetchThatWasOrderedBetweenClaimAndBegin() {
    var claim = rows.claim();
    var there = rows.account(account);
    UUID ordered =
        Wait.until(
            rows.db.inTenant(
                FetchRows.TENANT,
                c ->
                    rows.parts
                        .orders()
                        .now(
                            c,
                            there,
                            de.belegbote.accounts.FetchOrderQueue.Trigger.REQUEST,
                            rows.time.now())));
    UUID begun =
        Wait.until(
            rows.db.inTenant(
                FetchRows.TENANT,
                c -> new FetchStore().begin(c, claim, there, "practice@1", rows.time.now())));
    assertEquals(ordered, begun);
  }

  private void dueAgain() {
    rows.change(
        "update fetch_queue set due = $2 where tenant_id = $1",
        rows.time.now().atOffset(java.time.ZoneOffset.UTC));
  }

  private static RunResult result(FetchOutcome outcome) {
    return new RunResult(outcome, "", "", Counts.NONE, false, outcome.good());
  }

  private void end(Started run, FetchOutcome outcome) {
    Wait.until(new FetchEnd(rows.parts, run).write(result(outcome)));
  }

  private List<String> types(UUID of) {
    return rows
        .rows(
            "select type from event where tenant_id = $1 and portal_account_id = $2"
                + " order by sequence",
            of)
        .stream()
        .map(row -> row.getString("type"))
        .toList();
  }

  private JsonObject data(String type) {
    var row = rows.rows("select payload from event where tenant_id = $1 and type = $2", type);
    return new JsonObject(row.get(0).getString("payload")).getJsonObject("data");
  }
}
