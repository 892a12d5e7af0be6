// Remembers which time steps of a seed were used, so that none is used twice.
package de.belegbote.accounts;

import static de.belegbote.platform.db.Times.utc;

import de.belegbote.platform.db.TenantConnection;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.UUID;

/**
 * A portal refuses a code the second time (RFC 6238, 5.2). A step is reserved by inserting its row,
 * committed before the code is typed; two logins with one seed share the rows by its print.
 */
public final class StepLedger {
  /**
   * Reserves a step.
   *
   * @return false when it, or a later one, was used before: portals refuse older steps too
   */
  public Future<Boolean> reserve(
      TenantConnection c, Login login, long step, UUID fetchId, Instant now) {
    Buffer print = login.seedPrint().orElseThrow();
    return c.change(
            "insert into step_ledger (tenant_id, seed_print, step, login_id, fetch_id, used_at)"
                + " select $1, $2, $3, $4, $5, $6 where not exists (select 1 from step_ledger"
                + " where seed_print = $2 and step >= $3) on conflict do nothing",
            c.tenant().value(),
            print,
            step,
            login.id(),
            fetchId,
            utc(now))
        .map(inserted -> inserted == 1);
  }

  /** Notes that the codes up to a step were shown to a person, who may have typed any of them. */
  public Future<Void> shown(TenantConnection c, Login login, long step, Instant now) {
    return reserve(c, login, step, null, now).mapEmpty();
  }
}
