// What portal accounts share: one user name at one sign-in realm.
package de.belegbote.accounts;

import de.belegbote.secrets.SecretRef;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A login of a company. It owns the secrets, the time steps, and the lease that lets one run at a
 * time use it; the secrets themselves stand in the secret store.
 *
 * @param realm id of the shared sign-in, or of the portal where it shares none
 * @param seedPrint keyed HMAC of the seed, the same for every login with that seed
 * @param session of its last good run, in the secret store
 * @param closedBy outcome that closed the door; nobody knocks until new credentials come
 */
public record Login(
    UUID id,
    UUID companyId,
    String realm,
    String username,
    Optional<SecretRef> password,
    Optional<SecretRef> seed,
    Optional<Buffer> seedPrint,
    Optional<SecretRef> session,
    Factor factor,
    Optional<String> closedBy,
    Instant createdAt) {

  /** State of the second factor. */
  public enum State {
    NONE,
    SEED_STORED,
    CONFIRMED,
    PROVEN,
    NOT_ASKED_YET;

    /** As it stands in the contract and in the database. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /** What is known of the second factor; issuer and account are outside text, cleaned. */
  public record Factor(
      State state,
      String issuer,
      String account,
      Instant storedAt,
      Instant confirmedAt,
      Instant provenAt) {

    public JsonObject json() {
      var json = new JsonObject().put("state", state.text());
      put(json, "issuer", issuer);
      put(json, "account", account);
      put(json, "storedAt", storedAt);
      put(json, "confirmedAt", confirmedAt);
      put(json, "provenAt", provenAt);
      return json;
    }

    private static void put(JsonObject json, String name, Object value) {
      if (value != null) {
        json.put(name, value.toString());
      }
    }
  }

  JsonObject json(List<UUID> accounts) {
    var ids = new JsonArray();
    accounts.forEach(account -> ids.add(account.toString()));
    return new JsonObject()
        .put("id", id.toString())
        .put("companyId", companyId.toString())
        .put("realm", realm)
        .put("maskedUsername", masked())
        .put("secondFactor", factor.json())
        .put("portalAccountIds", ids)
        .put("createdAt", createdAt.toString());
  }

  // Two letters of each part stay, so that its owner recognises it and nobody else learns it.
  private String masked() {
    int at = username.indexOf('@');
    String name = at > 0 ? username.substring(0, at) : username;
    String host = at > 0 ? username.substring(at) : "";
    return name.substring(
            0, name.offsetByCodePoints(0, Math.min(2, name.codePointCount(0, name.length()))))
        + "***"
        + host;
  }

  @Override
  public String toString() {
    return "Login[" + id + ", " + realm + "]";
  }
}
