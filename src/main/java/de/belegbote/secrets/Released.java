// Destroys at once what the API lets go of and may not destroy itself.
package de.belegbote.secrets;

import de.belegbote.platform.TenantId;
import de.belegbote.platform.events.Bells;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fetch role's ear for {@link Bells#RELEASED}. Each process that hears it asks the database
 * whether a row names the secret, and destroys it if none does; several doing so do no harm.
 */
public final class Released extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(Released.class);

  private final Bells bells;
  private final SecretSweep sweep;
  private MessageConsumer<String> bell;

  public Released(Bells bells, SecretSweep sweep) {
    this.bells = bells;
    this.sweep = sweep;
  }

  /** Tells the fetch role; to be called after the commit that took the reference out of its row. */
  public static void ring(Bells bells, TenantId tenant, SecretRef ref) {
    bells.ring(Bells.RELEASED, tenant + " " + ref);
  }

  @Override
  public Future<?> start() {
    bell = bells.hear(Bells.RELEASED, this::destroy);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return bell.unregister();
  }

  private void destroy(String about) {
    // Whoever may ring may write anything.
    if (about == null || !about.matches("[0-9a-f-]{36} [a-z/0-9-]+:[a-z_]+:[0-9a-f-]{36}")) {
      LOG.warn("a bell names no secret");
      return;
    }
    var tenant = new TenantId(UUID.fromString(about.substring(0, 36)));
    sweep
        .sweepOne(tenant, SecretRef.parse(about.substring(37)))
        .onFailure(later -> LOG.warn("a released secret is left to the sweep", later));
  }
}
