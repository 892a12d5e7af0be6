// Decides whether a bearer token is one of a tenant's issuer, and what it allows.
package de.belegbote.http;

import de.belegbote.platform.TimeSource;
import de.belegbote.platform.tenancy.Principal;
import de.belegbote.platform.tenancy.Tenant;
import de.belegbote.platform.tenancy.TenantFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies tokens (RFC 7519, RFC 8725): signature by the key that the tenant's file names for the
 * token's {@code kid}, with that key's algorithm only; issuer and audience name the tenant; {@code
 * exp} (at most 24 h ahead) and {@code sub} are required. Key addresses inside a token ({@code
 * jku}, {@code x5u}, {@code jwk}) are never looked at.
 */
final class JwtVerifier {
  private static final Logger LOG = LoggerFactory.getLogger(JwtVerifier.class);
  private static final Set<String> TYPES = Set.of("JWT", "at+jwt");
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final long LEEWAY_SECONDS = 30;
  private static final int MOST_AUDIENCES = 10;
  // OpenID Connect Core, section 2.
  private static final int LONGEST_SUBJECT = 255;

  private final Vertx vertx;
  private final TenantFiles tenants;
  private final TimeSource time;
  private final IssuerKeys keys;
  private final Map<String, JWTAuth> byKey = Collections.synchronizedMap(new Newest<>(200));

  // A signature that was good stays good; times, issuer and key are looked at each time. To verify
  // one anew costs more than the rest of a request (measured).
  private final Map<String, Boolean> good = Collections.synchronizedMap(new Newest<>(1_000));

  /** What was used last. */
  private static final class Newest<V> extends LinkedHashMap<String, V> {
    private final int most;

    Newest(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > most;
    }
  }

  JwtVerifier(Vertx vertx, TenantFiles tenants, TimeSource time) {
    this.vertx = vertx;
    this.tenants = tenants;
    this.time = time;
    this.keys = new IssuerKeys(vertx, tenants, time);
  }

  /**
   * Who the token stands for; empty for every token that is not good, without saying why. Fails
   * with UNAVAILABLE when the issuer's keys cannot be read.
   */
  Future<Optional<Principal>> verify(String token) {
    var read = TokenParts.of(token);
    if (read.isEmpty()) {
      return nobody();
    }
    JsonObject header = read.get().header();
    JsonObject claims = read.get().claims();
    if (!isForAccess(claims)) {
      return nobody();
    }
    var trust = trust(claims);
    if (trust.isEmpty() || !isUnderstood(header) || !timely(claims)) {
      return nobody();
    }
    var who = principal(trust.get(), claims);
    return who.isEmpty()
        ? nobody()
        : keys.key(trust.get().issuer(), header.getString("kid"), header.getString("alg"))
            .compose(key -> key.isEmpty() ? nobody() : signed(token, key.get(), who.get()));
  }

  /**
   * The claims of an ID token (OpenID Connect Core, 3.1.3.7) if it is the issuer's, for this client
   * and good now; the caller compares its nonce. Empty and failing as {@link #verify}.
   */
  Future<Optional<JsonObject>> identity(String token, Tenant.Issuer issuer, String client) {
    var read = TokenParts.of(token);
    if (read.isEmpty()) {
      return nobody();
    }
    JsonObject header = read.get().header();
    JsonObject claims = read.get().claims();
    boolean ours =
        issuer.issuer().equals(claims.getValue("iss"))
            && List.of(client).equals(audiences(claims))
            && client.equals(claims.getValue("azp", client))
            && claims.getValue("sub") instanceof String;
    return ours && isUnderstood(header) && timely(claims)
        ? keys.key(issuer, header.getString("kid"), header.getString("alg"))
            .compose(key -> key.isEmpty() ? nobody() : signed(token, key.get(), claims))
        : nobody();
  }

  private static Optional<Principal> principal(TenantFiles.Trust trust, JsonObject claims) {
    var roles = trust.issuer().roles();
    Optional<Set<String>> scopes = roles.isPresent() ? scopes(claims, roles.get()) : scopes(claims);
    return scopes.isPresent()
            && claims.getValue("sub") instanceof String subject
            && !subject.isBlank()
            && subject.length() <= LONGEST_SUBJECT
        ? Optional.of(
            new Principal(trust.tenant().id(), Principal.Kind.USER, subject, scopes.get()))
        : Optional.empty();
  }

  private <T> Future<Optional<T>> signed(String token, JsonObject key, T who) {
    String print = print(token, key);
    if (good.containsKey(print)) {
      return Future.succeededFuture(Optional.of(who));
    }
    JWTAuth provider;
    try {
      provider = provider(key);
    } catch (RuntimeException unusable) {
      LOG.warn("key {} cannot be used: {}", key.getString("kid"), unusable.getMessage());
      return nobody();
    }
    return provider
        .authenticate(new TokenCredentials(token))
        .map(
            verified -> {
              var unused = good.put(print, true);
              return Optional.of(who);
            })
        .otherwise(Optional.empty());
  }

  // Of the whole token and the key: no other token and no other key has this print.
  private static String print(String token, JsonObject key) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(key.encode().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static <T> Future<Optional<T>> nobody() {
    return Future.succeededFuture(Optional.empty());
  }

  // Some issuers sign all their kinds of tokens alike and tell them apart here (Keycloak), or
  // nowhere: an ID token is known by the prints in it (OpenID Connect Core 3.1.3.6, 3.3.2.11).
  private static boolean isForAccess(JsonObject claims) {
    return claims.getValue("typ", "Bearer") instanceof String kind
        && kind.equalsIgnoreCase("Bearer")
        && !claims.containsKey("at_hash")
        && !claims.containsKey("c_hash");
  }

  private Optional<TenantFiles.Trust> trust(JsonObject claims) {
    if (!(claims.getValue("iss") instanceof String issuer)) {
      return Optional.empty();
    }
    List<?> audiences = audiences(claims);
    if (audiences.size() > MOST_AUDIENCES
        || !audiences.stream().allMatch(String.class::isInstance)) {
      return Optional.empty();
    }
    return audiences.stream()
        .flatMap(one -> tenants.byIssuer(issuer, (String) one).stream())
        .findFirst();
  }

  private static List<?> audiences(JsonObject claims) {
    Object audience = claims.getValue("aud");
    return audience instanceof JsonArray many ? many.getList() : Arrays.asList(audience);
  }

  // What "crit" names must be understood or the token refused (RFC 7515, 4.1.11); we know none.
  private static boolean isUnderstood(JsonObject header) {
    return header.getValue("kid") instanceof String
        && header.getValue("alg") instanceof String algorithm
        && header.getValue("typ", "JWT") instanceof String type
        && Tenant.Issuer.ALGORITHMS.contains(algorithm)
        && TYPES.contains(type)
        && !header.containsKey("crit");
  }

  private boolean timely(JsonObject claims) {
    long now = time.now().getEpochSecond();
    boolean started =
        !claims.containsKey("nbf")
            || (claims.getValue("nbf") instanceof Number nbf
                && nbf.longValue() <= now + LEEWAY_SECONDS);
    return started
        && claims.getValue("iat", 0) instanceof Number
        && claims.getValue("exp") instanceof Number exp
        && exp.longValue() > now - LEEWAY_SECONDS
        && exp.longValue() <= now + LONGEST.toSeconds() + LEEWAY_SECONDS;
  }

  private static Optional<Set<String>> scopes(JsonObject claims) {
    Object scope = claims.getValue("scope", "");
    return scope instanceof String text
        ? Optional.of(
            Arrays.stream(text.split(" ", 50))
                .filter(s -> !s.isBlank())
                .collect(Collectors.toUnmodifiableSet()))
        : Optional.empty();
  }

  // Missing roles allow nothing; a list of roles that is none is a claim of the wrong type.
  private static Optional<Set<String>> scopes(JsonObject claims, Tenant.Roles roles) {
    Object value = claims;
    for (String name : roles.claim()) {
      if (!(value instanceof JsonObject level)) {
        return Optional.empty();
      }
      if (!level.containsKey(name)) {
        return Optional.of(Set.of());
      }
      value = level.getValue(name);
    }
    if (!(value instanceof JsonArray list) || !list.stream().allMatch(String.class::isInstance)) {
      return Optional.empty();
    }
    return Optional.of(
        list.stream()
            .flatMap(role -> roles.scopes().getOrDefault(role, Set.of()).stream())
            .collect(Collectors.toUnmodifiableSet()));
  }

  // Times are checked above with our own clock, so the library looks at the signature only.
  private JWTAuth provider(JsonObject key) {
    return byKey.computeIfAbsent(
        key.encode(),
        same ->
            JWTAuth.create(
                vertx,
                new JWTAuthOptions()
                    .addJwk(key)
                    .setJWTOptions(new JWTOptions().setIgnoreExpiration(true))));
  }
}
