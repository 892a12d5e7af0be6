// The port to whoever carries text messages.
package de.belegbote.enrolment;

import de.belegbote.platform.Failure;
import de.belegbote.platform.tenancy.Tenant;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** Sends one message at most per call, and never again by itself. */
public interface SmsSender {
  /**
   * What is to be sent.
   *
   * @param text at most one segment of GSM-7 (160 septets); holds a token, so it is never logged
   * @param callback where the carrier may report to; known to nobody else
   * @param life how long the message is of use
   */
  record Message(Tenant tenant, PhoneNumber to, String text, String callback, Duration life) {
    @Override
    public String toString() {
      return "Message[to " + to + "]";
    }
  }

  /**
   * What the carrier said.
   *
   * @param reference its name for the message
   * @param code its number for what went wrong
   * @param refusal what the caller is told; where there is one, nothing was or will be sent
   */
  record Result(
      SmsState state,
      Optional<String> reference,
      Optional<Integer> code,
      Optional<SmsReason> reason,
      Optional<Failure> refusal) {

    /** The message was taken. */
    public static Result taken(SmsState state, String reference) {
      return new Result(
          state, Optional.of(reference), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The message was refused. */
    public static Result refused(Failure refusal, Optional<Integer> code, SmsReason reason) {
      return new Result(
          SmsState.FAILED, Optional.empty(), code, Optional.of(reason), Optional.of(refusal));
    }
  }

  /** Hands one message over; a failed future says that nobody knows whether it went out. */
  Future<Result> send(Message message);
}
