// Signatures are what the specification's vector says, and what a consumer's library accepts.
package de.belegbote.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import de.belegbote.platform.Secret;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignatureTest {
  private static final String ID = "01920c60-4f6f-7183-8e72-901122334455";
  private static final String BODY =
      "{\"type\":\"invoice.ready\",\"data\":{\"number\":\"Bäcker 1\"}}";

  // standard-webhooks and svix-webhooks, tests of the libraries.
  @Test
  void isTheOneOfTheSpecificationsVector() {
    String signature =
        Signature.of(
            List.of(new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            Instant.ofEpochSecond(1_614_265_330, 999_000_000),
            "{\"test\": 2432232314}");
    assertEquals("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
  }

  @Test
  void convincesAConsumersLibrary() throws WebhookVerificationException {
    Secret secret = Signature.freshSecret();
    Instant now = Instant.now();
    var headers = headers(Signature.of(List.of(secret), ID, now, BODY), now);
    var consumer = new Webhook(secret.reveal());
    consumer.verify(BODY, headers);
    assertRefused(consumer, BODY + " ", headers);
    assertRefused(consumer, BODY, headers("v1,", now));
    assertRefused(
        consumer, BODY, headers(headers.get("webhook-signature").get(0), now.plusSeconds(1)));
    assertRefused(new Webhook(Signature.freshSecret().reveal()), BODY, headers);
  }

  @Test
  void convincesWhoeverKnowsTheFormerOrTheNewSecretDuringARotation()
      throws WebhookVerificationException {
    Secret fresh = Signature.freshSecret();
    Secret former = Signature.freshSecret();
    Instant now = Instant.now();
    String both = Signature.of(List.of(fresh, former), ID, now, BODY);
    assertTrue(both.matches("v1,[A-Za-z0-9+/=]+ v1,[A-Za-z0-9+/=]+"), both);
    new Webhook(fresh.reveal()).verify(BODY, headers(both, now));
    new Webhook(former.reveal()).verify(BODY, headers(both, now));
  }

  @Test
  void secretsAreThirtyTwoRandomBytes() {
    String secret = Signature.freshSecret().reveal();
    assertTrue(secret.startsWith("whsec_"));
    assertEquals(32, Base64.getDecoder().decode(secret.substring("whsec_".length())).length);
    assertNotEquals(secret, Signature.freshSecret().reveal());
  }

  private static Map<String, List<String>> headers(String signature, Instant at) {
    return Map.of(
        "webhook-id", List.of(ID),
        "webhook-timestamp", List.of(String.valueOf(at.getEpochSecond())),
        "webhook-signature", List.of(signature));
  }

  private static void assertRefused(
      Webhook consumer, String body, Map<String, List<String>> headers) {
    assertThrows(WebhookVerificationException.class, () -> consumer.verify(body, headers));
  }
}
