// The codes that were shown, sealed, so that they can travel with the person.
package de.belegbote.enrolment;

import de.belegbote.accounts.Login;
import de.belegbote.otp.OtpAuth;
import de.belegbote.otp.Totp;
import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.Secret;
import de.belegbote.platform.crypto.SealingKey;
import de.belegbote.secrets.SecretRef;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The API may create secrets but not read them back. So what it needs for the confirmation is
 * sealed under its own key, bound to login and seed (security rules, point 2).
 */
final class ConfirmToken {
  private static final Duration WITHIN = Duration.ofMinutes(5);

  /** What a token holds. */
  private record Content(List<Totp.Code> codes, Instant until) {}

  private final SealingKey key;

  ConfirmToken(SealingKey key) {
    this.key = key;
  }

  String seal(UUID login, SecretRef seed, int period, List<Totp.Code> codes, Instant now) {
    var content = content(period, codes).put("until", now.plus(WITHIN).getEpochSecond());
    return key.sealText(content.encode(), context(login, seed));
  }

  /** The codes of a seed that may be chosen later, to be kept beside it. */
  String keep(UUID login, SecretRef seed, OtpAuth auth, List<Totp.Code> codes) {
    return key.sealText(
        content(auth.period(), codes).put("until", 0L).encode(), "choice " + context(login, seed));
  }

  /** What {@link #keep} gave, as far as it has not ended. */
  List<Totp.Code> kept(UUID login, SecretRef seed, String text, Instant now) {
    return key.openText(text, "choice " + context(login, seed)).stream()
        .flatMap(json -> content(new JsonObject(json)).codes.stream())
        .filter(code -> code.validUntil().isAfter(now))
        .toList();
  }

  private static JsonObject content(int period, List<Totp.Code> codes) {
    var list = new JsonArray();
    codes.forEach(code -> list.add(new JsonArray().add(code.step()).add(code.code().reveal())));
    return new JsonObject().put("codes", list).put("period", period);
  }

  private static String context(UUID login, SecretRef seed) {
    return "confirm " + login + " " + seed.id();
  }

  /** The codes of a token that have not ended; none for a token of another login or seed. */
  List<Totp.Code> codes(Login login, String token, Instant now) {
    return open(login, token).stream()
        .flatMap(content -> content.codes.stream())
        .filter(code -> code.validUntil().isAfter(now))
        .toList();
  }

  /**
   * The time step of a typed code.
   *
   * @throws Failure SECOND_FACTOR_STATE when the token is not good any more, WRONG_CODE
   */
  long step(Login login, Enrolment.Typed typed, Instant now) {
    var content =
        open(login, typed.token())
            .filter(there -> there.until.getEpochSecond() >= now.getEpochSecond())
            .orElseThrow(
                () ->
                    new Failure(
                        Problem.SECOND_FACTOR_STATE,
                        "confirm-too-late",
                        "This took too long. Send the barcode again."));
    for (Totp.Code code : content.codes) {
      Duration life = Duration.between(code.validFrom(), code.validUntil());
      boolean near =
          !now.isBefore(code.validFrom().minus(life)) && now.isBefore(code.validUntil().plus(life));
      // Secret compares in constant time.
      if (near && code.code().equals(typed.code())) {
        return code.step();
      }
    }
    throw new Failure(
        Problem.WRONG_CODE,
        "wrong-code",
        "This code does not fit the stored barcode. Type the one your app shows now; if it still"
            + " does not fit, photograph the barcode of this portal again.");
  }

  private Optional<Content> open(Login login, String token) {
    return login
        .seed()
        .flatMap(seed -> key.openText(token, context(login.id(), seed)))
        .map(text -> content(new JsonObject(text)));
  }

  private static Content content(JsonObject json) {
    int period = json.getInteger("period");
    List<Totp.Code> codes =
        json.getJsonArray("codes").stream().map(pair -> code((JsonArray) pair, period)).toList();
    return new Content(codes, Instant.ofEpochSecond(json.getLong("until")));
  }

  private static Totp.Code code(JsonArray pair, int period) {
    long step = pair.getLong(0);
    return new Totp.Code(
        new Secret(pair.getString(1)),
        step,
        Instant.ofEpochSecond(step * period),
        Instant.ofEpochSecond((step + 1) * period));
  }
}
