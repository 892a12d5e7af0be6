// The codes of an authenticator, each time step at most once.
package de.belegbote.keycloak;

import de.belegbote.otp.OtpAuth;
import de.belegbote.otp.Totp;
import de.belegbote.platform.Secret;
import de.belegbote.platform.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gives what {@link de.belegbote.fetch.RunInput#code()} promises. Keycloak's clock is the real one,
 * so this one is too: it waits up to a time step for a fresh one, and gives none in the last three
 * seconds of its step.
 */
final class Codes implements Supplier<Optional<Secret>> {
  private static final Duration LATE = Duration.ofSeconds(3);

  private final OtpAuth authenticator;
  private final TimeSource time;
  private final List<Long> used = new ArrayList<>();

  Codes(OtpAuth authenticator, TimeSource time) {
    this.authenticator = authenticator;
    this.time = time;
  }

  @Override
  public Optional<Secret> get() {
    Instant now = time.now();
    Totp.Code code = Totp.next(authenticator, now, 1).get(0);
    boolean late = now.isAfter(code.validUntil().minus(LATE));
    if (late || used.contains(code.step())) {
      time.pause().accept(Duration.between(now, code.validUntil()));
      code = Totp.next(authenticator, time.now(), 1).get(0);
    }
    used.add(code.step());
    return Optional.of(code.code());
  }

  /** The time steps whose codes were given, in order. */
  List<Long> used() {
    return List.copyOf(used);
  }
}
