// Changes a portal account, its credentials included.
package de.belegbote.accounts;

import de.belegbote.http.Call;
import de.belegbote.http.Reply;
import de.belegbote.platform.TimeSource;
import de.belegbote.platform.db.Database;
import de.belegbote.platform.db.TenantConnection;
import de.belegbote.portals.FetchOutcome;
import de.belegbote.secrets.SecretRef;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** Operation updatePortalAccount: a merge patch; new credentials hold for the whole login. */
record PortalAccountUpdate(
    Linking linking,
    PortalAccountStore accounts,
    FetchOrderQueue orders,
    Database db,
    TimeSource time,
    PortalAccountView views) {

  Future<Reply> update(Call call) {
    JsonObject credentials = call.body().getJsonObject("credentials");
    if (credentials == null) {
      return patched(call, null);
    }
    return linking
        .keep(call.tenant(), credentials.getString("password"))
        .compose(
            password ->
                patched(call, password)
                    .onFailure(failed -> linking.forget(call.tenant(), password)));
  }

  private Future<Reply> patched(Call call, SecretRef password) {
    Instant now = time.now();
    return db.inTenant(
            call.tenant(),
            c ->
                linking
                    .lock(c, call.id("portalAccountId"))
                    .compose(account -> patch(c, call, account, now))
                    .compose(account -> credentials(c, call, account, password, now))
                    .compose(account -> accounts.get(c, account.id())))
        .map(account -> views.reply(Reply::ok, account, call));
  }

  private Future<PortalAccount> patch(
      TenantConnection c, Call call, PortalAccount old, Instant now) {
    PortalAccountView.checkMatch(call, old);
    JsonObject body = call.body();
    var paused = Optional.ofNullable(body.getBoolean("paused"));
    boolean wasPaused = old.state() == PortalAccount.State.PAUSED;
    var state = old.state();
    if (paused.isPresent()) {
      state =
          paused.get()
              ? PortalAccount.State.PAUSED
              : wasPaused ? PortalAccount.State.NEW : old.state();
    }
    var schedule =
        PortalAccountView.schedule(
            merged(old.schedule().json(), body.getJsonObject("schedule", new JsonObject())));
    var next = schedule.equals(old.schedule()) ? old.nextFetchAt() : replanned(old, schedule, now);
    var fresh =
        new PortalAccount(
            old.id(),
            old.companyId(),
            old.portalId(),
            old.loginId(),
            body.containsKey("label") ? Optional.ofNullable(body.getString("label")) : old.label(),
            merged(old.settings(), body.getJsonObject("settings", new JsonObject())),
            state,
            state == old.state() ? old.attention() : Optional.empty(),
            schedule,
            old.since(),
            old.consent(),
            next,
            old.lastFetch(),
            old.createdAt(),
            now,
            old.version());
    Future<Void> queue = Future.succeededFuture();
    if (state == PortalAccount.State.PAUSED && !wasPaused) {
      queue = orders.cancel(c, old.id(), now);
    } else if (wasPaused && state != PortalAccount.State.PAUSED) {
      queue = linking.verify(c, old, FetchOrderQueue.Trigger.REQUEST, now);
      fresh = fresh.verifying();
    } else if (!next.equals(old.nextFetchAt())) {
      queue = orders.replan(c, old.id(), next.orElseThrow());
    }
    var written = fresh;
    return queue.compose(queued -> accounts.update(c, written, now)).map(written);
  }

  // From the last fetch on, as if the schedule had always been this one; what waits for a portal
  // that is down is not made to wait longer.
  private static Optional<Instant> replanned(PortalAccount old, Schedule schedule, Instant now) {
    return old.nextFetchAt()
        .map(
            planned -> {
              Instant last =
                  old.lastFetch()
                      .map(fetch -> Instant.parse(fetch.getString("finishedAt")))
                      .orElse(now);
              boolean backOff =
                  old.lastFetch()
                      .map(fetch -> FetchOutcome.valueOf(fetch.getString("outcome")).retry())
                      .filter(FetchOutcome.Retry.BACK_OFF::equals)
                      .isPresent();
              Instant next = schedule.next(last, old.id());
              Instant soonest = next.isBefore(now) ? now : next;
              return backOff && planned.isBefore(soonest) ? planned : soonest;
            });
  }

  // RFC 7396: null removes a member, anything else replaces it.
  private static JsonObject merged(JsonObject old, JsonObject patch) {
    var result = old.copy();
    for (var entry : patch) {
      if (entry.getValue() == null) {
        result.remove(entry.getKey());
      } else {
        result.put(entry.getKey(), entry.getValue());
      }
    }
    return result;
  }

  private Future<PortalAccount> credentials(
      TenantConnection c, Call call, PortalAccount account, SecretRef password, Instant now) {
    if (password == null) {
      return Future.succeededFuture(account);
    }
    String username = call.body().getJsonObject("credentials").getString("username");
    return linking
        .credentials(c, account.loginId(), username, password, now)
        .map(
            old -> {
              old.ifPresent(ref -> c.afterCommit(() -> linking.forget(call.tenant(), ref)));
              return account;
            });
  }
}
