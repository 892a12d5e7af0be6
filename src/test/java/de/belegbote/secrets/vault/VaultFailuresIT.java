// What happens when Vault does not do as asked: a clear problem, nothing lost, and then it goes on.
package de.belegbote.secrets.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TurnableClock;
import de.belegbote.platform.config.VaultSettings.Right;
import de.belegbote.secrets.SecretRef;
import de.belegbote.testing.CapturedLog;
import de.belegbote.testing.Wait;
import de.belegbote.testing.vault.VaultDouble;
import de.belegbote.testing.vault.VaultSetup;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VaultFailuresIT {
  private static final Secret PASSWORD = new Secret("correct horse");

  private final TurnableClock clock = new TurnableClock(Instant.parse("2026-11-24T08:00:00Z"));
  private VaultDouble vault;
  private VaultSetup setup;
  private VaultStores stores;

  @BeforeEach
  void start() {
    vault = VaultDouble.start(clock);
    setup = VaultSetup.on(vault);
    stores = new VaultStores(setup.settings(), clock.source());
  }

  @AfterEach
  void stop() {
    stores.close();
    vault.close();
  }

  private SecretRef password() {
    return Wait.until(stores.api().create(stores.tenant, "login", "password", PASSWORD));
  }

  private Future<Secret> read(SecretRef ref) {
    return stores.fetch().read(stores.tenant, ref, VaultStores.USE);
  }

  private static void unavailable(Future<?> future, String why) {
    var failure = Wait.failure(future);
    assertEquals(Problem.UNAVAILABLE, failure.problem());
    assertTrue(failure.detail().contains(why), failure::detail);
    assertTrue(failure.detail().contains("Nothing is lost"), failure::detail);
  }

  private long asked(String path) {
    return vault.seen().stream().filter(one -> one.path().endsWith(path)).count();
  }

  @Test
  void waitsWhileItIsSealedAndGoesOnAfterwards() {
    SecretRef ref = password();
    vault.seal(true);
    unavailable(read(ref), "is sealed");
    unavailable(stores.api().create(stores.tenant, "login", "seed", PASSWORD), "is sealed");
    unavailable(stores.fetch().answers(), "is sealed");
    assertEquals(List.of("unavailable", "allowed"), stores.diary());

    vault.seal(false);
    Wait.until(stores.fetch().answers());
    assertEquals(PASSWORD, Wait.until(read(ref)));
  }

  @Test
  void waitsWhileItIsGoneAndGoesOnAfterwards() {
    SecretRef ref = password();
    vault.goAway();
    unavailable(read(ref), "does not answer");
    unavailable(stores.fetch().answers(), "does not answer");

    vault.comeBack();
    assertEquals(PASSWORD, Wait.until(read(ref)));
  }

  @Test
  void givesUpAtTheDeadlineAndFreesItsThreads() {
    stores.close();
    stores =
        new VaultStores(
            setup.settings(URI.create(vault.url()), Optional.empty(), Duration.ofMillis(300)),
            clock.source());
    SecretRef ref = password();
    assertEquals(PASSWORD, Wait.until(read(ref)));
    vault.silent(request -> request.path().contains("/data/"));
    long begun = System.nanoTime();
    // Three times as many as the pool has threads.
    IntStream.range(0, 24)
        .mapToObj(one -> read(ref))
        .toList()
        .forEach(one -> unavailable(one, "within 300 ms"));
    long took = Duration.ofNanos(System.nanoTime() - begun).toMillis();
    assertTrue(took < 10_000, took + " ms");

    vault.silent(request -> false);
    assertEquals(PASSWORD, Wait.until(read(ref)));
  }

  @Test
  void renewsItsTokenAtHalfOfTheLeaseAndSignsInWhenThatEndsToo() {
    SecretRef ref = password();
    assertEquals(PASSWORD, Wait.until(read(ref)));
    long logins = asked("/login");
    for (int i = 0; i < 40; i++) {
      clock.turn(Duration.ofMinutes(31));
      assertEquals(PASSWORD, Wait.until(read(ref)));
    }
    assertEquals(logins, asked("/login"), "a token that could be renewed was thrown away");
    assertTrue(asked("renew-self") >= 40);

    // After 24 h no renewal helps: Vault grants leases that shrink to nothing.
    for (int i = 0; i < 12; i++) {
      clock.turn(Duration.ofMinutes(31));
      assertEquals(PASSWORD, Wait.until(read(ref)));
    }
    assertTrue(asked("/login") > logins);
  }

  @Test
  void renewsAnIdleTokenThatOnlySomebodyElseCouldReplace() {
    stores.close();
    setup.withToken(Right.FETCH);
    stores = new VaultStores(setup.settings(), clock.source());
    Wait.until(stores.fetch().answers());
    clock.turn(Duration.ofMinutes(31));
    Wait.until("the token to be renewed", () -> asked("renew-self") > 0);
    clock.turn(Duration.ofMinutes(59));
    Wait.until(stores.fetch().answers());
    clock.turn(Duration.ofMinutes(61));
    unavailable(stores.fetch().answers(), "does not let");
  }

  @Test
  void signsInAgainWhenItsTokenExpiredUnseen() {
    SecretRef ref = password();
    assertEquals(PASSWORD, Wait.until(read(ref)));
    vault.goAway();
    clock.turn(Duration.ofHours(2));
    vault.comeBack();
    assertEquals(PASSWORD, Wait.until(read(ref)));
  }

  @Test
  void signsInAgainWhenItsLeaseWasRevoked() {
    SecretRef ref = password();
    assertEquals(PASSWORD, Wait.until(read(ref)));
    vault.revokeAll();
    assertEquals(PASSWORD, Wait.until(read(ref)));
    assertEquals(List.of("allowed", "allowed"), stores.diary());
  }

  @Test
  void keepsAGoodTokenWhenItsRenewalGetsNoAnswer() {
    SecretRef ref = password();
    assertEquals(PASSWORD, Wait.until(read(ref)));
    clock.turn(Duration.ofMinutes(31));
    vault.seal(true);
    unavailable(read(ref), "is sealed");
    vault.seal(false);
    long logins = asked("/login");
    assertEquals(PASSWORD, Wait.until(read(ref)));
    assertEquals(logins, asked("/login"));
  }

  @Test
  void doesNotSignInAgainWhenThePolicyForbids() {
    SecretRef ref = password();
    assertEquals(PASSWORD, Wait.until(read(ref)));
    setup.policy("fetch-read", "path \"none\" { capabilities = [\"deny\"] }");
    long logins = asked("/login");
    unavailable(read(ref), "does not let");
    unavailable(stores.fetch().answers(), "does not let");
    assertEquals(logins, asked("/login"));

    setup.policy("fetch-read", setup.shipped("fetch-read"));
    assertEquals(PASSWORD, Wait.until(read(ref)));
  }

  @Test
  void saysSoWhenItsRoleIsGone() {
    setup.ask(
        "POST", "auth/" + setup.mountPath() + "/role/api", new io.vertx.core.json.JsonObject());
    unavailable(stores.api().create(stores.tenant, "login", "password", PASSWORD), "does not let");
  }

  @Test
  void givesItsTokenBackWhenItStops() {
    SecretRef ref = password();
    assertEquals(PASSWORD, Wait.until(read(ref)));
    int living = vault.tokens();
    stores.end();
    assertEquals(living - 2, vault.tokens());
  }

  @Test
  void writesNoSecretIntoTheLogWhateverHappens() {
    try (var log = new CapturedLog()) {
      SecretRef ref = password();
      assertEquals(PASSWORD, Wait.until(read(ref)));
      vault.revokeAll();
      assertEquals(PASSWORD, Wait.until(read(ref)));
      vault.seal(true);
      unavailable(stores.api().create(stores.tenant, "login", "seed", PASSWORD), "sealed");
      assertTrue(log.text().contains("gone from Vault"), "nothing was logged at all");
      for (String secret : List.of(PASSWORD.reveal(), "hvs.", "Y29ycmVjdCBob3JzZQ")) {
        assertFalse(log.text().contains(secret), "a secret or token in the log");
      }
    }
  }
}
