// Finds out who is asking, before a body is read.
package de.belegbote.http;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.crypto.Tokens;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.tenancy.ApiKeyStore;
import de.belegbote.platform.tenancy.ApiKeyStore.InForce;
import de.belegbote.platform.tenancy.Principal;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.SecurityRequirement;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Authenticates by the scheme that the contract names for the operation: bearer token, API key, or
 * the token of an upload link. The tenant comes from the credential and from nowhere else.
 */
final class TenantAuth {
  private static final int LONGEST = 8_192;

  private final Database db;
  private final ApiKeyStore apiKeys;
  private final AccessTokens ownTokens;
  private final JwtVerifier tokens;
  private final TimeSource time;

  TenantAuth(Operations.Parts parts, JwtVerifier tokens) {
    this.db = parts.db();
    this.apiKeys = parts.apiKeys();
    this.ownTokens = parts.tokens();
    this.tokens = tokens;
    this.time = parts.time();
  }

  /**
   * Who asks for the operation; fails with UNAUTHENTICATED, FORBIDDEN when a scope is missing, or
   * LINK_UNKNOWN for an upload token that leads nowhere.
   */
  Future<Principal> authenticate(HttpServerRequest request, Operation operation) {
    if (scheme(operation, "uploadLink").isPresent()) {
      return link(request.getHeader("X-Upload-Token"));
    }
    String key = request.getHeader("X-API-KEY");
    String header = request.getHeader("Authorization");
    if (key != null && header != null) {
      return refused("Send either Authorization or X-API-KEY, not both.");
    }
    Future<Optional<Principal>> who;
    if (key != null && key.length() <= LONGEST) {
      who = apiKeys.authenticate(db, key, time.now()).map(found -> found.map(InForce::principal));
    } else if (header != null && header.startsWith("Bearer ") && header.length() <= LONGEST) {
      who = bearer(header.substring("Bearer ".length()));
    } else {
      return refused("Send a token as Authorization: Bearer, or an API key as X-API-KEY.");
    }
    return who.compose(
        found ->
            found.isEmpty()
                ? refused("The credential is not valid (any more).")
                : allowed(found.get(), operation));
  }

  private Future<Optional<Principal>> bearer(String token) {
    if (!AccessTokens.isOurs(token)) {
      return tokens.verify(token);
    }
    var grant = ownTokens.open(token);
    return grant.isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : apiKeys
            .inForce(db, grant.get().tenant(), grant.get().apiKey(), time.now())
            .map(found -> found.map(key -> narrowed(key.principal(), grant.get().scopes())));
  }

  // The key is asked each time: revoked, it ends its tokens at once.
  private static Principal narrowed(Principal key, Set<String> scopes) {
    var both = new HashSet<>(key.scopes());
    both.retainAll(scopes);
    return new Principal(key.tenant(), key.kind(), key.id(), Set.copyOf(both));
  }

  static Future<Principal> allowed(Principal who, Operation operation) {
    Set<String> needed = Set.copyOf(scheme(operation, "bearer").orElse(List.of()));
    return who.scopes().containsAll(needed)
        ? Future.succeededFuture(who)
        : Future.failedFuture(
            new Failure(
                Problem.FORBIDDEN, "This needs the scope " + String.join(" ", needed) + "."));
  }

  private static Optional<List<String>> scheme(Operation operation, String name) {
    for (SecurityRequirement requirement : operation.getSecurityRequirements()) {
      if (requirement.getNames().contains(name)) {
        return Optional.of(requirement.getScopes(name));
      }
    }
    return Optional.empty();
  }

  private Future<Principal> link(String token) {
    if (token == null || token.length() > 100) {
      return Future.failedFuture(unknownLink());
    }
    return db.find(Database.Lookup.UPLOAD_LINK, Tokens.hash(token))
        .compose(
            found ->
                found.isEmpty()
                    ? Future.failedFuture(unknownLink())
                    : Future.succeededFuture(
                        new Principal(
                            found.get().tenant(),
                            Principal.Kind.CUSTOMER,
                            found.get().id().toString(),
                            Set.of())));
  }

  private static Failure unknownLink() {
    return new Failure(Problem.LINK_UNKNOWN, "Ask for a new link.");
  }

  private static <T> Future<T> refused(String detail) {
    return Future.failedFuture(new Failure(Problem.UNAUTHENTICATED, detail));
  }
}
