// The double's tokens, their leases and what becomes of them.
package de.belegbote.testing.vault;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Expiry is decided when a token is looked at; the clock may be a test's. */
final class VaultTokens {
  /** One token; a greatest age or lease of zero means none. */
  static final class Token {
    final String id;
    final String accessor = UUID.randomUUID().toString();
    final List<String> policies;
    final String path;
    final Instant made;
    final Duration lease;
    final Duration greatestAge;
    final boolean renewable;
    Instant until;
    Instant renewed;

    Token(
        String id,
        List<String> policies,
        String path,
        Instant made,
        Duration lease,
        Duration greatestAge,
        boolean renewable) {
      this.id = id;
      this.policies = List.copyOf(policies);
      this.path = path;
      this.made = made;
      this.lease = lease;
      this.greatestAge = greatestAge;
      this.renewable = renewable;
      this.until = lease.isZero() ? Instant.MAX : made.plus(lease);
    }
  }

  private final Clock clock;
  private final Map<String, Token> tokens = new TreeMap<>();

  VaultTokens(Clock clock) {
    this.clock = clock;
  }

  Token root(String id) {
    var token =
        new Token(
            id,
            List.of("root"),
            "auth/token/root",
            clock.instant(),
            Duration.ZERO,
            Duration.ZERO,
            false);
    tokens.put(id, token);
    return token;
  }

  /** A service token; "default" is among its policies, as Vault adds it. */
  Token make(
      List<String> policies, String path, Duration lease, Duration greatestAge, boolean renewable) {
    var all = new ArrayList<>(policies);
    if (!all.contains("default")) {
      all.add("default");
    }
    all.sort(null);
    String id = "hvs." + UUID.randomUUID().toString().replace("-", "");
    var token = new Token(id, all, path, clock.instant(), lease, greatestAge, renewable);
    tokens.put(id, token);
    return token;
  }

  Optional<Token> find(String id) {
    Token token = tokens.get(id == null ? "" : id);
    if (token != null && !token.until.isAfter(clock.instant())) {
      tokens.remove(id);
      return Optional.empty();
    }
    return Optional.ofNullable(token);
  }

  void revoke(String id) {
    tokens.remove(id);
  }

  /** As an operator does who no longer trusts a role: all its leases at once. */
  int revokePrefix(String path) {
    int before = tokens.size();
    tokens.values().removeIf(token -> token.path.startsWith(path));
    return before - tokens.size();
  }

  int revokeSignedIn() {
    int before = tokens.size();
    tokens.values().removeIf(token -> token.path.endsWith("/login"));
    return before - tokens.size();
  }

  int count() {
    return tokens.size();
  }

  /** Prolongs by the lease, never beyond the greatest age. */
  void renew(Token token) {
    Instant now = clock.instant();
    Instant until = now.plus(token.lease);
    if (!token.greatestAge.isZero() && until.isAfter(token.made.plus(token.greatestAge))) {
      until = token.made.plus(token.greatestAge);
    }
    token.until = until;
    token.renewed = now;
  }

  private long left(Token token) {
    return token.until.equals(Instant.MAX)
        ? 0
        : Math.max(0, Duration.between(clock.instant(), token.until).toSeconds());
  }

  /** The part {@code auth} of an answer. */
  JsonObject auth(Token token, JsonObject metadata) {
    return new JsonObject()
        .put("client_token", token.id)
        .put("accessor", token.accessor)
        .put("policies", new JsonArray(token.policies))
        .put("token_policies", new JsonArray(token.policies))
        .put("metadata", metadata)
        .put("lease_duration", left(token))
        .put("renewable", token.renewable)
        .put("entity_id", "")
        .put("token_type", "service")
        .put("orphan", true)
        .putNull("mfa_requirement")
        .put("num_uses", 0);
  }

  /** The data of a look-up. */
  JsonObject lookup(Token token) {
    var data =
        new JsonObject()
            .put("accessor", token.accessor)
            .put("creation_time", token.made.getEpochSecond())
            .put("creation_ttl", token.lease.toSeconds())
            .put("display_name", token.path.replaceFirst("^auth/", "").replace('/', '-'))
            .put("entity_id", "")
            .put("explicit_max_ttl", token.greatestAge.toSeconds())
            .put("id", token.id)
            .put("issue_time", token.made.toString())
            .putNull("meta")
            .put("num_uses", 0)
            .put("orphan", true)
            .put("path", token.path)
            .put("policies", new JsonArray(token.policies))
            .put("renewable", token.renewable)
            .put("ttl", left(token))
            .put("type", "service");
    if (token.until.equals(Instant.MAX)) {
      data.putNull("expire_time");
    } else {
      data.put("expire_time", token.until.toString());
    }
    if (token.renewed != null) {
      data.put("last_renewal", token.renewed.toString());
      data.put("last_renewal_time", token.renewed.getEpochSecond());
    }
    return data;
  }
}
