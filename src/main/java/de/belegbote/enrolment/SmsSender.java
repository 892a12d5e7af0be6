// The port to whoever carries text messages.
package de.belegbote.enrolment;

import de.belegbote.platform.TenantId;
import io.vertx.core.Future;

/** Sends one message at most per call, and never again by itself. */
public interface SmsSender {
  /** What became of a message; UNKNOWN when nobody answered in time. */
  enum Result {
    SENT,
    FAILED,
    UNKNOWN
  }

  /**
   * Hands one message over.
   *
   * @param text at most one segment of GSM-7 (160 characters); holds a token, so it is never logged
   */
  Future<Result> send(TenantId tenant, PhoneNumber to, String text);
}
