// Why a set-up code or a typed key cannot be used: the closed list, in words for a person.
package de.belegbote.otp;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;

/** One reason each; pages translate by {@link #slug()}. */
public enum KeyRefusal {
  NOT_A_SETUP_CODE(
      "not-a-setup-code",
      "This is not the set-up code of an authenticator app. Use the code the portal shows when an authenticator app is switched on."),
  COUNTER_BASED(
      "counter-based",
      "This set-up code is for codes that change with each use (HOTP). Only codes that change with time (TOTP) can be used; choose 'authenticator app' in the portal."),
  STEAM(
      "steam",
      "This set-up code is for Steam's own codes of five letters and digits. Only usual one-time codes (TOTP) can be used."),
  UNKNOWN_TYPE(
      "unknown-type",
      "This set-up code is for a kind of one-time code that only its own app can make. Choose a usual authenticator app (TOTP) in the portal."),
  UNREADABLE(
      "unreadable-setup-code",
      "This set-up code is damaged or incomplete. Let the portal show a new one and use that."),
  NO_SECRET(
      "no-secret", "This set-up code holds no secret. Let the portal show a new one and use that."),
  NOT_BASE32(
      "not-base32",
      "The key may only hold the letters A to Z and the digits 2 to 7. Copy it from the portal again; 0, 1, 8 and 9 are usually misread letters."),
  TOO_SHORT(
      "key-too-short",
      "The key is too short: 16 letters and digits are the least. Copy the whole key from the portal."),
  TOO_LONG("key-too-long", "The key is longer than any portal's. Copy only the key."),
  CODE_INSTEAD_OF_KEY(
      "code-instead-of-key",
      "This looks like the code of the moment. What is needed here is the long security key that the portal shows beside the QR code."),
  UNKNOWN_ALGORITHM(
      "unknown-algorithm",
      "This set-up code asks for a calculation that is not supported. SHA-1, SHA-256 and SHA-512 are."),
  WRONG_DIGITS(
      "wrong-digits",
      "This set-up code asks for codes of an unusual length. 6 to 8 digits are supported."),
  WRONG_PERIOD(
      "wrong-period",
      "This set-up code asks for codes of an unusual life. 15 to 120 seconds are supported.");

  private final String slug;
  private final String text;

  KeyRefusal(String slug, String text) {
    this.slug = slug;
    this.text = text;
  }

  /** Stable name, lower-case with dashes; stands in {@link Failure#reason()}. */
  public String slug() {
    return slug;
  }

  /** What happened and what to do, in English. */
  public String text() {
    return text;
  }

  Failure as(Problem problem) {
    return new Failure(problem, slug, text);
  }
}
