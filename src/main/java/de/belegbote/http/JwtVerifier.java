// Decides whether a bearer token is one of a tenant's issuer, and what it allows.
package de.belegbote.http;

import de.belegbote.platform.TimeSource;
import de.belegbote.platform.tenancy.Principal;
import de.belegbote.platform.tenancy.Tenant;
import de.belegbote.platform.tenancy.TenantFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
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
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Verifies tokens (RFC 7519, RFC 8725): signature by the key that the tenant's file names for the
 * token's {@code kid}, with that key's algorithm only; issuer and audience name the tenant; {@code
 * exp} (at most 24 h ahead) and {@code sub} are required. Key addresses inside a token ({@code
 * jku}, {@code x5u}, {@code jwk}) are never looked at.
 */
final class JwtVerifier {
  private static final Set<String> ALGORITHMS = Set.of("RS256", "ES256", "EdDSA");
  private static final Set<String> TYPES = Set.of("JWT", "at+jwt");
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final long LEEWAY_SECONDS = 30;
  private static final int MOST_AUDIENCES = 10;
  // OpenID Connect Core, section 2.
  private static final int LONGEST_SUBJECT = 255;

  private final Vertx vertx;
  private final TenantFiles tenants;
  private final TimeSource time;
  private final Map<String, JWTAuth> byKey = new ConcurrentHashMap<>();

  // A signature that was good stays good; times, issuer and key are looked at each time. To verify
  // one anew costs more than the rest of a request (measured).
  private final Map<String, Boolean> good = Collections.synchronizedMap(new Newest());

  /** The tokens used last. */
  private static final class Newest extends LinkedHashMap<String, Boolean> {
    private static final int MOST = 1_000;

    Newest() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
      return size() > MOST;
    }
  }

  JwtVerifier(Vertx vertx, TenantFiles tenants, TimeSource time) {
    this.vertx = vertx;
    this.tenants = tenants;
    this.time = time;
  }

  /** Who the token stands for; empty for every token that is not good, without saying why. */
  Future<Optional<Principal>> verify(String token) {
    JsonObject header;
    JsonObject claims;
    try {
      List<String> parts = List.of(token.split("\\.", -1));
      if (parts.size() != 3) {
        return nobody();
      }
      header = part(parts.get(0));
      claims = part(parts.get(1));
    } catch (IllegalArgumentException | DecodeException garbage) {
      return nobody();
    }
    if (!isForAccess(claims)) {
      return nobody();
    }
    var trust = trust(claims);
    Optional<JsonObject> key = trust.flatMap(t -> key(t.issuer().keys(), header));
    if (key.isEmpty() || !timely(claims)) {
      return nobody();
    }
    Optional<Set<String>> scopes =
        trust.get().issuer().roles().isPresent()
            ? scopes(claims, trust.get().issuer().roles().get())
            : scopes(claims);
    if (scopes.isEmpty()
        || !(claims.getValue("sub") instanceof String subject)
        || subject.isBlank()
        || subject.length() > LONGEST_SUBJECT) {
      return nobody();
    }
    var who = new Principal(trust.get().tenant().id(), Principal.Kind.USER, subject, scopes.get());
    String signed = print(token, key.get());
    if (good.containsKey(signed)) {
      return Future.succeededFuture(Optional.of(who));
    }
    return provider(key.get())
        .authenticate(new TokenCredentials(token))
        .map(
            verified -> {
              var unused = good.put(signed, true);
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

  private static Future<Optional<Principal>> nobody() {
    return Future.succeededFuture(Optional.empty());
  }

  private static JsonObject part(String text) {
    byte[] decoded = Base64.getUrlDecoder().decode(text);
    if (Json.decodeValue(new String(decoded, StandardCharsets.UTF_8)) instanceof JsonObject json) {
      return json;
    }
    throw new DecodeException("not an object");
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
    Object audience = claims.getValue("aud");
    List<?> audiences =
        audience instanceof JsonArray many ? many.getList() : Arrays.asList(audience);
    if (audiences.size() > MOST_AUDIENCES
        || !audiences.stream().allMatch(String.class::isInstance)) {
      return Optional.empty();
    }
    return audiences.stream()
        .flatMap(one -> tenants.byIssuer(issuer, (String) one).stream())
        .findFirst();
  }

  private static Optional<JsonObject> key(JsonArray keys, JsonObject header) {
    // What "crit" names must be understood or the token refused (RFC 7515, 4.1.11); we know none.
    if (!(header.getValue("kid") instanceof String kid)
        || !(header.getValue("alg") instanceof String algorithm)
        || !(header.getValue("typ", "JWT") instanceof String type)
        || !ALGORITHMS.contains(algorithm)
        || !TYPES.contains(type)
        || header.containsKey("crit")) {
      return Optional.empty();
    }
    return keys.stream()
        .map(JsonObject.class::cast)
        .filter(key -> kid.equals(key.getString("kid")) && algorithm.equals(key.getString("alg")))
        .findFirst();
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
