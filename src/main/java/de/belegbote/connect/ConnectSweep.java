// Deletes connect sessions that nobody asks for any more.
package de.belegbote.connect;

import de.belegbote.platform.TenantId;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.Database;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** The consent outlives its session: it was copied to the account. */
public final class ConnectSweep {
  /** How long a session can be read after its time. */
  static final Duration KEPT = Duration.ofDays(90);

  private final ConnectSessionStore sessions = new ConnectSessionStore();
  private final Database db;
  private final TimeSource time;

  public ConnectSweep(Database db, TimeSource time) {
    this.db = db;
    this.time = time;
  }

  /** Deletes what ended or expired 90 days ago; to be run hourly. */
  public Future<Void> forget(List<TenantId> tenants) {
    Future<Void> done = Future.succeededFuture();
    for (TenantId tenant : tenants) {
      done =
          done.compose(
              next -> db.inTenant(tenant, c -> sessions.forget(c, time.now().minus(KEPT))));
    }
    return done;
  }
}
