// The codes of RFC 6238 and the time steps they belong to.
package de.belegbote.otp;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import de.belegbote.platform.Secret;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** Time-based one-time passwords; a step is the number of whole periods since 1970 (T0 = 0). */
public final class Totp {
  private Totp() {}

  /**
   * A code and when a portal takes it.
   *
   * @param code digits, as many as the settings say
   * @param step its time step
   * @param validFrom first moment of the step
   * @param validUntil first moment after the step
   */
  public record Code(Secret code, long step, Instant validFrom, Instant validUntil) {}

  /** The time step an instant (1970 or later) lies in. */
  public static long stepOf(OtpAuth auth, Instant at) {
    return Math.floorDiv(at.getEpochSecond(), auth.period());
  }

  /** The code of a time step, zero or later, in ASCII digits. */
  public static Secret code(OtpAuth auth, long step) {
    var generator =
        new TimeBasedOneTimePasswordGenerator(
            Duration.ofSeconds(auth.period()), auth.digits(), auth.algorithm().mac());
    try {
      // ROOT: some locales write other digits than 0 to 9.
      return new Secret(
          generator.generateOneTimePasswordString(auth.key(), startOf(auth, step), Locale.ROOT));
    } catch (InvalidKeyException impossible) {
      throw new IllegalStateException("a raw key fits every HMAC", impossible);
    }
  }

  /** The code of this moment and those after it, {@code count} in all. */
  public static List<Code> next(OtpAuth auth, Instant at, int count) {
    long first = stepOf(auth, at);
    return LongStream.range(first, first + count)
        .mapToObj(
            step -> new Code(code(auth, step), step, startOf(auth, step), startOf(auth, step + 1)))
        .toList();
  }

  /**
   * Finds the time step a typed code belongs to; takes the same time for every code of the right
   * length. Refusing a step that was used before (RFC 6238 section 5.2) is up to the caller.
   *
   * @param code as typed; spaces in it do not count
   * @param window how many steps before and after {@code at} are accepted too
   * @return the newest step that matches, or empty
   */
  public static OptionalLong matches(OtpAuth auth, String code, Instant at, int window) {
    byte[] typed = code.replaceAll("\\s", "").getBytes(StandardCharsets.UTF_8);
    long now = stepOf(auth, at);
    long found = -1;
    for (long step = Math.max(0, now - window); step <= now + window; step++) {
      byte[] right = code(auth, step).reveal().getBytes(StandardCharsets.UTF_8);
      found = MessageDigest.isEqual(right, typed) ? step : found;
    }
    return found < 0 ? OptionalLong.empty() : OptionalLong.of(found);
  }

  private static Instant startOf(OtpAuth auth, long step) {
    return Instant.ofEpochSecond(step * auth.period());
  }
}
