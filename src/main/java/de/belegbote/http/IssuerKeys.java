// Finds the public key that a token names, in the tenant's file or where its issuer publishes it.
package de.belegbote.http;

import de.belegbote.platform.Failure;
import de.belegbote.platform.Problem;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.tenancy.Tenant;
import de.belegbote.platform.tenancy.TenantFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One {@link KeySet} for each address that a tenant's file names. Belongs to one event loop. */
final class IssuerKeys {
  private static final long TICK_MS = 1_000;

  private final Vertx vertx;
  private final TenantFiles tenants;
  private final TimeSource time;
  private final Map<Tenant.Published, KeySet> sets = new HashMap<>();

  /** Keeps the sets fresh from now on, until what deployed the caller ends. */
  IssuerKeys(Vertx vertx, TenantFiles tenants, TimeSource time) {
    this.vertx = vertx;
    this.tenants = tenants;
    this.time = time;
    keepFresh();
    vertx.setPeriodic(TICK_MS, tick -> keepFresh());
  }

  // When a set is due is the sets' to know, by our clock; addresses that no file names any more go.
  private void keepFresh() {
    var named =
        tenants.all().stream()
            .flatMap(tenant -> tenant.issuers().stream())
            .flatMap(issuer -> issuer.published().stream())
            .collect(Collectors.toUnmodifiableSet());
    named.forEach(published -> set(published).keepFresh());
    sets.entrySet()
        .removeIf(
            entry -> {
              boolean gone = !named.contains(entry.getKey());
              if (gone) {
                entry.getValue().close();
              }
              return gone;
            });
  }

  private KeySet set(Tenant.Published published) {
    return sets.computeIfAbsent(published, fresh -> new KeySet(vertx, fresh, time));
  }

  /**
   * The issuer's key of that id and algorithm, if it has one; fails with UNAVAILABLE when the
   * issuer's keys were not to be had so far, so that nobody can say whether the token is good.
   */
  Future<Optional<JsonObject>> key(Tenant.Issuer issuer, String kid, String algorithm) {
    if (!issuer.algorithms().contains(algorithm)) {
      return Future.succeededFuture(Optional.empty());
    }
    if (issuer.published().isEmpty()) {
      return Future.succeededFuture(
          find(issuer.keys().stream().map(JsonObject.class::cast), kid, algorithm));
    }
    var set = set(issuer.published().get());
    var known = find(set.keys().stream(), kid, algorithm);
    return known.isPresent()
        ? Future.succeededFuture(known)
        : set.askOutOfTurn().compose(asked -> afterAsking(set, kid, algorithm));
  }

  private static Future<Optional<JsonObject>> afterAsking(
      KeySet set, String kid, String algorithm) {
    return set.isThere()
        ? Future.succeededFuture(find(set.keys().stream(), kid, algorithm))
        : Future.failedFuture(
            new Failure(Problem.UNAVAILABLE, "The issuer's keys cannot be read at the moment."));
  }

  private static Optional<JsonObject> find(Stream<JsonObject> keys, String kid, String algorithm) {
    return keys.filter(
            key -> kid.equals(key.getValue("kid")) && algorithm.equals(key.getValue("alg")))
        .findFirst();
  }
}
