// What a user of the practice portal acts out; the user name says which.
package de.belegbote.sandbox;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A scripted user. Its names are {@code <script>@practice.belegbote.test} and {@code
 * <script>+<anything>@practice.belegbote.test}; each distinct name is an account of its own.
 */
enum Script {
  /** Everything works: six monthly invoices and a credit note, a new invoice each month. */
  GOOD,
  /** No password is ever right. */
  WRONG_PASSWORD,
  /** The right password leads to "this account is locked". */
  LOCKED,
  /** After the password a code is asked for that came by e-mail. */
  EMAIL_CODE,
  /** Never asks for a code, even with an authenticator switched on. */
  NO_FACTOR,
  /** A new invoice each day. */
  DAILY,
  /** Sixty invoices on three pages. */
  MANY,
  /** No invoice yet. */
  EMPTY;

  private static final Pattern NAME =
      Pattern.compile("([a-z-]{1,20})(?:\\+[a-z0-9._-]{1,64})?@practice\\.belegbote\\.test");

  /** Brings a typed user name into the one spelling that names its account. */
  static String canonical(String username) {
    return username.strip().toLowerCase(Locale.ROOT);
  }

  /** The script of a canonical user name; empty if nobody has such a name. */
  static Optional<Script> of(String username) {
    Matcher name = NAME.matcher(username);
    if (!name.matches()) {
      return Optional.empty();
    }
    for (Script script : values()) {
      if (script.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name.group(1))) {
        return Optional.of(script);
      }
    }
    return Optional.empty();
  }

  boolean accepts(String password) {
    return this != WRONG_PASSWORD && PracticePortal.PASSWORD.equals(password);
  }
}
