// The secrets of the endpoints: made, read for signing, replaced and destroyed.
package de.belegbote.webhooks;

import de.belegbote.platform.Secret;
import de.belegbote.platform.TenantId;
import de.belegbote.platform.db.Database;
import de.belegbote.secrets.SecretRef;
import de.belegbote.secrets.SecretStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A secret is written first, then the row that names it commits, and the former one is destroyed
 * last. What is lost in between is swept up later.
 */
final class WebhookSecrets {
  /** How long the former secret goes on signing beside a new one. */
  static final Duration OVERLAP = Duration.ofHours(24);

  private static final Logger LOG = LoggerFactory.getLogger(WebhookSecrets.class);
  private static final SecretStore.Use SIGNING =
      new SecretStore.Use("sign_webhook", "webhooks", null, null);

  /** A secret at its birth, the only time it is shown. */
  record Made(Secret secret, SecretRef ref) {}

  private final SecretStore store;
  private final Database db;
  private final WebhookEndpointStore endpoints = new WebhookEndpointStore();

  WebhookSecrets(SecretStore store, Database db) {
    this.store = store;
    this.db = db;
  }

  /** Makes a secret under a reference that no row names yet. */
  Future<Made> make(TenantId tenant, UUID endpointId) {
    Secret secret = Signature.freshSecret();
    return store
        .create(tenant, "webhook/" + endpointId, "webhook", secret)
        .map(ref -> new Made(secret, ref));
  }

  /**
   * Reads secrets for one signature. Not cached: each use is a line of the diary (security rule 3).
   */
  Future<List<Secret>> forSigning(TenantId tenant, List<SecretRef> refs) {
    Future<List<Secret>> all = Future.succeededFuture(new ArrayList<>());
    for (SecretRef ref : refs) {
      all = all.compose(read -> store.read(tenant, ref, SIGNING).map(secret -> with(read, secret)));
    }
    return all;
  }

  private static List<Secret> with(List<Secret> read, Secret next) {
    read.add(next);
    return read;
  }

  /** Destroys a secret that no row names (any more); the sweep gets what this cannot. */
  void forget(TenantId tenant, SecretRef ref) {
    store
        .destroy(tenant, ref)
        .onFailure(later -> LOG.warn("a webhook's secret is left to the sweep", later));
  }

  /** Destroys the tenant's former secrets whose overlap is over. */
  Future<Void> retire(TenantId tenant, Instant now) {
    return db.inTenant(tenant, c -> endpoints.forgetOldSecrets(c, now))
        .map(
            refs -> {
              refs.forEach(ref -> forget(tenant, ref));
              return null;
            });
  }
}
