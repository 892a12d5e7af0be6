// The tokens that stand for an API key for a short time.
package de.belegbote.http;

import com.google.crypto.tink.jwt.JwtInvalidException;
import com.google.crypto.tink.jwt.JwtValidator;
import com.google.crypto.tink.jwt.RawJwt;
import com.google.crypto.tink.jwt.VerifiedJwt;
import de.belegbote.platform.Ids;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.TokenKeys;
import de.belegbote.platform.tenancy.ApiKeyStore;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Signed by the installation's own key and told apart from the tenants' tokens by their {@code typ}
 * (RFC 8725, 3.11), issuer and audience: neither kind passes as the other. A token says which API
 * key it stands for; what that key may do is looked up whenever the token is used.
 */
public final class AccessTokens {
  private static final String TYPE = "belegbote+jwt";
  private static final Duration LIFE = Duration.ofMinutes(15);
  private static final Duration LEEWAY = Duration.ofSeconds(30);
  private static final String TENANT = "tenant";
  private static final String SCOPE = "scope";

  private final TokenKeys keys;
  private final String issuer;
  private final TimeSource time;

  /** A token as it is handed out. */
  record Issued(String token, long seconds) {
    @Override
    public String toString() {
      return "Issued[***, " + seconds + "]";
    }
  }

  /** What a token says: for which API key it stands, and to which scopes it is narrowed. */
  record Grant(TenantId tenant, UUID apiKey, Set<String> scopes) {}

  /**
   * Tokens of one installation.
   *
   * @param publicUrl of the installation; the issuer, and with /v1 behind it the audience
   */
  public AccessTokens(TokenKeys keys, URI publicUrl, TimeSource time) {
    this.keys = keys;
    this.issuer = publicUrl.toString();
    this.time = time;
  }

  /** A token for 15 minutes, or for as long as the key lasts, if that is less. */
  Issued issue(ApiKeyStore.InForce key, Set<String> scopes) {
    Instant now = time.now().truncatedTo(ChronoUnit.SECONDS);
    Instant latest = now.plus(LIFE);
    Instant end = key.expires().filter(latest::isAfter).orElse(latest);
    var token =
        RawJwt.newBuilder()
            .setTypeHeader(TYPE)
            .setIssuer(issuer)
            .addAudience(audience())
            .setSubject(key.principal().id())
            .setJwtId(Ids.next().toString())
            .setIssuedAt(now)
            .setExpiration(end)
            .addStringClaim("client_id", key.principal().id())
            .addStringClaim(TENANT, key.principal().tenant().toString())
            .addStringClaim(SCOPE, text(scopes))
            .build();
    return new Issued(keys.sign(token), Duration.between(now, end).toSeconds());
  }

  /** Scopes in the order of the alphabet, divided by blanks. */
  static String text(Set<String> scopes) {
    return String.join(" ", new TreeSet<>(scopes));
  }

  /** Whether it calls itself one of ours; whether it is one, {@link #open} finds out. */
  static boolean isOurs(String token) {
    try {
      byte[] header = Base64.getUrlDecoder().decode(token.split("\\.", 2)[0]);
      return TYPE.equals(
          new JsonObject(new String(header, StandardCharsets.UTF_8)).getValue("typ"));
    } catch (IllegalArgumentException | DecodeException garbage) {
      return false;
    }
  }

  /** What a token of ours says, if it is good and has not ended. */
  Optional<Grant> open(String token) {
    var validator =
        JwtValidator.newBuilder()
            .expectTypeHeader(TYPE)
            .expectIssuer(issuer)
            .expectAudience(audience())
            .setClock(Clock.fixed(time.now(), ZoneOffset.UTC))
            .setClockSkew(LEEWAY)
            .build();
    return keys.verify(token, validator).map(AccessTokens::grant);
  }

  private static Grant grant(VerifiedJwt token) {
    try {
      return new Grant(
          new TenantId(UUID.fromString(token.getStringClaim(TENANT))),
          UUID.fromString(token.getSubject()),
          Set.of(token.getStringClaim(SCOPE).split(" ", -1)));
    } catch (JwtInvalidException notAsWeMakeThem) {
      throw new IllegalStateException("a token we signed lacks a claim", notAsWeMakeThem);
    }
  }

  private String audience() {
    return issuer + "/v1";
  }
}
