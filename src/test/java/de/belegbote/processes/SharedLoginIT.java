// Two processes and two portal accounts on one login: one sign-in at a time, one refusal for all.
package de.belegbote.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import de.belegbote.platform.Secret;
import de.belegbote.processes.Customers.Login;
import de.belegbote.processes.PortalGate.At;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SharedLoginIT {
  private static final String REFUSED = "wrong-password@practice.belegbote.test";
  // Longer than it takes from one sign-in to the next.
  private static final Duration STEP = Duration.ofSeconds(20);
  private static final List<String> BOTH = List.of("first", "second");

  @TempDir Path data;
  private FetchWorld world;

  @BeforeEach
  void begin() {
    world = new FetchWorld(data, STEP);
    var unused = List.of(world.process(false), world.process(false));
  }

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void accountsOfOneLoginFollowEachOther() {
    Login anna = world.customers.anna("first", "second");
    var held = world.gate.stop(At.REQUEST, "GET /");
    world.customers.confirm(anna);
    bothProcessesLookWhile(held);
    assertEquals(List.of("queued", "running"), runs(anna, "state"));
    held.release();
    allEnd();

    assertEquals(List.of("NOTHING_NEW", "OK"), runs(anna, "outcome"));
    assertEquals(
        List.of(),
        world.texts(
            "select 1 from fetch_run a join fetch_run b on a.id < b.id"
                + " and a.started_at < b.finished_at and b.started_at < a.finished_at"
                + " where a.portal_account_id in %s and b.portal_account_id in %s",
            in(anna), in(anna)));
    assertEquals(
        List.of("1"),
        world.texts(
            "select count(distinct step) from step_ledger where login_id = '%s'", anna.id()));
    // The second goes on in the first one's session.
    assertEquals(
        List.of(303),
        world.gate.exchanges("POST /code").stream().map(PortalGate.Exchange::status).toList());
    assertEquals(
        List.of("3"), world.texts("select count(*) from invoice where login_id = '%s'", anna.id()));
    assertEquals(List.of("active", "active"), accounts(anna, "state"));
  }

  @Test
  void aRefusedPasswordIsOneAttemptForAllAccountsOfTheLogin() {
    Login refused = world.customers.login(REFUSED, new Secret("not-the-password"), BOTH);
    var held = world.gate.stop(At.ANSWER, "POST /sign-in");
    world.customers.confirm(refused);
    bothProcessesLookWhile(held);
    held.release();
    allEnd();

    assertEquals(
        1,
        world.gate.exchanges("POST /sign-in").stream()
            .filter(exchange -> exchange.sent().toString().contains("wrong-password"))
            .count());
    assertEquals(List.of("LOGIN_REJECTED", "LOGIN_REJECTED"), runs(refused, "outcome"));
    assertEquals(
        List.of("LOGIN_REJECTED"),
        world.texts("select closed_by from login where id = '%s'", refused.id()));
    assertEquals(List.of("needs_attention", "needs_attention"), accounts(refused, "state"));
    assertEquals(List.of("LOGIN_REJECTED", "LOGIN_REJECTED"), accounts(refused, "attention"));
    assertEquals(
        List.of("1", "1"),
        world.texts(
            "select count(*) from event where type = 'portal_account.needs_attention'"
                + " and portal_account_id in %s group by portal_account_id",
            in(refused)));
    assertEquals(
        List.of(), world.texts("select 1 from fetch_queue where login_id = '%s'", refused.id()));
  }

  // A process takes two runs at a time, so with three under way both have looked for work; the
  // login's second account was due before the last two.
  private void bothProcessesLookWhile(PortalGate.Stop held) {
    world.await("the first account signs in", held::reached);
    var others = List.of("empty+one@practice.belegbote.test", "empty+two@practice.belegbote.test");
    var stops = others.stream().map(name -> world.gate.stop(At.REQUEST, "GET /")).toList();
    for (String name : others) {
      world.customers.confirm(world.customers.login(name, Customers.password(), List.of("all")));
    }
    world.await("two more are under way", () -> stops.stream().allMatch(PortalGate.Stop::reached));
    stops.forEach(PortalGate.Stop::release);
  }

  private void allEnd() {
    world.await(
        "all runs have ended",
        () -> world.texts("select 1 from fetch_run where state <> 'finished'").isEmpty());
  }

  private List<String> runs(Login login, String column) {
    return world.texts(
        "select %s from fetch_run where portal_account_id in %s order by 1", column, in(login));
  }

  private List<String> accounts(Login login, String column) {
    return world.texts(
        "select %s from portal_account where id in %s order by 1", column, in(login));
  }

  private static String in(Login login) {
    return "('" + login.accounts().get(0) + "', '" + login.accounts().get(1) + "')";
  }
}
