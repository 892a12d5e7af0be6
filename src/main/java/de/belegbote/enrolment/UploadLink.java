// A link by which one browser may send one barcode.
package de.belegbote.enrolment;

import de.belegbote.platform.crypto.Tokens;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A link for the phone's page. Its token is known to nobody but the phone; we keep the hash.
 *
 * @param delivery sms or link
 * @param state open, used or revoked; an open one past its time counts as expired
 * @param browser hash of the cookie of the browser that sent the photo
 */
public record UploadLink(
    UUID id,
    UUID loginId,
    String delivery,
    String state,
    Locale language,
    int tries,
    Instant expiresAt,
    Optional<Instant> openedAt,
    Optional<Instant> usedAt,
    Optional<Buffer> browser,
    Optional<Sms> sms,
    Instant createdAt) {
  /** What has to pass between two messages with the same link. */
  static final Duration SMS_PAUSE = Duration.ofSeconds(60);

  /** Photos that may fail to be read before the link ends. */
  static final int MOST_TRIES = 10;

  /**
   * The newest message that brought it.
   *
   * @param to the last digits of the number
   * @param reason why it did not arrive
   * @param at when it was handed over
   */
  public record Sms(String state, String to, Optional<String> reason, Instant at) {
    private JsonObject json(boolean open) {
      var json = new JsonObject().put("state", state).put("to", to).put("at", at.toString());
      reason.ifPresent(why -> json.put("reason", why));
      if (open) {
        json.put("resendFrom", at.plus(SMS_PAUSE).toString());
      }
      return json;
    }
  }

  /** The state as it is at a time: open, used, expired or revoked. */
  public String stateAt(Instant now) {
    boolean over = state.equals("open") && (!expiresAt.isAfter(now) || tries >= MOST_TRIES);
    return over ? "expired" : state;
  }

  /** How many photos may still fail. */
  public int triesLeft() {
    return Math.max(0, MOST_TRIES - tries);
  }

  /** Whether it was used by the browser with that cookie. */
  public boolean isOf(Optional<String> cookie) {
    return browser.isPresent() && cookie.map(Tokens::hash).equals(browser);
  }

  JsonObject json(Instant now) {
    var json =
        new JsonObject()
            .put("id", id.toString())
            .put("loginId", loginId.toString())
            .put("delivery", delivery)
            .put("state", stateAt(now))
            .put("language", language.getLanguage())
            .put("expiresAt", expiresAt.toString())
            .put("createdAt", createdAt.toString());
    openedAt.ifPresent(at -> json.put("openedAt", at.toString()));
    usedAt.ifPresent(at -> json.put("usedAt", at.toString()));
    sms.ifPresent(message -> json.put("sms", message.json(stateAt(now).equals("open"))));
    return json;
  }
}
