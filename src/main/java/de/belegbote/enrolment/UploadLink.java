// A link by which one browser may send one barcode.
package de.belegbote.enrolment;

import de.belegbote.platform.crypto.Tokens;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
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
    Optional<String> smsState,
    Optional<String> smsTo,
    Instant createdAt) {
  /** Photos that may fail to be read before the link ends. */
  static final int MOST_TRIES = 10;

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
    if (smsState.isPresent()) {
      json.put("sms", new JsonObject().put("state", smsState.get()).put("to", smsTo.orElse("***")));
    }
    return json;
  }
}
