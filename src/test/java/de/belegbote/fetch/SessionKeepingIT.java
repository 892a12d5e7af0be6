// The session of a login between its runs: sealed, named by its row, gone with the credentials.
package de.belegbote.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.fetch.RecipeRunner.Session;
import de.belegbote.fetch.browser.KeptSession;
import de.belegbote.platform.Secret;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionKeepingIT {
  private static final String COOKIE = "sid-of-anna-5f1c";

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

  private static KeptSession session(String cookie) {
    return new KeptSession(
        new Secret("{\"cookies\":[{\"name\":\"s\",\"value\":\"" + cookie + "\"}],\"origins\":[]}"),
        "Mozilla/5.0",
        ZoneId.of("Europe/Berlin"));
  }

  // As the next run of the same claim would see it.
  private Started next(Started run) {
    return new Started(run.claim(), run.fetch(), run.account(), rows.login(), rows.recipe);
  }

  private Optional<SessionKeeping.Kept> read(Started run) {
    return new SessionKeeping(rows.parts, run).read(credentials(run));
  }

  private Credentials credentials(Started run) {
    var watch = new ClaimWatch(rows.queue, run.claim(), rows.time);
    return new Credentials(rows.parts, FetchRows.TENANT, run.login(), run.fetch(), watch);
  }

  private void keep(Started run, String cookie) {
    new SessionKeeping(rows.parts, run).write(Session.KEEP, () -> session(cookie));
  }

  private int secrets() {
    return rows.rows("select 1 from sealed_secret where tenant_id = $1 and name = 'session'")
        .size();
  }

  @Test
  void givesTheNextRunWhatTheLastOneHad() {
    var run = rows.begin();
    assertEquals(Optional.empty(), read(run));

    keep(run, COOKIE);

    var kept = read(next(run)).orElseThrow();
    assertEquals(session(COOKIE), kept.session());
    assertFalse(kept.doubted());
    assertFalse(kept.toString().contains(COOKIE));
    assertEquals(
        "sign_in_session",
        rows.rows("select purpose from secret_use where tenant_id = $1").get(0).getString(0));
  }

  @Test
  void standsNowhereInTheClear() {
    keep(rows.begin(), COOKIE);

    String all =
        rows.rows(
                "select (select string_agg(to_jsonb(s)::text || encode(sealed, 'escape'), '') from"
                    + " sealed_secret s) || (select string_agg(to_jsonb(l)::text, '') from login l)"
                    + " where $1::uuid is not null")
            .get(0)
            .getString(0);
    assertTrue(all.contains("session:session:"), all);
    assertFalse(all.contains(COOKIE), all);
  }

  @Test
  void destroysTheFormerOneAndLeavesOneThatIsTheSame() {
    var run = rows.begin();
    keep(run, COOKIE);
    var first = rows.login().session();
    var again = new SessionKeeping(rows.parts, next(run));
    assertTrue(again.read(credentials(next(run))).isPresent());
    again.write(Session.KEEP, () -> session(COOKIE));
    assertEquals(first, rows.login().session());

    keep(next(run), "other");

    assertNotEquals(first, rows.login().session());
    assertEquals(1, secrets());
  }

  @Test
  void doubtsAndDrops() {
    var run = rows.begin();
    keep(run, COOKIE);
    var second = next(run);
    var keeping = new SessionKeeping(rows.parts, second);
    assertTrue(keeping.read(credentials(second)).isPresent());
    keeping.write(Session.DOUBT, () -> session("unused"));
    assertTrue(read(next(run)).orElseThrow().doubted());

    new SessionKeeping(rows.parts, next(run)).write(Session.DROP, () -> session("unused"));

    assertEquals(Optional.empty(), rows.login().session());
    assertEquals(0, secrets());
  }

  @Test
  void keepsNothingForOtherCredentialsThanItsOwn() {
    var run = rows.begin();
    rows.change(
        "update login set password_ref = $3 where tenant_id = $1 and id = $2",
        rows.login,
        rows.password("second").toString());

    keep(run, COOKIE);

    assertEquals(Optional.empty(), rows.login().session());
    assertEquals(0, secrets());
  }

  @Test
  void keepsNothingOnceItsClaimIsAnothers() {
    var run = rows.begin();
    rows.clock.turn(FetchQueue.LEASE.plusSeconds(1));
    var unused = rows.claim();

    keep(run, COOKIE);

    assertEquals(Optional.empty(), rows.login().session());
    assertEquals(0, secrets());
  }

  @Test
  void signsInWhenItsSessionWasDestroyed() {
    var run = rows.begin();
    keep(run, COOKIE);
    rows.change("delete from sealed_secret where tenant_id = $1 and name = 'session'");

    assertEquals(Optional.empty(), read(next(run)));
  }
}
