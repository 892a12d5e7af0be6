// Looks at Vault with the credential of one part, for an operator's check.
package de.belegbote.secrets.vault;

import de.belegbote.platform.ClockReading;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.config.VaultSettings;
import de.belegbote.platform.config.VaultSettings.Right;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes and reads no secret. */
public final class VaultCheck {
  private final VaultClient vault;
  private final VaultDriver driver;
  private final VaultRights rights;
  private final VaultPool pool;
  private final TimeSource time;

  /** Nothing is asked yet. */
  public VaultCheck(Vertx vertx, VaultSettings settings, Right right, TimeSource time) {
    this.vault = new VaultClient(vertx, settings, settings.signIn(right), time);
    this.driver = new VaultDriver(settings);
    this.pool = new VaultPool(vertx, settings.deadline());
    this.rights = new VaultRights(vault, new VaultPath(settings.mount()), right);
    this.time = time;
  }

  /** As {@link VaultSecretStore#findings}. */
  public Future<List<String>> findings() {
    return rights.findings();
  }

  /** When the token ends for good, if it was given to us and cannot be renewed. */
  public Future<Optional<Instant>> end() {
    return vault
        .signedIn()
        .map(
            token ->
                token.own() || token.renewable() || token.lease().isZero()
                    ? Optional.empty()
                    : Optional.of(token.taken().plus(token.lease())));
  }

  /** Vault's clock, which sys/health tells without a token. */
  public Future<Optional<ClockReading>> clock() {
    return pool.run(
        () -> {
          Instant asked = time.now();
          Long seconds = driver.health().getServerTimeUTC();
          return Optional.ofNullable(seconds)
              .map(Instant::ofEpochSecond)
              .map(
                  theirs ->
                      new ClockReading("Vault", theirs, asked, time.now(), Duration.ofSeconds(1)));
        });
  }

  /** Gives the token back. */
  public Future<Void> close() {
    return vault.close().eventually(pool::close);
  }
}
