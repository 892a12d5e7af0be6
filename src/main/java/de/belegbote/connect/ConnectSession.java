// One visit of a customer to the hosted wizard.
package de.belegbote.connect;

import de.belegbote.platform.crypto.Tokens;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A session. Of its token only the hash is kept; the first browser that starts binds it to a cookie
 * of its own.
 *
 * @param portals that are offered; empty stands for all the tenant may use
 * @param account that is repaired, or that was made on the way
 * @param state created, opened, completed or exited; one past its time counts as expired
 * @param browser hash of the cookie of the browser that started
 * @param portal that was chosen
 * @param origin of the pages that may show the wizard in a frame; empty forbids it to all
 * @param hasApp whether the customer uses an authenticator app at the portal already; empty until
 *     that was answered
 * @param answeredAt when it was answered last
 */
public record ConnectSession(
    UUID id,
    UUID company,
    List<String> portals,
    Optional<UUID> account,
    boolean repair,
    Locale language,
    Optional<String> returnUrl,
    Optional<String> origin,
    String state,
    Optional<String> exitReason,
    Optional<Buffer> browser,
    Optional<String> portal,
    Optional<Consent> consent,
    Optional<Boolean> hasApp,
    Optional<Instant> answeredAt,
    Instant expiresAt,
    Instant createdAt,
    Optional<Instant> openedAt,
    Optional<Instant> endedAt) {
  /** How long a browser may take from its start. */
  static final Duration ONCE_OPENED = Duration.ofHours(2);

  /** What customers may give as their reason for leaving; the contract lists two more. */
  public static final List<String> REASONS =
      List.of("not_now", "portal_missing", "no_access", "no_consent", "too_difficult", "other");

  /** That the customer ticked both boxes: which text stood there, and when. */
  public record Consent(String text, Instant at) {}

  /** The state as it is at a time. */
  public String stateAt(Instant now) {
    return isUnderWay() && !expiresAt.isAfter(now) ? "expired" : state;
  }

  private boolean isUnderWay() {
    return state.equals("created") || state.equals("opened");
  }

  /** Whether it was started by the browser with that cookie. */
  public boolean isOf(Optional<String> cookie) {
    return browser.isPresent() && cookie.map(Tokens::hash).equals(browser);
  }

  JsonObject json(Instant now) {
    var json =
        new JsonObject()
            .put("id", id.toString())
            .put("companyId", company.toString())
            .put("state", stateAt(now))
            .put("repair", repair)
            .put("language", language.getLanguage())
            .put("expiresAt", expiresAt.toString())
            .put("createdAt", createdAt.toString());
    exitReason.ifPresent(reason -> json.put("exitReason", reason));
    if (!portals.isEmpty()) {
      json.put("portalIds", new JsonArray(portals));
    }
    account.ifPresent(one -> json.put("portalAccountId", one.toString()));
    returnUrl.ifPresent(url -> json.put("returnUrl", url));
    origin.ifPresent(frame -> json.put("origin", frame));
    openedAt.ifPresent(at -> json.put("openedAt", at.toString()));
    endedAt.ifPresent(at -> json.put("endedAt", at.toString()));
    return json;
  }
}
