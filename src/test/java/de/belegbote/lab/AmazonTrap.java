// What may come between an Amazon customer and the portal.
package de.belegbote.lab;

import de.belegbote.portals.FetchOutcome;
import java.util.Arrays;
import java.util.List;

/** The states that the fact sheet amazon-de tells apart, and how a run ends in each. */
enum AmazonTrap {
  SMS_FIRST("code by SMS first", FetchOutcome.OK),
  DEVICES_FIRST("choice of devices first", FetchOutcome.OK),
  ONE_PAGE("one page for both", FetchOutcome.OK),
  OLDER("older pages", FetchOutcome.OK),
  KNOWN("known account", FetchOutcome.OK),
  SWITCHER("account switcher", FetchOutcome.OK),
  CHALLENGE("challenge that passes", FetchOutcome.OK),
  CHALLENGED("challenge that stays", FetchOutcome.BLOCKED),
  NO_APP("no authenticator", FetchOutcome.CODE_NEEDED_ELSEWHERE),
  MAIL("code by mail", FetchOutcome.CODE_NEEDED_ELSEWHERE),
  APPROVAL("approval in a mail", FetchOutcome.CODE_NEEDED_ELSEWHERE),
  CAPTCHA("captcha", FetchOutcome.CAPTCHA),
  UNKNOWN("unknown address", FetchOutcome.LOGIN_REJECTED),
  NEW_PASSWORD("new password wanted", FetchOutcome.PASSWORD_EXPIRED);

  private final String words;
  private final FetchOutcome outcome;

  AmazonTrap(String words, FetchOutcome outcome) {
    this.words = words;
    this.outcome = outcome;
  }

  Situation situation() {
    return new Situation(words, outcome, true);
  }

  /** One portal plays them for all. */
  static List<Situation> all() {
    return Arrays.stream(values()).map(AmazonTrap::situation).toList();
  }
}
