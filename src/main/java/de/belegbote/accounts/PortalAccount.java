// A company's use of one portal through a login.
package de.belegbote.accounts;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * What is fetched for whom and when.
 *
 * @param settings values of the portal's settings, each a list
 * @param attention outcome that needs somebody, while the state is NEEDS_ATTENTION
 * @param since invoices before this day are not looked for
 * @param version rises with each change, for If-Match
 */
public record PortalAccount(
    UUID id,
    UUID companyId,
    String portalId,
    UUID loginId,
    Optional<String> label,
    JsonObject settings,
    State state,
    Optional<String> attention,
    Schedule schedule,
    LocalDate since,
    Consent consent,
    Optional<Instant> nextFetchAt,
    Optional<JsonObject> lastFetch,
    Instant createdAt,
    Instant updatedAt,
    int version) {

  PortalAccount verifying() {
    return new PortalAccount(
        id,
        companyId,
        portalId,
        loginId,
        label,
        settings,
        State.VERIFYING,
        Optional.empty(),
        schedule,
        since,
        consent,
        nextFetchAt,
        lastFetch,
        createdAt,
        updatedAt,
        version);
  }

  /** Where the account stands. */
  public enum State {
    NEW,
    VERIFYING,
    ACTIVE,
    WAITING_FOR_CUSTOMER,
    NEEDS_ATTENTION,
    PAUSED;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /** That the customer holds the account, or acts for its holder, and allows the sign-ins. */
  public record Consent(String textVersion, Instant acceptedAt, String acceptedBy) {
    JsonObject json() {
      return new JsonObject()
          .put("textVersion", textVersion)
          .put("acceptedAt", acceptedAt.toString())
          .put("acceptedBy", acceptedBy);
    }
  }
}
