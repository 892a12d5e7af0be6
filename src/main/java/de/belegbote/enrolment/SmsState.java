// How far a text message came.
package de.belegbote.enrolment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Reports arrive in any order and more than once, so a message only moves on: unknown, queued,
 * sent, and then one of three ends.
 */
public enum SmsState {
  /** Nobody answered yet, or never will; the message may or may not arrive. */
  UNKNOWN(0),
  QUEUED(1),
  SENT(2),
  DELIVERED(3),
  UNDELIVERED(3),
  FAILED(3);

  private final int place;

  SmsState(int place) {
    this.place = place;
  }

  /** As the contract and the database write it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The states from which a message may come to this one. */
  List<String> earlier() {
    return Arrays.stream(values())
        .filter(other -> other.place < place)
        .map(SmsState::word)
        .toList();
  }
}
