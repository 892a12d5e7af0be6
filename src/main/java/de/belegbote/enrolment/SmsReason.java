// Why a text message did not arrive.
package de.belegbote.enrolment;

import java.util.Locale;

/** Names of the contract; each leads to something that the caller can do. */
public enum SmsReason {
  /** No such number, or one that gets no text messages. */
  INVALID_NUMBER,
  /** The person answered STOP to this sender. */
  UNSUBSCRIBED,
  /** Messages to this country are not switched on at the carrier. */
  COUNTRY,
  /** Phone switched off or out of reach. */
  UNREACHABLE,
  /** Refused by the network or the carrier, for instance as spam or fraud. */
  BLOCKED,
  /** The link would have ended before the message arrived. */
  TOO_LATE,
  OTHER;

  /** As the contract and the database write it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
