// What Twilio's states and error numbers mean to us.
package de.belegbote.enrolment;

import static de.belegbote.enrolment.SmsReason.BLOCKED;
import static de.belegbote.enrolment.SmsReason.COUNTRY;
import static de.belegbote.enrolment.SmsReason.INVALID_NUMBER;
import static de.belegbote.enrolment.SmsReason.OTHER;
import static de.belegbote.enrolment.SmsReason.TOO_LATE;
import static de.belegbote.enrolment.SmsReason.UNREACHABLE;
import static de.belegbote.enrolment.SmsReason.UNSUBSCRIBED;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Source: twilio.com/docs/api/errors and twilio.com/docs/messaging/api/message-resource. Twilio's
 * own texts are never passed on: they can hold the phone number.
 */
final class TwilioWords {
  private static final Map<String, SmsState> STATES =
      Map.ofEntries(
          Map.entry("accepted", SmsState.QUEUED),
          Map.entry("scheduled", SmsState.QUEUED),
          Map.entry("queued", SmsState.QUEUED),
          Map.entry("sending", SmsState.QUEUED),
          Map.entry("sent", SmsState.SENT),
          Map.entry("delivered", SmsState.DELIVERED),
          Map.entry("read", SmsState.DELIVERED),
          Map.entry("undelivered", SmsState.UNDELIVERED),
          Map.entry("failed", SmsState.FAILED),
          Map.entry("canceled", SmsState.FAILED));

  private static final Map<Integer, SmsReason> REASONS =
      Map.ofEntries(
          // Refused at once.
          Map.entry(21211, INVALID_NUMBER),
          Map.entry(21217, INVALID_NUMBER),
          Map.entry(21614, INVALID_NUMBER),
          Map.entry(21635, INVALID_NUMBER),
          Map.entry(21610, UNSUBSCRIBED),
          Map.entry(21408, COUNTRY),
          Map.entry(21612, COUNTRY),
          // Not delivered later.
          Map.entry(30003, UNREACHABLE),
          Map.entry(30004, BLOCKED),
          Map.entry(30005, INVALID_NUMBER),
          Map.entry(30006, INVALID_NUMBER),
          Map.entry(30007, BLOCKED),
          Map.entry(30036, TOO_LATE),
          Map.entry(30044, COUNTRY),
          Map.entry(30450, BLOCKED),
          Map.entry(30453, BLOCKED));

  private static final Set<Integer> TOO_MANY = Set.of(14107, 20429, 21611, 63038);

  private TwilioWords() {}

  /** A state by Twilio's word; empty for words that came after this was written. */
  static Optional<SmsState> state(String word) {
    return Optional.ofNullable(STATES.get(word));
  }

  static SmsReason reason(int code) {
    return REASONS.getOrDefault(code, OTHER);
  }

  /**
   * What the caller is told of a message that Twilio did not take.
   *
   * @param status HTTP status of its answer
   * @param code its error number, 0 when there was none
   */
  static Failure refusal(int status, int code) {
    if (status == 429 || TOO_MANY.contains(code)) {
      return Failure.quota(
          "The SMS provider takes no more messages right now; this one was not sent. Wait, or show"
              + " the link on the screen (delivery: link).",
          Duration.ofMinutes(1),
          List.of("sms-provider"));
    }
    return switch (reason(code)) {
      case INVALID_NUMBER ->
          number("sms-number", "This number gets no text messages. Give another mobile number");
      case UNSUBSCRIBED ->
          number(
              "sms-unsubscribed",
              "The person stopped messages from this sender (STOP); answering START to it takes"
                  + " them again. Use another number until then");
      case COUNTRY ->
          number(
              "sms-country",
              "The SMS provider does not send to this country for us. Use another number");
      default ->
          new Failure(
              Problem.SMS_FAILED,
              "The SMS provider refused the message"
                  + (code == 0 ? "" : " (its error " + code + ")")
                  + "; nothing was sent. Tell the operator, or show the link on the screen"
                  + " (delivery: link).");
    };
  }

  private static Failure number(String reason, String detail) {
    return new Failure(
        Problem.INVALID_PHONE_NUMBER,
        reason,
        detail + ", or show the link on the screen (delivery: link).");
  }
}
