// A sign-in that was begun and comes back from the issuer.
package de.belegbote.pages;

import de.belegbote.http.IssuerSignIn;
import de.belegbote.platform.Secret;
import de.belegbote.platform.crypto.SealingKey;
import de.belegbote.platform.tenancy.Tenant;
import de.belegbote.platform.tenancy.TenantFiles;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Waits in a sealed cookie of the browser that began, so that no other browser can end it.
 *
 * @param tenant at whose page it was begun
 * @param to the page of the console that was wanted
 */
record ConsoleBegun(
    String tenant, String issuer, String audience, IssuerSignIn.Tries tries, String to) {
  private static final String SEALED_FOR = "console sign-in";
  private static final Duration LIFE = Duration.ofMinutes(10);

  static ConsoleBegun at(Tenant tenant, Tenant.Issuer issuer, String to) {
    return new ConsoleBegun(
        tenant.id().toString(), issuer.issuer(), issuer.audience(), IssuerSignIn.Tries.fresh(), to);
  }

  String sealed(SealingKey key, Instant now) {
    var json =
        new JsonObject()
            .put("tenant", tenant)
            .put("issuer", issuer)
            .put("audience", audience)
            .put("state", tries.state())
            .put("nonce", tries.nonce())
            .put("verifier", tries.verifier().reveal())
            .put("to", to)
            .put("until", now.plus(LIFE).toString());
    return key.sealText(json.encode(), SEALED_FOR);
  }

  /** What {@link #sealed} made, for ten minutes; anything else gives nothing. */
  static Optional<ConsoleBegun> open(String sealed, SealingKey key, Instant now) {
    return key.openText(sealed, SEALED_FOR)
        .map(JsonObject::new)
        .filter(json -> Instant.parse(json.getString("until")).isAfter(now))
        .map(
            json ->
                new ConsoleBegun(
                    json.getString("tenant"),
                    json.getString("issuer"),
                    json.getString("audience"),
                    new IssuerSignIn.Tries(
                        json.getString("state"),
                        json.getString("nonce"),
                        new Secret(json.getString("verifier"))),
                    json.getString("to")));
  }

  /** Whether an answer belongs to it; compared in constant time. */
  boolean isAnsweredBy(String state) {
    return new Secret(tries.state()).equals(new Secret(state));
  }

  /** The issuer it was begun at, while the tenant's file still lets its people in. */
  Optional<TenantFiles.Trust> trust(TenantFiles tenants) {
    return tenants
        .byIssuer(issuer, audience)
        .filter(trust -> trust.tenant().id().toString().equals(tenant))
        .filter(trust -> trust.issuer().console().isPresent());
  }
}
