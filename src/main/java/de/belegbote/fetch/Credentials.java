// What a run types: user name, password and codes, each read at the moment of its use.
package de.belegbote.fetch;

import de.belegbote.accounts.Login;
import de.belegbote.accounts.StepLedger;
import de.belegbote.otp.OtpAuth;
import de.belegbote.otp.Totp;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.Database;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.secrets.SecretRef;
import de.belegbote.secrets.SecretStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Blocks; for the run's own thread. Every reading of a secret leaves its line in the diary. */
final class Credentials {
  // A code typed right before its step ends arrives in the next one (recipes.md, section 4).
  private static final Duration TOO_LATE = Duration.ofSeconds(3);
  private static final Duration SLICE = Duration.ofMillis(500);
  private static final int MOST_PERIODS = 3;

  private final Database db;
  private final SecretStore secrets;
  private final StepLedger steps;
  private final TimeSource time;
  private final TenantId tenant;
  private final Login login;
  private final UUID fetch;
  private final ClaimWatch watch;

  Credentials(FetchParts parts, TenantId tenant, Login login, UUID fetch, ClaimWatch watch) {
    this.db = parts.db();
    this.secrets = parts.secrets();
    this.steps = new StepLedger();
    this.time = parts.time();
    this.tenant = tenant;
    this.login = login;
    this.fetch = fetch;
    this.watch = watch;
  }

  Secret username() {
    return new Secret(login.username());
  }

  /**
   * Fails with NOT_FOUND when it was replaced or destroyed meanwhile.
   *
   * @throws RunStopped when the secret store does not answer; for the seed of a code, too
   */
  Secret password() {
    SecretRef ref =
        login
            .password()
            .orElseThrow(
                () -> new RunEnd(FetchOutcome.LOGIN_REJECTED, "", "no password is stored"));
    return read(ref, "sign_in_password");
  }

  /**
   * The session that was kept; empty when there is none, or it was destroyed meanwhile.
   *
   * @throws RunStopped when the secret store does not answer
   */
  Optional<Secret> session() {
    if (login.session().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(login.session().get(), "sign_in_session"));
    } catch (Failure gone) {
      if (gone.problem() != Problem.NOT_FOUND) {
        throw gone;
      }
      return Optional.empty();
    }
  }

  /**
   * A code whose time step is reserved for it alone, committed before it is given out (RFC 6238,
   * 5.2); none in the last 3 seconds of its step.
   *
   * @return empty when no seed is stored
   * @throws RunEnd TIMED_OUT when other uses of the seed take every step for three periods
   */
  Optional<Secret> code() {
    if (login.seed().isEmpty()) {
      return Optional.empty();
    }
    OtpAuth auth = OtpAuth.fromSecret(read(login.seed().get(), "sign_in_code"));
    Duration period = Duration.ofSeconds(auth.period());
    Instant giveUp = time.now().plus(period.multipliedBy(MOST_PERIODS));
    while (time.now().isBefore(giveUp)) {
      watch.check();
      Instant now = time.now();
      long step = Totp.stepOf(auth, now);
      Instant ends = Instant.ofEpochSecond((step + 1) * auth.period());
      if (Duration.between(now, ends).compareTo(TOO_LATE) > 0 && reserve(step, now)) {
        return Optional.of(Totp.code(auth, step));
      }
      pauseUntil(ends);
    }
    throw new RunEnd(FetchOutcome.TIMED_OUT, "", "no time step of the seed was free");
  }

  private boolean reserve(long step, Instant now) {
    return Waiting.on(db.inTenant(tenant, c -> steps.reserve(c, login, step, fetch, now)));
  }

  // In slices, so that a process that is ending does not wait for a time step.
  private void pauseUntil(Instant moment) {
    Duration rest = Duration.between(time.now(), moment);
    while (rest.compareTo(Duration.ZERO) > 0) {
      watch.check();
      time.pause().accept(rest.compareTo(SLICE) < 0 ? rest : SLICE);
      rest = Duration.between(time.now(), moment);
    }
  }

  // A store that is away says nothing about the portal: the fetch waits, and no attempt counts.
  private Secret read(SecretRef ref, String purpose) {
    try {
      return Waiting.on(
          secrets.read(tenant, ref, new SecretStore.Use(purpose, "fetch", login.id(), fetch)));
    } catch (Failure failed) {
      throw failed.problem() == Problem.UNAVAILABLE ? watch.withoutSecrets() : failed;
    }
  }
}
