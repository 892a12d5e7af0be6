// Signs what is sent, as the Standard Webhooks specification says.
package de.belegbote.webhooks;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import de.belegbote.platform.Secret;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** Symmetric signatures, {@code v1}: HMAC-SHA256 over {@code id.timestamp.payload}. */
final class Signature {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SECRET_BYTES = 32;

  private Signature() {}

  /** A new secret: {@code whsec_} and the base64 of 32 random bytes. */
  static Secret freshSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    RANDOM.nextBytes(bytes);
    return new Secret("whsec_" + Base64.getEncoder().encodeToString(bytes));
  }

  /**
   * The value of the header {@code webhook-signature}.
   *
   * @param secrets the one in force, and during a rotation the former one behind it
   * @param id of the event
   * @param at of this attempt; whole seconds count
   * @param payload exactly as it is sent
   */
  static String of(List<Secret> secrets, String id, Instant at, String payload) {
    return String.join(" ", secrets.stream().map(secret -> sign(secret, id, at, payload)).toList());
  }

  private static String sign(Secret secret, String id, Instant at, String payload) {
    try {
      return new Webhook(secret.reveal()).sign(id, at.getEpochSecond(), payload);
    } catch (WebhookSigningException broken) {
      throw new IllegalStateException("a webhook cannot be signed", broken);
    }
  }
}
