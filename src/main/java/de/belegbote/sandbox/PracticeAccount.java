// All the practice portal remembers about one user name.
package de.belegbote.sandbox;

import de.belegbote.otp.OtpAuth;
import de.belegbote.otp.Totp;
import de.belegbote.platform.Secret;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * An account and its authenticator.
 *
 * @param created first sign-in; the invoices are counted from here
 * @param authenticator null until its set-up page was opened
 * @param active whether a code is asked for at the sign-in
 * @param lastStep newest time step whose code was accepted, -1 for none
 * @param wrongCodes since the last right one
 * @param lockedUntil no code is looked at before
 */
record PracticeAccount(
    Instant created,
    OtpAuth authenticator,
    boolean active,
    long lastStep,
    int wrongCodes,
    Instant lockedUntil) {
  static final int TRIES = 5;
  static final Duration LOCK = Duration.ofMinutes(5);

  enum Verdict {
    RIGHT,
    WRONG,
    LOCKED
  }

  /** What a code was worth, and the account after it. */
  record Checked(Verdict verdict, PracticeAccount after) {}

  static PracticeAccount of(Instant created) {
    return new PracticeAccount(created, null, false, -1, 0, Instant.EPOCH);
  }

  /** With a new authenticator that is not switched on yet; null takes the old one away. */
  PracticeAccount with(OtpAuth authenticator) {
    return new PracticeAccount(created, authenticator, false, -1, wrongCodes, lockedUntil);
  }

  PracticeAccount switchedOn() {
    return new PracticeAccount(created, authenticator, true, lastStep, wrongCodes, lockedUntil);
  }

  /**
   * Takes the code of one step before to one step after now, and no step twice or backwards (RFC
   * 6238 sections 5.2 and 6).
   */
  Checked check(String code, Instant now) {
    OptionalLong step = Totp.matches(authenticator, code, now, 1);
    boolean fresh = step.isPresent() && step.getAsLong() > lastStep;
    return counted(fresh, fresh ? step.getAsLong() : lastStep, now);
  }

  /** The same for the code that other portals send by e-mail. */
  Checked checkMailed(String code, Instant now) {
    return counted(PracticePortal.EMAIL_CODE_SENT.equals(code.strip()), lastStep, now);
  }

  private Checked counted(boolean right, long step, Instant now) {
    if (now.isBefore(lockedUntil)) {
      return new Checked(Verdict.LOCKED, this);
    }
    if (right) {
      return new Checked(
          Verdict.RIGHT, new PracticeAccount(created, authenticator, active, step, 0, lockedUntil));
    }
    boolean lock = wrongCodes + 1 >= TRIES;
    return new Checked(
        lock ? Verdict.LOCKED : Verdict.WRONG,
        new PracticeAccount(
            created,
            authenticator,
            active,
            lastStep,
            lock ? 0 : wrongCodes + 1,
            lock ? now.plus(LOCK) : lockedUntil));
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("created", created.toString())
        .put("authenticator", authenticator == null ? null : authenticator.toSecret().reveal())
        .put("active", active)
        .put("lastStep", lastStep)
        .put("wrongCodes", wrongCodes)
        .put("lockedUntil", lockedUntil.toString());
  }

  static PracticeAccount fromJson(JsonObject json) {
    String uri = json.getString("authenticator");
    return new PracticeAccount(
        Instant.parse(json.getString("created")),
        uri == null ? null : OtpAuth.fromSecret(new Secret(uri)),
        json.getBoolean("active"),
        json.getLong("lastStep"),
        json.getInteger("wrongCodes"),
        Instant.parse(json.getString("lockedUntil")));
  }
}
