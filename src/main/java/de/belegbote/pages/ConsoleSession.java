// A member of a tenant's staff who is signed in to the console.
package de.belegbote.pages;

import de.belegbote.platform.crypto.Tokens;
import de.belegbote.platform.tenancy.Principal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Kept in the database, so that signing out ends it everywhere. The browser holds its token, in a
 * cookie; here is its hash.
 *
 * @param who what the session may do: what the issuer said at the sign-in
 * @param language as the person switched it
 */
record ConsoleSession(
    UUID id,
    Principal who,
    String name,
    String issuer,
    Optional<String> language,
    Instant lastUsed,
    Instant expires) {
  /** The longest a session lives; roles that the issuer takes away end with it. */
  static final Duration LONGEST = Duration.ofHours(4);

  /** How long nobody has to come until it ends. */
  static final Duration IDLE = Duration.ofMinutes(30);

  /** Bytes of the token in the cookie. */
  static final int TOKEN_BYTES = 32;

  boolean isOver(Instant now) {
    return !expires.isAfter(now) || !lastUsed.plus(IDLE).isAfter(now);
  }

  /**
   * What every form that changes something brings back. Made of the session's token, which no page
   * shows and no script can read, so that no other site knows it.
   */
  static String formToken(String token) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Tokens.hash("console form " + token).getBytes());
  }

  static boolean isFormToken(String token, String sent) {
    return MessageDigest.isEqual(
        formToken(token).getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
  }
}
